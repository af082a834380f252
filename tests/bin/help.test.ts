import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { helpOf } from '../../bin/help.js'
import { pars } from '../commands/pars.ts'

const ROOT = path.join(import.meta.dirname, '../..')
const texts: Record<string, string> = JSON.parse(readFileSync(path.join(ROOT, 'dist/help.json'), 'utf8'))

test('of every command the build has written down what the program itself would say', async () => {
  expect(Object.keys(texts).length).toBeGreaterThan(80)
  for (const [command, text] of Object.entries(texts)) {
    const words = command.split(' ').filter((word) => word !== '')
    expect({ command, text: (await pars(...words, '--help')).out }).toEqual({ command, text })
  }
}, 120_000)

test('it is shown without loading the program', () => {
  const bin = path.join(ROOT, 'bin/pars-auto.js')
  const shown = execFileSync(
    process.execPath,
    [
      '-e',
      `process.argv = ['node', '', 'sms', 'send', '-h']; require(${JSON.stringify(bin)}); process.once('exit', () => console.log(Object.keys(require.cache).join(' ')))`,
    ],
    { encoding: 'utf8' },
  )
  expect(shown.startsWith(texts['sms send'] as string)).toBe(true)
  expect(shown).not.toContain('dist')
})

test.each([
  [['--help'], ''],
  [['list', '-h'], 'list'],
  [['help', 'sms', 'send'], 'sms send'],
])('%j is the help of a command', (args, command) => {
  expect(helpOf(args)).toBe(texts[command])
})

test.each([
  [['list']],
  [['no-such-command', '--help']],
  [['run-due', '--config', 'x', '--help']],
  [['constructor', '--help']],
  [[]],
])('%j is for the program to answer', (args) => {
  expect(helpOf(args)).toBeUndefined()
})
