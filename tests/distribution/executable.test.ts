import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { version } from '../../package.json'

/** Made by `npm run executable`. */
const EXECUTABLE = process.env.PARS_TEST_EXECUTABLE
const FILES = '.pars-auto-files'

describe.skipIf(!EXECUTABLE)('the executable (wants PARS_TEST_EXECUTABLE)', () => {
  /** One that is alone in a folder. */
  function alone(): string {
    const folder = mkdtempSync(path.join(path.dirname(path.resolve(EXECUTABLE!)), 'alone-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    linkSync(path.resolve(EXECUTABLE!), path.join(folder, 'pars-auto'))
    return folder
  }

  /** With nothing in its environment, so that no Node can be found. */
  function pars(folder: string, args: string[], env: NodeJS.ProcessEnv = {}) {
    const { status, stdout, stderr } = spawnSync(path.join(folder, 'pars-auto'), args, {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    return { code: status, out: stdout, err: stderr }
  }

  test('needs no Node, and unpacks itself once, beside it', () => {
    const folder = alone()
    for (let times = 0; times < 2; times += 1)
      expect(pars(folder, ['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
    expect(readdirSync(path.join(folder, FILES))).toEqual([
      expect.stringMatching(`^${version}-[0-9a-f]{12}$`),
    ])
  })

  test('has everything: a night, a PDF, a report of the school’s own, a line for cron that ticks', () => {
    const folder = alone()
    const demo = pars(folder, ['demo', '--pupils', '60'])
    expect(demo).toMatchObject({ code: 0, err: '' })
    expect(demo.out).toContain('  ./pars-auto why refresh-all-years ')
    expect(pars(folder, ['report', 'run', 'lates', '--out', 'lates.pdf']).code).toBe(0)
    expect(readFileSync(path.join(folder, 'lates.pdf'), 'latin1')).toMatch(/^%PDF/)
    // For it the program starts itself a second time, as it would start Node.
    writeFileSync(
      path.join(folder, 'one.sql'),
      '/*\ntitle: One\ncolumns:\n  surname: Surname\n*/\nSELECT surname FROM pupil LIMIT 1\n',
    )
    expect(pars(folder, ['report', 'run', 'one.sql'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 row'),
    })
    const { out } = pars(folder, ['install-schedule', '--kind', 'cron', '--print'])
    expect(out).toContain(`${path.join(folder, 'pars-auto')} run-due --config`)
    const command = out.replace('* * * * * ', '').trim()
    expect(spawnSync('/bin/sh', ['-c', command], { env: { PATH: '/usr/bin:/bin' } }).status).toBe(0)
  }, 600_000)

  test('an idle tick unpacks nothing', () => {
    const folder = alone()
    const now = Date.now()
    const config = path.join(folder, 'automation.config.yaml')
    const note = path.join(folder, '.pars-auto/automation.config.yaml.note.json')
    mkdirSync(path.dirname(note))
    const idle = {
      version,
      written: now,
      next: now + 3_600_000,
      offset: 0,
      files: [],
      highestRun: 0,
      database: [],
    }
    writeFileSync(note, JSON.stringify(idle))
    utimesSync(note, now / 1000, now / 1000)
    expect(pars(folder, ['run-due', '--config', config])).toEqual({ code: 0, out: '', err: '' })
    expect(existsSync(path.join(folder, FILES))).toBe(false)
  })

  test('where nothing may be written beside it, it unpacks among the caches of the account', () => {
    const folder = alone()
    writeFileSync(path.join(folder, FILES), 'in the way')
    expect(pars(folder, ['--version'], { XDG_CACHE_HOME: path.join(folder, 'cache') }).code).toBe(0)
    expect(readdirSync(path.join(folder, 'cache/pars-auto/files'))).toHaveLength(1)
  })

  test('says so where it may write to neither', () => {
    const folder = alone()
    writeFileSync(path.join(folder, FILES), 'in the way')
    const { code, err } = pars(folder, ['--version'], { XDG_CACHE_HOME: path.join(folder, FILES) })
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('has to unpack itself once') })
  })

  test('does not run what somebody else may have written', () => {
    const folder = alone()
    const env = { XDG_CACHE_HOME: path.join(folder, 'cache') }
    pars(folder, ['--version'], env)
    const [name] = readdirSync(path.join(folder, FILES))
    const unpacked = path.join(folder, FILES, name!)
    writeFileSync(path.join(unpacked, 'bin/load.js'), 'console.log("taken over")')
    chmodSync(unpacked, 0o777)
    expect(pars(folder, ['--version'], env)).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  const windows = path.join(path.dirname(path.resolve(EXECUTABLE ?? '.')), 'pars-auto.exe')

  test.skipIf(!existsSync(windows))(
    'for Windows is a program for Windows with the same in it, and unsigned',
    () => {
      const bytes = readFileSync(windows)
      const header = bytes.readUInt32LE(0x3c)
      expect(bytes.toString('latin1', header, header + 4)).toBe('PE\0\0')
      // x64, and the entry of the signature.
      expect(bytes.readUInt16LE(header + 4)).toBe(0x8664)
      expect(bytes.readUInt32LE(header + 24 + 112 + 4 * 8)).toBe(0)
      expect(bytes.includes(Buffer.from('NODE_SEA_BLOB', 'utf16le'))).toBe(true)
      expect(bytes.includes('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1')).toBe(true)
    },
  )
})
