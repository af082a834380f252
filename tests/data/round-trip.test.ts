import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TableName } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { embeddedOnly } from '../database.ts'
import { TestSchool } from '../school.ts'
import { db } from './folder.ts'

embeddedOnly('files are not loaded into a server')

const RUNS = Number(process.env.PARS_TEST_RUNS ?? 15)

const awkward = fc.constantFrom(
  ...['"', '""', ',', ';', '\t', '\r', '\n', '\r\n', ' ', '\u00a0', '\uFEFF', '\v', ''],
  ...['😀', 'שלום', '=1+1', 'O’Brien', 'é£'],
)
const text = (length: number) =>
  fc
    .array(fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 8 })
    // Half of a pair is no character, and no database keeps it.
    .map((parts) => Buffer.from(parts.join('').replaceAll('\0', '').slice(0, length)).toString())
const code = (length: number) =>
  fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((at) => String.fromCharCode(at)),
    maxLength: length,
  })
const int = fc.integer({ min: -2_147_483_647, max: 2_147_483_647 })
const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
const day = date.map((at) => at.toISOString().slice(0, 10))
const instant = date.map((at) => at.toISOString())
const time = date.map((at) => at.toISOString().slice(11, 16))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const rows = (columns: Record<string, fc.Arbitrary<string | number | null>>) =>
  fc.array(fc.record(columns), { maxLength: 6 })

/** Every sort of column there is. */
const school: Partial<Record<TableName, fc.Arbitrary<Row[]>>> = {
  staff: fc.constant([{ staff_code: 'ABC', surname: 'Ada', forename: 'Ada' }]),
  contact: rows({
    title: maybe(text(20)),
    surname: text(60),
    forename: maybe(text(60)),
    mobile: maybe(code(30)),
  }),
  detention: rows({
    date: day,
    starts_at: time,
    room: text(20),
    staff_id: fc.constant(1),
    cancelled: fc.nat(1),
  }),
  notice: rows({ title: text(60), body: text(60), created_at: instant, expires_on: maybe(day) }),
  school_info: rows({ measure: code(30), date: day, detail: maybe(code(30)), value: int, out_of: int }),
}
const names = Object.keys(school) as TableName[]
const only = names.flatMap((name) => ['--table', name])

test('what is exported and loaded again is the same, in every sort of column', async () => {
  const at = await TestSchool.open('')
  await fc.assert(
    fc.asyncProperty(fc.record(school as Record<string, fc.Arbitrary<Row[]>>), async (content) => {
      await at.with((database) =>
        database.transaction(async (session) => {
          for (const name of names) await session.run(session.sql(name).delete())
          for (const name of names) for (const row of content[name] as Row[]) await session.insert(name, row)
        }),
      )
      const before = await everything(at)
      expect((await db(at, 'export', 'out', '--replace', ...only)).code).toBe(0)
      expect(await db(at, 'load', 'out', '--replace')).toMatchObject({ code: 0, err: '' })
      expect(await everything(at)).toEqual(before)
    }),
    { numRuns: RUNS },
  )
}, 60_000)

test('files of many pieces come through byte for byte', async () => {
  const at = await TestSchool.open('')
  await at.with((database) =>
    database.transaction((session) =>
      session.bulkInsert('notice', ['title', 'body', 'created_at'], notices(20_000)),
    ),
  )
  for (const out of ['out', 'again']) {
    await db(at, 'export', out, '--table', 'notice')
    expect((await db(at, 'load', out, '--replace')).code).toBe(0)
  }
  const [out, again] = ['out', 'again'].map((name) => readFileSync(path.join(at.folder, name, 'notice.csv')))
  expect(again?.equals(out as Buffer)).toBe(true)
  expect(await at.with((database) => database.first(database.sql('notice').count({ n: '*' })))).toEqual({
    n: 20_000,
  })
}, 60_000)

function* notices(count: number): Generator<string[]> {
  for (let n = 0; n < count; n += 1)
    yield [`Notice ${n}`, `é"\r\n${'x'.repeat(n % 300)}\n`, '2026-01-01T00:00:00.000Z']
}

const everything = (at: TestSchool): Promise<Row[][]> =>
  at.with(async (database) => {
    const tables: Row[][] = []
    for (const name of names) tables.push(await database.all(database.sql(name)))
    return tables
  })
