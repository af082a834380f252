import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { TestSchool } from '../school.ts'
import { db } from './folder.ts'

const awkward = fc.constantFrom(
  '"',
  ',',
  ';',
  '\t',
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\u00a0',
  '😀',
  'שלום',
  '=1+1',
  'O’Brien',
  '\uFEFF',
  '\v',
  'é£',
  '',
)
const text = fc
  .array(fc.oneof(awkward, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 8 })
  .map((parts) => parts.join('').replaceAll('\0', '').slice(0, 60))
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

test('what is exported and loaded again is the same, in every sort of column', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ title: text, body: text, created_at: instant, expires_on: maybe(day) }), {
        maxLength: 12,
      }),
      fc.array(
        fc.record({
          title: maybe(text.map((t) => t.slice(0, 20))),
          surname: text,
          forename: maybe(text),
          mobile: maybe(code(40)),
        }),
        { maxLength: 12 },
      ),
      fc.array(
        fc.record({ measure: code(30), date: day, detail: maybe(code(30)), value: int, out_of: int }),
        { maxLength: 12 },
      ),
      fc.array(
        fc.record({ date: day, starts_at: time, room: code(20), cancelled: fc.integer({ min: 0, max: 1 }) }),
        { maxLength: 12 },
      ),
      async (notices, contacts, measures, detentions) => {
        const school = await TestSchool.open('')
        await school.add('staff', { staff_code: 'ABC', surname: 'Ada', forename: 'Ada' })
        for (const row of notices) await school.add('notice', row)
        for (const row of contacts) await school.add('contact', row)
        for (const row of measures) await school.add('school_info', row)
        for (const row of detentions) await school.add('detention', { ...row, staff_id: 1 })
        const before = await everything(school)
        expect((await db(school, 'export', 'out')).code).toBe(0)
        expect(await db(school, 'load', 'out', '--replace')).toMatchObject({ code: 0, err: '' })
        expect(await everything(school)).toEqual(before)
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

test('many rows come through whole: nothing stays behind in the log of the new database', async () => {
  const school = await TestSchool.open('')
  await school.with((at) =>
    at.transaction((session) =>
      session.bulkInsert(
        'notice',
        ['title', 'body', 'created_at'],
        Array.from({ length: 60_000 }, (_, n) => [
          `Notice ${n}`,
          'x'.repeat(200),
          '2026-01-01T00:00:00.000Z',
        ]),
      ),
    ),
  )
  await school.group('special')
  await db(school, 'export', 'out')
  expect((await db(school, 'load', 'out', '--replace')).code).toBe(0)
  await db(school, 'export', 'again')
  for (const file of readdirSync(path.join(school.folder, 'out')))
    expect(
      readFileSync(path.join(school.folder, 'again', file)).equals(
        readFileSync(path.join(school.folder, 'out', file)),
      ),
      file,
    ).toBe(true)
}, 120_000)

async function everything(school: TestSchool): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {}
  for (const table of Object.keys(contract)) tables[table] = await school.rows(table)
  return tables
}
