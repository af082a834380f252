import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { exampleLine, FACTS, factsOf } from '../../src/commands/facts.ts'
import { TestSchool } from '../school.ts'
import { commandLine, everyCommand } from './every-command.ts'
import { pars } from './pars.ts'

const names = everyCommand().map(([name]) => name)

/** What a shell makes of a line, as far as examples need it. */
function words(line: string): string[] {
  const [command = ''] = line.replace(/\\\n/g, ' ').split(/\s+>\s/)
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare!).replaceAll('\\\\', '\\'),
  )
}

/** Everything is read as it would be, and nothing is done. */
function deaf(root: Command): Command {
  for (const [, command] of everyCommand(root)) command.action(() => {})
  return root
}

const examples = everyCommand().flatMap(([name]) =>
  (factsOf(name)?.examples ?? []).map((example) => exampleLine(name, example).split('  (')[0]!),
)

describe.each(names)('%s --help', (name) => {
  test('fits 80 columns, and shows an example', async () => {
    const { code, out } = await pars(...name.split(' '), '--help')
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toContain(`\nExamples:\n  pars-auto ${name}`)
  })

  test('is named when an option is misspelt, with the nearest that there is', async () => {
    const [, command] = everyCommand().find(([one]) => one === name)!
    // What is missing besides is said first.
    if (command.options.some(({ mandatory }) => mandatory)) return
    const flags = command.options.flatMap(({ long }) => (long && long.length > 5 ? [long] : []))
    const misspelt = flags.map((flag) => `${flag.slice(0, -1)}x`)
    const needed = command.registeredArguments.filter(({ required }) => required).map(() => '1')
    for (const wrong of misspelt.slice(0, 1)) {
      const { code, err } = await pars(...name.split(' '), wrong, ...needed)
      expect(code).toBe(2)
      expect(err).toContain(`Did you mean`)
      expect(err).toContain(`Run pars-auto ${name} --help to see what there is.`)
    }
  })
})

test.each(examples)('%s is understood', async (line) => {
  const [program, ...args] = words(line)
  expect(program).toBe('pars-auto')
  await expect(deaf(commandLine()).parseAsync(args, { from: 'user' })).resolves.toBeDefined()
})

test('a job that was given as an example is one that there is, or one of the demo', async () => {
  const { readFileSync } = await import('node:fs')
  const config = readFileSync(new URL('../../automation.config.yaml', import.meta.url), 'utf8')
  for (const line of examples.filter((one) => / (why|go-live|unlock|job \w+|who|history) /.test(one))) {
    const id = words(line)
      .slice(1)
      .find((word) => /^[a-z]+(-[a-z]+)+$/.test(word) && !word.startsWith('go-'))
    if (id) expect(config).toContain(`  ${id}:`)
  }
})

test('each command that the table has is one of the program', () => {
  const known = new Set(names)
  expect(Object.keys(FACTS).filter((name) => name !== 'JOB' && !known.has(name))).toEqual([])
})

describe('what was misspelt', () => {
  test.each([
    [['lst'], 'Did you mean list?'],
    [['jobs', 'show'], 'Did you mean job?'],
    [['refresh-all-year'], 'Did you mean refresh-all-years?'],
    [['db', 'pnig'], 'Did you mean ping?'],
    [['sms', 'que'], 'Did you mean queue?'],
    [['report', 'automat'], 'Did you mean automate?'],
    [['job', 'shwo'], 'Did you mean show?'],
  ])('%j is answered with the nearest command or verb', async (args, hint) => {
    expect(await pars(...args)).toMatchObject({ code: 2, err: expect.stringContaining(hint) })
  })

  test.each([
    ['why', 'refresh-all-year'],
    ['history', 'refresh-all-year'],
    ['unlock', 'refresh-all-year'],
    ['go-live', 'refresh-all-year'],
    ['refresh-all-years', '--id', 'refresh-all-year'],
  ])('%s names the nearest job', async (...args) => {
    const school = await TestSchool.open('  refresh-all-years:')
    expect(await school.run(...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean refresh-all-years?'),
    })
  })
})

describe('--no-color', () => {
  const colours = (text: string) => text.includes('\u001B[')

  test('takes the colours out, wherever it stands', async () => {
    const school = await TestSchool.open('  refresh-all-years:')
    school.world = { colour: true }
    expect(colours((await school.run('list')).out)).toBe(true)
    const { code, out } = await school.run('list', '--no-color')
    expect({ code, colours: colours(out) }).toEqual({ code: 0, colours: false })
    expect((await school.run('job', 'show', '--no-color', 'refresh-all-years')).out).not.toContain('\u001B[')
  })

  test('before the command as well, and not as the value behind --', async () => {
    expect(await pars('--no-color', '--help')).toMatchObject({ code: 0 })
    expect((await pars('why', '--', '--no-color')).err).toContain('the file does not exist')
  })
})
