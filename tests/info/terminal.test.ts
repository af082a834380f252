import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { terminalText } from '../../src/info/terminal.ts'
import { someInfo } from './some-info.ts'

const plain = new Chalk({ level: 0 })

test('shows the four graphs, with scales and percentages to one decimal', () => {
  expect(terminalText(someInfo(), 80, plain)).toMatchInlineSnapshot(`
    "Riverside Academy: school information
    Worked out on Mon 2026-11-23 04:00, 5 hours ago.

    Attendance by week, weeks of 7 September to 28 September 2026
    Sessions attended, of the sessions that pupils could have attended.

                    Sep                                              28 Sep     Year
      Year 7        ▅▅▅ ▆▆▆     ███                                   98.0%    95.0%
      Year 8        ▁▁▁ ▂▂▂     ▄▄▄                                   94.0%    91.0%
      Whole school  ▃▃▃ ▄▄▄     ▆▆▆                                   96.0%    93.0%
                    ▁ 91% or less, █ 98%; a gap is a week without sessions

    Marks of Friday 20 November 2026, 200 session marks

      Present                     █████████████████████████████         180    90.0%
      Authorised absence          ██                                     12     6.0%
      Unauthorised absence        █                                       6     3.0%
      No mark yet                 ▌                                       2     1.0%

                          Present      Author.      Unauth.      No mark
      Year 7                   95            4            1            0
      Year 8                   85            8            5            2

    Praise and sanction points by week, weeks of 7 September to 28 September 2026

                    Sep                                              28 Sep     Year
      Praise        ███ ███     ███                                      53      154
      Sanctions     ▂▂▂ ▂▂▂     ▃▃▃                                      15       40
                    █ 53 points in a week

      This year            Praise    Sanctions
      Year 7                  154            0
      Year 8                    0           40

    Persistent and severe absence, by the end of the week of 28 Sep
    Pupils who have missed 10% or more of their possible sessions this school year
    (persistent), and 50% or more (severe, part of persistent).

                    0 to 20%                        Share        Persistent   Severe
      Year 7        █████████████████████           15.0%         15 of 100        1
      Year 8        ██████████████████████████▌     19.0%         19 of 100        3
      Whole school  ████████████████████████        17.0%         17 of 100        2
    "
  `)
})

test.each([40, 80, 100, 120, 300])('fits a terminal of %i columns, as far as it has 80', (width) => {
  for (const weeks of [1, 4, 39]) {
    const info = someInfo(weeks)
    Object.assign(info.figures.marks!.school, { approved: 1, 'not-required': 1, administrative: 1 })
    const lines = terminalText(info, width, plain).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
      Math.min(120, Math.max(80, width)),
    )
  }
})

test('has colours only where they are wanted, and says the same without them', () => {
  const coloured = terminalText(someInfo(), 100, new Chalk({ level: 1 }))
  expect(coloured).toContain('\u001b[')
  expect(terminalText(someInfo(), 100, plain)).not.toContain('\u001b[')
})

test('one bad week does not flatten the blocks of the others', () => {
  const info = someInfo(39)
  const { school, years } = info.figures.attendance!
  const share = (tenths: number) => ({ value: tenths, outOf: 1000 })
  for (const series of [school, ...years]) series.weeks = series.weeks.map((_, week) => share(920 + week))
  years[0]!.weeks[5] = share(200)
  const row = terminalText(info, 120, plain)
    .split('\n')
    .find((line) => line.includes('Whole school'))!
  expect(new Set(row.match(/[▁-█]/g))).toHaveLength(8)
})

test('writes no line that is longer than the terminal is wide, also where it says what is red', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  const seen = terminalText(someInfo(), 80, new Chalk({ level: 1 })).replace(/\u001b\[\d+m/g, '')
  expect(seen).toMatch(/red:\s+under 90%/)
  expect(seen.split('\n').filter((line) => line.length > 80)).toEqual([])
})
