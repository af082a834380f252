import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { columns, howLong, withTextBelow } from '../../src/commands/display.ts'
import { realWorld } from '../../src/world.ts'
import { TestSchool } from '../school.ts'

const terminal = (columns: number) => ({ columns, terminal: { output: new PassThrough() } })
const atTerminal = (columns: number) => realWorld({ ...terminal(columns), out: () => {}, colour: false })

const HEADS = ['Job', 'Run', 'What it did']
const ROWS = [
  ['refresh-all-years', '1', 'pupils added: 3; pupils removed who have left: 2'],
  ['sms', '2', ''],
]

describe('a table', () => {
  test('folds its longest text where the terminal is too narrow', () => {
    expect(columns(atTerminal(60), HEADS, ROWS)).toBe(
      [
        'Job                Run  What it did',
        'refresh-all-years  1    pupils added: 3; pupils removed who',
        '                        have left: 2',
        'sms                2',
        '',
      ].join('\n'),
    )
  })

  test('puts it below the row where the others leave it no room', () => {
    const below = [
      'Job                Run',
      'refresh-all-years  1',
      '    pupils added: 3; pupils removed',
      '    who have left: 2',
      'sms                2',
      '',
    ].join('\n')
    expect(columns(atTerminal(36), HEADS, ROWS)).toBe(below)
    expect(withTextBelow(atTerminal(36), HEADS, ROWS)).toBe(below)
  })

  test('keeps the colour of each line, and counts none of it', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`
    const told = columns(
      atTerminal(40),
      ['Job', 'Why'],
      [['sms', red('waits for the end of the pause, and then some')]],
    )
    expect(told).toContain(red('waits for the end of the pause, and'))
    expect(told).toContain(red('then some'))
  })

  test('cuts no colour of a text that has several', () => {
    const told = columns(
      atTerminal(40),
      ['Job', 'Why'],
      [['sms', '\u001b[31mrefused\u001b[39m: Needs "Setup automation jobs". Asked for: sms.']],
    )
    expect(told).toBe(
      'Job  Why\nsms  \u001b[31mrefused\u001b[39m: Needs "Setup automation\n     jobs". Asked for: sms.\n',
    )
  })

  test('stays one row a line in a pipe', () => {
    const pipe = realWorld({ columns: 36, terminal: {}, out: () => {}, colour: false })
    expect(columns(pipe, HEADS, ROWS).split('\n')).toHaveLength(4)
  })
})

test.each([
  [9_900, '9.9 s'],
  [75_000, '75 s'],
  [720_000, '12 min'],
  [28_800_000, '8 h'],
  [259_200_000, '3 days'],
])('%i ms are %s', (ms, said) => expect(howLong(ms)).toBe(said))

describe('at a terminal of 80 columns', () => {
  async function school(): Promise<TestSchool> {
    const made = await TestSchool.open(
      "  clear-expired-notices: { at: '12:00', shadow: true }\n  remove-mark-owners: { at: '03:15', olderThanDays: 30 }",
    )
    await made.tick()
    expect(await made.runs()).not.toEqual([])
    made.world = terminal(80)
    return made
  }

  test('list has two lines a job, and below them what is in its way', async () => {
    const at = await school()
    const { out } = await at.at('2026-11-24 12:30').run('list')
    expect(out).toMatch(
      /^clear-expired-notices {9}Mon 2026-11-23 12:00 {2}Wed 2026-11-25 12:00\n {2}every day at 12:00 {10}succeeded {13}in shadow$/m,
    )
    expect(out).toMatch(/^ {4}9 h late: waits for the first permitted minute, 2026-11-24 17:00$/m)
  })

  test.each([['list'], ['why', 'clear-expired-notices'], ['history'], ['show', '1'], ['permissions']])(
    '%s writes no line that is longer',
    async (...words) => {
      const at = await school()
      const { out } = await at.run(...(words as [string]))
      expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    },
  )

  test('resume says what becomes of what fell into the pause in lines that fit', async () => {
    const at = await school()
    await at.run('pause', 'clear-expired-notices')
    const { out } = await at.run('resume', 'clear-expired-notices')
    expect(out).toMatch(/runs\s+again\s+by\s+schedule/)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('show says of a run in shadow what it would have done, not that it did it', async () => {
    const at = await school()
    const [run] = await at.runs('clear-expired-notices')
    const { out } = await at.run('show', String(run!.id))
    expect(out).toMatch(/^Would have nothing to change$/m)
    expect(out).not.toMatch(/^Did/m)
  })
})
