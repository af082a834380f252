import path from 'node:path'
import type { Command } from 'commander'
import { CommanderError } from 'commander'
import { describe, expect, test } from 'vitest'
import { program } from '../../src/commands/program.ts'
import { loadConfigText } from '../../src/config/load.ts'
import { realWorld } from '../../src/world.ts'
import { at } from '../school.ts'
import { blocksOf, isWholeConfig, pages, ROOT, textOf, typedIn, wordsOf } from './blocks.ts'

/** The blocks of a page that are config. Those that are parts of one are in tests/docs/lives. */
const configs = (page: string) =>
  blocksOf(page)
    .filter(isWholeConfig)
    .map(({ lines }) => `${lines.join('\n')}\n`)

/** The command lines that a page tells somebody to type: lines of a block, and words in backticks. */
function commandLines(page: string): string[] {
  const typed = blocksOf(page)
    .filter(({ language }) => ['', 'sh', 'console'].includes(language))
    .flatMap(typedIn)
    .map(({ line }) => line)
    .filter((line) => line.startsWith('pars-auto '))
  const inline = [
    ...textOf(page)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .matchAll(/`(pars-auto [^`\n]+)`/g),
  ].map(([, line]) => line!)
  return [...new Set([...typed, ...inline])]
}

/** The words of a line that have to be there: what may be there is left out. */
const neededOf = (line: string) =>
  wordsOf(line)
    .slice(1)
    .map((word) => PLACEHOLDERS[word] ?? word)
    .filter((word) => !/^\[|\]$|^\u2026$/.test(word))

/** What pages write for any job and the like. */
const PLACEHOLDERS: Record<string, string> = { JOB: 'refresh-all-years', RUN: '12', SHELL: 'bash' }

/** A command that is only spoken of need not be whole. */
const INCOMPLETE = /missing required argument|required option/

/** What the program has against a command line, without doing what it says. */
async function refusal(words: string[]): Promise<string | undefined> {
  let said = ''
  const tell = (text: string) => {
    said += text
  }
  const world = realWorld({
    out: tell,
    err: tell,
    stop: new AbortController().signal,
    terminal: {},
    colour: false,
  })
  const root = program(world, () => {}, words)
  const idle = (command: Command) => {
    if ((command as unknown as { _actionHandler: unknown })._actionHandler) command.action(() => {})
    for (const verb of command.commands) idle(verb)
  }
  idle(root)
  try {
    await root.parseAsync(words, { from: 'user' })
    return undefined
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined
    return said || (error as Error).message
  }
}

describe.each(pages)('%s', (page) => {
  test('has no command line that the program would refuse', async () => {
    const refused: string[] = []
    for (const line of commandLines(page)) {
      const problem = await refusal(neededOf(line))
      if (problem && !INCOMPLETE.test(problem)) refused.push(`${line}: ${problem.split('\n')[0]}`)
    }
    expect(refused).toEqual([])
  })

  test('has no YAML that the config would not take', () => {
    const wrong: string[] = []
    for (const example of configs(page)) {
      const { problems } = loadConfigText(whole(example), path.join(ROOT, 'automation.config.yaml'), {
        env: new Proxy(
          {},
          { get: (_env, name) => (typeof name === 'string' ? (VALUES[name] ?? 'a-value') : undefined) },
        ),
        now: at('2026-11-23 12:00'),
      })
      const errors = problems.filter(({ severity }) => severity === 'error')
      if (errors.length > 0) wrong.push(`${example}\n${errors.map(({ message }) => message).join('\n')}`)
    }
    expect(wrong).toEqual([])
  })
})

const VALUES: Record<string, string> = {
  PARS_DB: 'Server=s;Database=d;User Id=u;Password=p',
  ...Object.fromEntries(
    ['ALERT_WEBHOOK', 'ALERT_PING', 'TICK_PING'].map((name) => [name, 'https://hooks.example']),
  ),
}

const SECTIONS = {
  school: 'school: { name: Riverside, timezone: Europe/London }',
  database: 'database: { type: sqlite, file: school.db }',
  mail: 'mail: { from: Office <office@riverside.example>, folder: mail }',
  sms: 'sms: { provider: file, file: { folder: sms }, replies: { central: office@riverside.example } }',
  print: "print: { printer: 'Office' }",
  jobs: 'jobs: {}',
}

/** A part of a config with the sections that it lacks. Jobs may stand alone. */
function whole(example: string): string {
  const keys = [...example.matchAll(/^(\w[\w-]*):/gm)].map(([, key]) => key!)
  const isJobs = keys.length > 0 && !keys.some((key) => KNOWN.has(key))
  const text = isJobs ? `jobs:\n${example.replace(/^(?=.)/gm, '  ')}` : example
  const missing = Object.entries(SECTIONS).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text))
  return [...missing.map(([, section]) => section), text].join('\n')
}

const KNOWN = new Set([
  ...[
    'school',
    'database',
    'sims',
    'server',
    'schoolHours',
    'calendar',
    'alerts',
    'sms',
    'mail',
    'print',
    'extends',
  ],
  ...['permissions', 'envFile', 'jobs', 'history', 'log'],
])
