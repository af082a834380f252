import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import type { ReportDocument } from '../../src/reports/document.ts'
import { bytesOf } from '../../src/reports/formats/bytes.ts'
import { csv } from '../../src/reports/formats/csv.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { fileOf, has, said } from './programs.ts'
import { HARD_NAMES, someDocument } from './some-document.ts'

const textOf = async (document: ReportDocument) => (await bytesOf(document, 'csv')).toString()
const cellsOf = async (document: ReportDocument): Promise<string[][]> =>
  parse((await textOf(document)).replace('\uFEFF', ''))

const NAME: Record<string, ReportColumn> = { name: { title: 'Name', type: 'text' } }
const named = (...names: string[]) => someDocument({ columns: NAME, rows: names.map((name) => ({ name })) })

const EVERY_TYPE: Record<string, ReportColumn> = {
  name: { title: 'Name', type: 'text' },
  points: { title: 'Points', type: 'number' },
  present: { title: 'Present', type: 'number', hidden: true },
  possible: { title: 'Possible', type: 'number', hidden: true },
  attendance: { title: 'Attendance', type: 'percent', share: { of: 'present', outOf: 'possible' } },
  born: { title: 'Born', type: 'date' },
  recorded: { title: 'Recorded', type: 'instant' },
  at: { title: 'At', type: 'time' },
}
const ADA = {
  ...{ name: 'Ada', points: -5, present: 943, possible: 1000, born: '2012-05-01' },
  ...{ recorded: '2026-07-01T06:30:00.000Z', at: '08:05' },
}
const BEN = {
  ...{ name: 'Ben', points: null, present: 0, possible: 0, born: null },
  ...{ recorded: null, at: null },
}
const everyType = () => someDocument({ columns: EVERY_TYPE, rows: [ADA, BEN] })

test('is UTF-8 with the mark that Excel looks for, and lines that end as in RFC 4180', async () => {
  expect(await textOf(named('Ada', 'Zoë'))).toBe('\uFEFFName\r\nAda\r\nZoë\r\n')
})

test('has the sections as columns, a row for each row, and no totals', async () => {
  expect(await cellsOf(someDocument())).toEqual([
    ['Year group', 'Registration group', 'Surname', 'Forename', 'Sessions', 'First'],
    ['Year 7', '7A', 'Lovelace', 'Ada', '3', '2026-11-16'],
    ['Year 7', '7A', 'Turing', 'Ben', '1', '2026-11-16'],
    ['Year 7', '7B', 'Hopper', 'Cleo', '2', '2026-11-16'],
    ['Year 8', '8A', 'Curie', 'Dev', '4', '2026-11-16'],
  ])
})

test('has numbers bare, dates in ISO 8601, moments by the school’s clock, and nothing for nothing', async () => {
  expect((await cellsOf(everyType())).slice(1)).toEqual([
    ['Ada', '-5', '94.3%', '2012-05-01', '2026-07-01 07:30', '08:05'],
    ['Ben', '', '', '', '', ''],
  ])
})

test('without rows names the columns all the same', async () => {
  expect(await textOf(someDocument({ columns: NAME, rows: [] }))).toBe('\uFEFFName\r\n')
})

describe('a text that a spreadsheet would run', () => {
  test.each([
    '=1+2',
    '+44 7700 900123',
    '-5',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1+2',
    '＝1+2',
    '＋1',
    '－1',
    '＠x',
  ])('%j stands behind an apostrophe', async (text) => {
    expect(await cellsOf(named(text))).toEqual([['Name'], [`'${text}`]])
  })

  test('is one in the title of a column too', async () => {
    const columns = { name: { title: '=Name', type: 'text' } } as const
    expect(await textOf(someDocument({ columns, rows: [] }))).toBe("\uFEFF'=Name\r\n")
  })

  test('does not hide behind a separator of other countries', async () => {
    expect(await textOf(named('Ada;=1+2', 'Ben\t=1'))).toContain('"Ada;=1+2"\r\n"Ben\t=1"')
  })

  test.each(['Anne-Marie', "O'Neill", 'a=b', '7A', '(+1)'])('is not %s', async (text) => {
    expect(await cellsOf(named(text))).toEqual([['Name'], [text]])
  })
})

test('keeps every name as it is', async () => {
  const harmless = HARD_NAMES.map((name) => (name.startsWith('=') ? `'${name}` : name))
  expect(await cellsOf(named(...HARD_NAMES))).toEqual([['Name'], ...harmless.map((name) => [name])])
})

test('takes rows as they come: no more than some are on their way', async () => {
  let given = 0
  const document = someDocument({
    columns: NAME,
    rows: function* () {
      for (; given < 100_000; given += 1) yield { name: 'Ada' }
    },
  })
  let most = 0
  let written = 0
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString().split('\r\n').length - 1
      most = Math.max(most, given - written)
      setImmediate(done)
    },
  })
  await csv.write(document, out)
  expect(written).toBe(100_001)
  expect(most).toBeLessThan(10_000)
})

describe.skipIf(!has('ssconvert'))('in a spreadsheet program', () => {
  test('shows the same rows, with numbers, dates and moments for what they are', async () => {
    const file = await fileOf(everyType(), 'csv')
    said('ssconvert', '--import-encoding=UTF-8', file, `${file}.xlsx`)
    const [, ada] = await readSheet(readFileSync(`${file}.xlsx`))
    expect(ada).toEqual([
      ...['Ada', -5, 0.943],
      ...[new Date('2012-05-01'), new Date('2026-07-01T07:30Z'), expect.anything()],
    ])
  })

  test('runs no formula: each is a text, without the apostrophe that says so', async () => {
    const texts = ['=1+2', '+1+2', '-1-2', '@SUM(1)', '  =1+2']
    const file = await fileOf(named(...texts), 'csv')
    said('ssconvert', file, `${file}.out.csv`)
    expect(parse(readFileSync(`${file}.out.csv`, 'utf8'))).toEqual([['Name'], ...texts.map((text) => [text])])
  })
})
