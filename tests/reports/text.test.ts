import { expect, it } from 'vitest'
import { width } from '../../src/config/formats/width.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { HARD_NAMES, type Some, someDocument } from './some-document.ts'

const text = async (some: Some = {}) => (await bytesOf(someDocument(some), 'text')).toString()

const marks = {
  name: { title: 'Name', type: 'text' },
  count: { title: 'Marks', type: 'number', total: true },
} as const

it('has sections, columns and what they came to', async () => {
  expect(await text({ selection: 'Year 7, Year 8', notes: 'Only N counts.' })).toBe(
    `Unexplained absences
Riverside Academy
Monday 16 to Sunday 22 November 2026

Pupils with 1 or more sessions marked N (no reason yet).
Only: Year 7, Year 8

Year 7
======
Surname   Forename  Sessions  First
--------  --------  --------  ----------

7A
Lovelace  Ada              3  16/11/2026
Turing    Ben              1  16/11/2026
7A: 2 pupils               4

7B
Hopper    Cleo             2  16/11/2026

Year 7: 3 pupils           6

Year 8
======
Surname   Forename  Sessions  First
--------  --------  --------  ----------

8A
Curie     Dev              4  16/11/2026

All: 4 pupils             10

Only N counts.
Made on Monday 23 November 2026 at 07:30.
`,
  )
})

it('says so where there is nothing to show', async () => {
  const said = await text({ rows: [], remarks: ['One mark is odd.'] })
  expect(said).toContain('\nNo pupil has an unexplained absence in this time.\n')
  expect(said).toContain('\nOne mark is odd.\n')
  expect(said).not.toContain('Surname')
})

it('has all columns of names in any script end at the same place', async () => {
  const said = await text({ columns: marks, rows: HARD_NAMES.map((name) => ({ name, count: 1200 })) })
  const lines = said.split('\n').filter((line) => line.endsWith(' 1,200'))
  expect(lines).toHaveLength(HARD_NAMES.length)
  expect(new Set(lines.map(width)).size).toBe(1)
  for (const name of HARD_NAMES) expect(said).toContain(name.split('\n')[0])
})

it('lets nothing that people wrote do something to a terminal', async () => {
  const evil = 'Ada\u001b[2J\u0007\tB\rC\u0085D'
  const said = await text({ columns: marks, rows: [{ name: evil, count: 1 }], title: evil, notes: evil })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what shall not be there
  expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

it('has what a total is of beside its figures, or above them where they come first', async () => {
  const year = { title: 'Yr', type: 'text' } as const
  const rows = [7, 8].map((year) => ({ year, count: 5 }))
  const rowName: [string, string] = ['form', 'forms']
  const beside = await text({ columns: { year, count: marks.count }, rows, rowName })
  expect(beside).toContain('\nAll: 2 forms     10\n')
  const above = await text({ columns: { count: marks.count, year }, rows, rowName })
  expect(above).toContain('\nAll: 2 forms\n   10\n')
})

it('writes long before it has read all, and loses no word when later ones are longer', async () => {
  const rows = Array.from({ length: 5000 }, (_, at) => ({
    name: at === 3000 ? 'Wolfeschlegelstein' : 'Ada',
    count: 1,
  }))
  const said = await text({ columns: marks, rows })
  const lines = said.split('\n')
  expect(lines).toContain('Ada       1')
  expect(lines).toContain('Wolfeschlegelstein      1')
  expect(lines).toContain('All: 5,000 pupils   5,000')
})
