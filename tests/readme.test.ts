import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { thisMachine } from '../src/host-schedule/machine.ts'
import { main } from '../src/main.ts'
import { at } from './school.ts'
import { expectShown, timeless } from './shown.ts'

const ROOT = path.join(import.meta.dirname, '..')
const NOW = at('2026-11-23 18:30')

async function pars(cwd: string, ...args: string[]): Promise<string> {
  return (await ran(cwd, args)).printed
}

async function ran(cwd: string, args: string[]): Promise<{ code: number; printed: string }> {
  let printed = ''
  const started = Date.now()
  // However busy this machine is, it stays in the minute in which it began: another one would be another tick.
  const took = args[0] === 'demo' ? () => NOW + Math.min(Date.now() - started, 55_000) : () => NOW
  const code = await main(args, {
    cwd,
    machine: { ...thisMachine(), program: ['node', path.join(cwd, 'bin/pars-auto.js')] },
    env: {},
    clock: took,
    colour: false,
    stop: new AbortController().signal,
    out: (text) => {
      printed += text
    },
    terminal: {},
    stdout: new PassThrough().resume(),
  })
  return { code, printed }
}

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('the demo prints what the README shows, and prints it again when it is run again', async () => {
  const folder = emptyFolder()
  copyFileSync(path.join(ROOT, 'automation.config.yaml'), path.join(folder, 'automation.config.yaml'))
  const first = await pars(folder, 'demo')
  expectShown('README.md', 'demo', '', first)
  expect(timeless(await pars(folder, 'demo'))).toBe(timeless(first))
  const tries = [...first.matchAll(/node bin\/pars-auto\.js (\S+(?: \S+)*)/g)].map(([, line]) => line!)
  expect(tries).toContain('report preview monday-absences')
  for (const line of tries)
    expect({ line, ...(await ran(folder, line.split(' '))) }).toMatchObject({ code: 0 })
}, 600_000)

test('validate prints what the README shows', async () => {
  const folder = emptyFolder()
  const shipped = readFileSync(path.join(ROOT, 'automation.config.yaml'), 'utf8')
  const mistaken = shipped
    .replace('clear-expired-notices:', 'clear-expired-notice:')
    .replace("at: '23:30'", "at: '01:30'\n    keepHours: 6")
  writeFileSync(path.join(folder, 'automation.config.yaml'), mistaken)
  expectShown('README.md', 'validate', '', await pars(folder, 'validate', 'automation.config.yaml'))
})

test('CONTRIBUTING shows a real job', () => {
  const file = 'src/jobs/clear-expired-notices.ts'
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  expectShown('CONTRIBUTING.md', file, 'ts', text)
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})

test('the exit codes in the README are those of the program', async () => {
  const { Exit } = await import('../src/exit.ts')
  const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8')
  const table = readme.slice(readme.indexOf('## Exit codes'), readme.indexOf('## Where to go next'))
  const listed = [...table.matchAll(/^\| ([\d, ]+) \|/gm)].flatMap(([, codes]) =>
    codes!.split(',').map(Number),
  )
  expect(listed).toEqual(Object.values(Exit).sort((a, b) => a - b))
})
