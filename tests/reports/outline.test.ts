import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { countInWords } from '../../src/reports/counted.ts'
import { type DocumentColumn, type ReportDocument, withPercents } from '../../src/reports/document.ts'
import { type Line, outline } from '../../src/reports/outline.ts'
import { Zone } from '../../src/schedule/zone.ts'

const columns: DocumentColumn[] = [
  { key: 'year', title: 'Year group', type: 'text' },
  { key: 'group', title: 'Registration group', type: 'text' },
  { key: 'name', title: 'Name', type: 'text' },
  { key: 'missed', title: 'Missed', type: 'number', total: true },
  { key: 'possible', title: 'Possible', type: 'number', total: true, hidden: true },
  {
    ...{ key: 'share', title: '%', type: 'percent', total: true },
    share: { of: 'missed', outOf: 'possible' },
  },
]

function documentWith(rows: Row[], sections: string[]): ReportDocument {
  return {
    ...{ name: 'absence', title: 'Absence', school: 'Test School', period: 'today', madeAt: 'now' },
    ...{ remarks: [], empty: 'Nothing.', rowName: ['pupil', 'pupils'], sections, chart: undefined as never },
    columns: columns.filter(({ hidden }) => !hidden),
    totalled: columns.filter(({ total }) => total),
    zone: new Zone('Europe/London'),
    async *rows() {
      for (const row of rows) yield withPercents({ ...row }, columns)
    },
  }
}

const linesOf = async (rows: Row[], sections: string[]) => {
  const lines: Line[] = []
  for await (const line of outline(documentWith(rows, sections))) lines.push(line)
  return lines
}

/** Each line as a text: `# Year 7`, `Ada`, `= 7A: 1 pupil, 1 of 10, 10%`. */
const inWords = async (rows: Row[], sections = ['year', 'group']) =>
  (await linesOf(rows, sections)).map((line) => {
    if (line.kind === 'heading') return `${'#'.repeat(line.level)} ${line.words}`
    if (line.kind === 'row') return String(line.row.name)
    const { missed, possible, share } = line.sums
    return `${line.level} ${line.words}: ${countInWords(line.count, ['pupil', 'pupils'])}, ${missed} of ${possible}, ${share}`
  })

const row = (
  year: string | null,
  group: string | null,
  name: string,
  missed: number,
  possible = 10,
): Row => ({
  ...{ year, group, name, missed, possible },
})

describe('a report with two sections', () => {
  test('has a heading and a total for each, the inner within the outer', async () => {
    const rows = [
      row('Year 7', '7A', 'Ada', 1),
      row('Year 7', '7A', 'Ben', 2),
      row('Year 7', '7B', 'Cleo', 3),
      row('Year 8', '8A', 'Dan', 4, 30),
    ]
    expect(await inWords(rows)).toEqual([
      ...['# Year 7', '## 7A', 'Ada', 'Ben', '2 7A: 2 pupils, 3 of 20, 0.15'],
      ...['## 7B', 'Cleo', '2 7B: 1 pupil, 3 of 10, 0.3', '1 Year 7: 3 pupils, 6 of 30, 0.2'],
      ...['# Year 8', '## 8A', 'Dan', `2 8A: 1 pupil, 4 of 30, ${4 / 30}`],
      ...[`1 Year 8: 1 pupil, 4 of 30, ${4 / 30}`, `0 All: 4 pupils, 10 of 60, ${10 / 60}`],
    ])
  })

  test('begins the inner section anew where two outer ones have one of the same name', async () => {
    const rows = [row('Year 7', 'Red', 'Ada', 1), row('Year 8', 'Red', 'Ben', 2)]
    expect((await inWords(rows)).filter((line) => line.startsWith('#'))).toEqual([
      ...['# Year 7', '## Red', '# Year 8', '## Red'],
    ])
  })

  test('says of a section without a value what is missing', async () => {
    expect((await inWords([row(null, null, 'Ada', 1)])).slice(0, 2)).toEqual([
      '# No year group',
      '## No registration group',
    ])
  })
})

test('a report without sections has its rows and one total', async () => {
  expect(await inWords([row('Year 7', '7A', 'Ada', 1)], [])).toEqual(['Ada', '0 All: 1 pupil, 1 of 10, 0.1'])
})

test('a report without rows has no lines', async () => {
  expect(await inWords([])).toEqual([])
  expect(await inWords([], [])).toEqual([])
})

test('a percent of nothing is nothing, in a row and in totals', async () => {
  const lines = await linesOf([row('Year 7', '7A', 'Ada', 0, 0)], [])
  expect(lines).toMatchObject([{ row: { share: null } }, { sums: { share: null } }])
})

test('the totals of a level add up to those of the level above', async () => {
  const rows = fc.array(
    fc.record({
      year: fc.integer({ min: 7, max: 9 }),
      group: fc.integer({ min: 1, max: 3 }),
      missed: fc.nat(9),
    }),
  )
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const ordered = given
        .sort((a, b) => a.year - b.year || a.group - b.group)
        .map(({ year, group, missed }) => row(`Year ${year}`, `${group}`, 'Ada', missed))
      const totals = (await linesOf(ordered, ['year', 'group'])).filter((line) => line.kind === 'total')
      const missed = ordered.reduce((sum, one) => sum + Number(one.missed), 0)
      for (const level of ordered.length > 0 ? [0, 1, 2] : []) {
        const ofLevel = totals.filter((line) => line.level === level)
        expect(ofLevel.reduce((sum, { sums }) => sum + Number(sums.missed), 0)).toBe(missed)
        expect(ofLevel.reduce((sum, { count }) => sum + count, 0)).toBe(ordered.length)
      }
    }),
  )
})
