import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { main } from '../../src/main.ts'
import { at } from '../school.ts'
import { expectShown } from '../shown.ts'

/** What a command prints at a school with the config that comes with the program, and no database. */
async function printed(...args: string[]): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  copyFileSync('automation.config.yaml', path.join(folder, 'automation.config.yaml'))
  let out = ''
  const code = await main(args, {
    cwd: folder,
    env: {},
    clock: () => at('2026-11-23 18:30'),
    colour: false,
    columns: 80,
    stop: new AbortController().signal,
    out: (text) => {
      out += text
    },
  })
  expect(code).toBe(0)
  return out
}

test('docs/planning.md shows what simulate prints', async () => {
  const days = ['--from', '2026-10-19', '--to', '2026-11-08']
  const out = await printed('simulate', ...days, '--job', 'monday-absences')
  expectShown('docs/planning.md', 'simulate', '', out)
})

test('docs/planning.md shows what week prints', async () => {
  expectShown('docs/planning.md', 'week', '', await printed('week'))
})
