import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'rolldown'
import { expect, onTestFinished, test } from 'vitest'
import { append } from '../../src/log/append.ts'

const APPEND = path.join(import.meta.dirname, '../../src/log/append.ts')

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-log-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const linesIn = (place: string) =>
  readdirSync(place).flatMap((name) =>
    readFileSync(path.join(place, name), 'utf8').split('\n').filter(Boolean),
  )

/** So many processes at once, each of which adds so many lines. */
async function processes(place: string, count: number, lines: number, keep: number): Promise<void> {
  const program = path.join(folder(), 'append.cjs')
  await build({
    input: APPEND,
    platform: 'node',
    output: { file: program, format: 'cjs' },
    logLevel: 'silent',
  })
  const code = `const { append } = require(${JSON.stringify(program)})
    for (let n = 0; n < ${lines}; n += 1)
      append(${JSON.stringify(path.join(place, 'log/pars-auto.log'))}, JSON.stringify({ process: process.argv[1], n, filler: 'x'.repeat(n % 300) }) + '\\n', { size: 20000, keep: ${keep} })`
  const started = Array.from({ length: count }, (_, n) =>
    spawn(process.execPath, ['-e', code, String(n)], { stdio: 'inherit' }),
  )
  const codes = await Promise.all(started.map(async (one) => (await once(one, 'close'))[0]))
  expect(codes).toEqual(codes.map(() => 0))
}

test('eight processes at once lose no line and tear none, however often the file is full', async () => {
  const place = folder()
  await processes(place, 8, 300, 1000)
  const log = path.join(place, 'log')
  const found = linesIn(log).map((line) => JSON.parse(line))
  expect(readdirSync(log).length).toBeGreaterThan(5)
  expect(new Set(found.map((line) => `${line.process} ${line.n}`)).size).toBe(2400)
  expect(found).toHaveLength(2400)
}, 60_000)

test('eight processes at once keep as many files as they should, the newest', async () => {
  const place = folder()
  await processes(place, 8, 300, 4)
  const log = path.join(place, 'log')
  expect(readdirSync(log).filter((name) => name.endsWith('.log')).length).toBeLessThanOrEqual(4)
  const last = linesIn(log).map((line) => JSON.parse(line).n)
  expect(last.filter((n) => n === 299).length).toBeGreaterThan(0)
}, 60_000)

test('the number of an old file stays, and the highest is the newest', () => {
  const file = path.join(folder(), 'pars-auto.log')
  for (let n = 1; n <= 5; n += 1) append(file, `line ${n}\n`, { size: 1, keep: 3 })
  expect(readdirSync(path.dirname(file)).sort()).toEqual(['pars-auto.0004.log', 'pars-auto.0005.log'])
  append(file, 'line 6\n', { size: 100, keep: 3 })
  expect(readFileSync(file, 'utf8')).toBe('line 6\n')
})

test('a lock that a process left behind when it died is taken away after a minute', () => {
  const file = path.join(folder(), 'pars-auto.log')
  writeFileSync(`${file}.lock`, '')
  append(file, 'one\n', { size: 1, keep: 3 })
  expect(readFileSync(file, 'utf8')).toBe('one\n')
  utimesSync(`${file}.lock`, Date.now() / 1000 - 61, Date.now() / 1000 - 61)
  append(file, 'two\n', { size: 1, keep: 3 })
  append(file, 'three\n', { size: 1, keep: 3 })
  expect(readdirSync(path.dirname(file))).toEqual(['pars-auto.0001.log'])
})
