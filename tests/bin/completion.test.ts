import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { completed as Completed } from '../../src/completion/main.ts'
import { SHELLS, script } from '../../src/completion/scripts.ts'
import { everyCommand } from '../commands/every-command.ts'
import { pars } from '../commands/pars.ts'

/** As the build has made it, beside the commands that it reads. */
const { completed } = createRequire(import.meta.url)('../../dist/completion.cjs') as {
  completed: typeof Completed
}

const BIN = path.join(import.meta.dirname, '../../bin/pars-auto.js')

/** What the program itself says. */
const said = async (...args: string[]) => (await pars('completion', ...args)).out

describe('what completes a command line without the program', () => {
  test('says the same as the program, or leaves it to that', async () => {
    let answered = 0
    for (const [name] of everyCommand())
      for (const word of ['', '-', '--']) {
        const line = ['bash', '--', ...name.split(' '), word]
        const answer = completed(line)
        if (answer !== undefined) expect({ line, answer }).toEqual({ line, answer: await said(...line) })
        else expect(word).toBe('')
        if (answer !== undefined) answered += 1
      }
    expect(answered).toBeGreaterThan(200)
  }, 60_000)

  test.each(SHELLS)('prints the script of %s', async (shell) => {
    expect(completed([shell])).toBe(script[shell])
    expect(await said(shell)).toBe(script[shell])
  })

  test.each([
    [['bash', '--', 'why', '']],
    [['bash', '--', 'report', 'preview', 'la']],
    [['bash', '--', 'job', 'set', 'sms', '']],
    [['bash', '--', 'history', '--job', '']],
    [['csh']],
    [['bash', 'why']],
    [[]],
  ])('leaves %j to the program', (args) => {
    expect(completed(args)).toBeUndefined()
  })

  test('is what a shell starts', () => {
    const asked = ['completion', 'bash', '--', 'sms', 'se']
    const shown = execFileSync(
      process.execPath,
      [
        '-e',
        `process.argv = ['node', '', ...${JSON.stringify(asked)}]; require(${JSON.stringify(BIN)}); process.once('exit', () => console.log(Object.keys(require.cache).join(' ')))`,
      ],
      { encoding: 'utf8' },
    )
    expect(shown).toMatch(/^send\tQueue a text/)
    expect(shown).not.toContain('pars-auto.cjs')
  })
})
