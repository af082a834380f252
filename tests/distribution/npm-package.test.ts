import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { version } from '../../package.json'

const ROOT = path.join(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-pack-'))
let packed: { filename: string; size: number; files: { path: string }[] }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const npm = (...args: string[]) => spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })

beforeAll(() => {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // npm 12 gives them by name.
  const listed = JSON.parse(said)
  packed = Array.isArray(listed) ? listed[0] : Object.values(listed)[0]
}, 120_000)

describe('what npm pack makes', () => {
  test('has what runs, what is read while it runs, and the docs; nothing of the sources and tests', () => {
    const files = packed.files.map((file) => file.path)
    const foreign = files.filter(
      (file) =>
        !/^(?:bin\/[\w-]+\.js|dist\/(?:pars-auto\.cjs|look\.cjs|completion\.cjs|(?:commands|help)\.json|licences\.txt|parts\/.+\.cjs)|templates\/.+\.hbs|docs\/.+\.(?:md|json)|(?:README|CHANGELOG)\.md|LICENSE|package\.json|automation\.config\.yaml)$/.test(
          file,
        ),
    )
    expect(foreign).toEqual([])
    const tracked = execFileSync('git', ['ls-files', 'bin', 'templates', 'docs'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(
      tracked
        .trim()
        .split('\n')
        .filter((file) => !files.includes(file) && !/^bin\/(?:.*\.d\.ts|executable\.js)$/.test(file)),
    ).toEqual([])
    for (const file of [
      'LICENSE',
      'README.md',
      'dist/pars-auto.cjs',
      'dist/licences.txt',
      'automation.config.yaml',
    ])
      expect(files).toContain(file)
  })

  test('is under 3 MB', () => {
    expect(packed.size).toBeLessThan(3_000_000)
  })
})

describe('installed in an empty folder', () => {
  beforeAll(() => {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }')
    const install = [
      'install',
      '--no-audit',
      '--no-fund',
      '--omit=dev',
      '--prefer-offline',
      `./${packed.filename}`,
    ]
    const { status, stderr } = npm(...install)
    expect({ status, stderr }).toMatchObject({ status: 0 })
  }, 300_000)

  /** With nothing in its environment but where Node is. */
  function pars(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(path.join(folder, 'node_modules/.bin/pars-auto'), args, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder },
    })
    return { code: status, out: stdout, err: stderr }
  }

  test('it says which version it is, and that there is no config yet', () => {
    expect(pars('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
    expect(pars('list').code).toBe(3)
  })

  test('the demo brings its own config, lives through a night, and leaves a config that is valid', () => {
    const demo = pars('demo', '--pupils', '60')
    expect(demo.err).toBe('')
    expect(demo.code).toBe(0)
    expect(demo.out).toContain('automation.config.yaml is new here')
    expect(demo.out).toContain('  pars-auto why refresh-all-years ')
    expect(pars('validate').out).toContain('is valid')
    expect(pars('run-due')).toEqual({ code: 0, out: '', err: '' })
  }, 600_000)

  test('mails, charts and PDFs find the templates, fonts and compiled code they are made with', () => {
    const made = ['lates.pdf', 'lates.xlsx', 'lates.html'].filter((file) => {
      pars('report', 'run', 'lates', '--out', file)
      return existsSync(path.join(folder, file))
    })
    expect(made).toEqual(['lates.pdf', 'lates.xlsx', 'lates.html'])
    expect(readFileSync(path.join(folder, 'lates.pdf'), 'latin1')).toMatch(/^%PDF/)
    expect(pars('report', 'preview', 'friday-attendance')).toMatchObject({ code: 0 })
  }, 120_000)

  test('install-schedule names the program where it is installed', () => {
    const { out } = pars('install-schedule', '--kind', 'cron', '--print')
    expect(out).toContain(`${path.join(folder, 'node_modules/pars-auto/bin/pars-auto.js')} run-due --config`)
  })
})
