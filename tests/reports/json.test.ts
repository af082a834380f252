import { expect, test } from 'vitest'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { HARD_NAMES, someDocument } from './some-document.ts'

const read = async (document: ReportDocument) => JSON.parse((await bytesOf(document, 'json')).toString())

const NAME: Record<string, ReportColumn> = { name: { title: 'Name', type: 'text' } }

test('says what the report is, its columns, and its rows by their keys', async () => {
  const document = someDocument()
  const { rows, columns, ...about } = await read(document)
  const { title, school, period, madeAt, remarks } = document
  expect(about).toEqual({
    ...{ report: document.name, title, school, period, madeAt, remarks },
    selection: document.selection ?? null,
  })
  expect(columns).toEqual(document.columns.map(({ key, title, type }) => ({ key, title, type })))
  const [last] = rows.slice(-1)
  expect(Object.keys(last)).toEqual(columns.map(({ key }: { key: string }) => key))
  expect(rows.map((row: { surname: string }) => row.surname)).toEqual([
    'Lovelace',
    'Turing',
    'Hopper',
    'Curie',
  ])
})

test('has values as they are: shares as numbers, moments in UTC, null for nothing, and no hidden columns', async () => {
  const columns: Record<string, ReportColumn> = {
    present: { title: 'Present', type: 'number', hidden: true },
    possible: { title: 'Possible', type: 'number', hidden: true },
    attendance: { title: 'Attendance', type: 'percent', share: { of: 'present', outOf: 'possible' } },
    born: { title: 'Born', type: 'date' },
    recorded: { title: 'Recorded', type: 'instant' },
  }
  const ada = { present: 943, possible: 1000, born: '2012-05-01', recorded: '2026-07-01T06:30:00.000Z' }
  const ben = { present: 0, possible: 0, born: null, recorded: null }
  expect((await read(someDocument({ columns, rows: [ada, ben] }))).rows).toEqual([
    { attendance: 0.943, born: '2012-05-01', recorded: '2026-07-01T06:30:00.000Z' },
    { attendance: null, born: null, recorded: null },
  ])
})

test.each([0, 1, 50, 51, 500])('is one object with %i rows', async (count) => {
  const rows = Array.from({ length: count }, (_, at) => ({ name: `Pupil ${at}` }))
  expect((await read(someDocument({ columns: NAME, rows }))).rows).toEqual(rows)
})

test('keeps names that are hard to write', async () => {
  const rows = HARD_NAMES.map((name) => ({ name }))
  expect((await read(someDocument({ columns: NAME, rows }))).rows).toEqual(rows)
})
