import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { contract, type TableName } from '../../src/db/contract.ts'
import type { Database } from '../../src/db/database.ts'
import { createSqlite } from '../../src/db/sqlite.ts'
import {
  createSchoolTables,
  fillSchool,
  type SchoolOptions,
  type SchoolSummary,
} from '../../src/demo/school.ts'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'

const day = Day.parse

/** Two school years: today is a Monday in the second one's autumn. */
export const calendar = new Calendar({
  terms: [
    { name: 'Autumn 2025', from: day('2025-09-02'), to: day('2025-12-19') },
    { name: 'Spring 2026', from: day('2026-01-05'), to: day('2026-03-27') },
    { name: 'Summer 2026', from: day('2026-04-13'), to: day('2026-07-21') },
    { name: 'Autumn 2026', from: day('2026-09-01'), to: day('2026-12-18') },
    { name: 'Spring 2027', from: day('2027-01-04'), to: day('2027-03-25') },
  ],
  holidays: [
    { name: 'Half term', from: day('2026-02-16'), to: day('2026-02-20') },
    { name: 'Half term', from: day('2026-05-25'), to: day('2026-05-29') },
    { name: 'Half term', from: day('2026-10-26'), to: day('2026-10-30') },
  ],
  inset: [day('2026-09-01')],
  earlyClosing: [{ on: day('2026-07-21'), at: 12 * 60 + 30 }],
})

export const TODAY = day('2026-11-23')

/** 10:20 that day: registers and two lessons have been taken. */
export const NOW = Date.parse('2026-11-23T10:20:00Z')

export interface MadeSchool {
  db: Database
  summary: SchoolSummary
  /** Rows of a query in SQL. */
  all<R = Record<string, string>>(sql: string, ...values: (string | number)[]): Promise<R[]>
  /** The only value of a query. */
  one(sql: string, ...values: (string | number)[]): Promise<number>
  /** What a table holds, as a hash. */
  hash(table: string): Promise<string>
  corruption(what: string): number
  remove(): void
}

export async function makeSchool(options: Partial<SchoolOptions> = {}): Promise<MadeSchool> {
  const folder = mkdtempSync(path.join(tmpdir(), 'made-school-'))
  const db = createSqlite(path.join(folder, 'school.db'), { clock: () => NOW })
  await createSchoolTables(db)
  const summary = await fillSchool(db, { pupils: 60, seed: 7, today: TODAY, now: NOW, calendar, ...options })
  const all = <R>(sql: string, ...values: (string | number)[]) => db.all<R>(db.sql.raw(sql, values))
  return {
    db,
    summary,
    all,
    one: async (sql, ...values) => Object.values((await all<Record<string, number>>(sql, ...values))[0]!)[0]!,
    hash: async (table) => {
      const rows = await all(`SELECT * FROM ${table} ORDER BY rowid`)
      return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
    },
    corruption: (what) => summary.corruptions.find((one) => one.what === what)?.count ?? 0,
    remove: () => {
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Makes a school, does the work with it, and removes it. */
export async function withSchool<T>(
  options: Partial<SchoolOptions>,
  work: (school: MadeSchool) => Promise<T>,
): Promise<T> {
  const school = await makeSchool(options)
  try {
    return await work(school)
  } finally {
    school.remove()
  }
}

export const tables = Object.keys(contract) as TableName[]

export const hashes = async (school: MadeSchool) =>
  Object.fromEntries(
    await Promise.all(tables.map(async (table) => [table, await school.hash(table)] as const)),
  )

/** Pupils on roll on a day, each once. Says what it means by itself, so that it can be compared with the jobs. */
export const onRoll = (on: string) => `SELECT DISTINCT pupil_id FROM school_history
  WHERE start_date <= '${on}' AND coalesce(end_date, '9999-12-31') >= '${on}'
  AND enrolment_status IN ('single', 'main', 'subsidiary')`
