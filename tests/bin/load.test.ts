import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-load-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A copy of what starts the program, with a small program in two files in place of the bundle. */
function install(name: string): { file: string; code: string } {
  const place = path.join(folder, name)
  cpSync(path.join(ROOT, 'bin'), path.join(place, 'bin'), { recursive: true })
  cpSync(path.join(ROOT, 'package.json'), path.join(place, 'package.json'))
  mkdirSync(path.join(place, 'dist/parts'), { recursive: true })
  writeFileSync(path.join(place, 'dist/parts/words.cjs'), 'exports.greet = (who) => `Hello ${who}\\n`')
  writeFileSync(
    path.join(place, 'dist/pars-auto.cjs'),
    "const { greet } = require('./parts/words.cjs')\nexports.main = async () => { process.stdout.write(greet(require('node:path').basename(__filename))); return 0 }",
  )
  return { file: path.join(place, 'bin/pars-auto.js'), code: path.join(place, 'dist/.code') }
}

function run(file: string, env: Record<string, string> = {}): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [file, 'list'], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache'), ...env },
  })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout
}

/** What was kept: the file of each part, and when it was written. */
function kept(code: string): Record<string, number> {
  const [extent] = readdirSync(code)
  const names = readdirSync(path.join(code, extent!))
  return Object.fromEntries(names.map((name) => [name, statSync(path.join(code, extent!, name)).mtimeMs]))
}

const fileOf = (code: string, part: RegExp) => {
  const [extent] = readdirSync(code)
  const name = readdirSync(path.join(code, extent!)).find((one) => part.test(one))
  return path.join(code, extent!, name!)
}

test('keeps what was compiled, of each file, and takes it the next time', () => {
  const { file, code } = install('twice')
  expect(run(file)).toBe('Hello pars-auto.cjs\n')
  const first = kept(code)
  expect(Object.keys(first).map((name) => name.split('.')[0])).toEqual(['pars-auto', 'words'])
  expect(run(file)).toBe('Hello pars-auto.cjs\n')
  expect(kept(code)).toEqual(first)
})

test('a file that has changed since is compiled anew, and what was kept of it goes', () => {
  const { file, code } = install('changed')
  run(file)
  const before = Object.keys(kept(code))
  const words = path.join(path.dirname(file), '../dist/parts/words.cjs')
  writeFileSync(words, readFileSync(words, 'utf8').replace('Hello', 'Howdy'))
  expect(run(file)).toBe('Howdy pars-auto.cjs\n')
  const after = Object.keys(kept(code))
  expect(after).toHaveLength(2)
  expect(after.filter((name) => before.includes(name)).map((name) => name.split('.')[0])).toEqual([
    'pars-auto',
  ])
})

test('a sign beyond ASCII is read as it was written', () => {
  const { file } = install('signs')
  const words = path.join(path.dirname(file), '../dist/parts/words.cjs')
  writeFileSync(words, 'exports.greet = () => String.raw`the school’s Zoë`')
  expect([run(file), run(file)]).toEqual(['the school’s Zoë', 'the school’s Zoë'])
})

test('no file of the program asks for another by import(): code that was compiled the last time has none', () => {
  const files = readdirSync(path.join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
  const ours = files.filter((file) => /^(parts[\\/])?[\w-]+\.cjs$/.test(file))
  expect(ours.length).toBeGreaterThan(50)
  const asks = ours.filter((file) =>
    /[^.\w]import\(/.test(readFileSync(path.join(ROOT, 'dist', file), 'utf8')),
  )
  expect(asks).toEqual([])
})

test('what is no code, or half of it, is not run', () => {
  const { file, code } = install('broken')
  run(file)
  const words = fileOf(code, /^words/)
  const whole = readFileSync(words)
  for (const broken of [
    Buffer.alloc(0),
    Buffer.from('not code at all'),
    whole.subarray(0, whole.length / 2),
  ]) {
    writeFileSync(words, broken)
    expect(run(file)).toBe('Hello pars-auto.cjs\n')
    expect(readFileSync(words).length).toBeGreaterThan(broken.length)
  }
})

test.skipIf(process.platform === 'win32')('code that others may write is not run', () => {
  const { file, code } = install('writable')
  run(file)
  const words = fileOf(code, /^words/)
  const other = install('other')
  writeFileSync(
    path.join(path.dirname(other.file), '../dist/parts/words.cjs'),
    'exports.greet = (who) => `Evil! ${who}\\n`',
  )
  run(other.file)
  // As long as the other, so V8 would take it.
  writeFileSync(words, readFileSync(fileOf(other.code, /^words/)))
  chmodSync(words, 0o666)
  expect(run(file)).toBe('Hello pars-auto.cjs\n')
})

test('where nothing can be kept beside the program, it is kept among the caches of the account', () => {
  const { file, code } = install('elsewhere')
  // In the way of the folder, for every account.
  writeFileSync(code, '')
  expect(run(file)).toBe('Hello pars-auto.cjs\n')
  expect(Object.keys(kept(path.join(folder, 'cache/pars-auto')))).toHaveLength(2)
})

test('where nothing can be kept at all, it runs all the same', () => {
  const { file, code } = install('nowhere')
  writeFileSync(code, '')
  writeFileSync(path.join(folder, 'no-folder'), '')
  expect(run(file, { XDG_CACHE_HOME: path.join(folder, 'no-folder') })).toBe('Hello pars-auto.cjs\n')
})
