import type { Database } from '../db/database.ts'
import { DayRegister } from './day-register.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import { LessonMarks } from './lesson-marks.ts'
import type { Pupils } from './pupils.ts'
import { SessionMarks } from './session-marks.ts'
import type { Staff } from './staff.ts'
import { PERIODS, periodsOn, sessionId } from './timetable.ts'

/** Marks older than this have no owner any more. */
const OWNED_DAYS = 60

/** So many rows are committed together, more or less: what is not committed yet has to be kept somewhere. */
const ROWS_AT_ONCE = 250_000

export interface Marks {
  /** Session marks of days before today that are missing because nobody took the register. */
  missing: number
}

/** Writes lessons, marks and mark owners, day by day. Expects those tables empty. */
export async function fillMarks(
  db: Database,
  ledger: Ledger,
  frame: Frame,
  staff: Staff,
  pupils: Pupils,
): Promise<Marks> {
  const register = new DayRegister(frame, pupils)
  const sessions = new SessionMarks(frame, staff, ledger)
  const lessons = new LessonMarks(frame, staff, ledger)
  const rowsADay = (frame.options.pupils + frame.groups.length) * (PERIODS.length + 2)
  const daysAtOnce = Math.min(20, Math.max(1, Math.floor(ROWS_AT_ONCE / rowsADay)))

  await register.create(db)
  await withoutIndexes(db, 'mark', async () => {
    for (let from = 0; from < frame.days.length; from += daysAtOnce) {
      const days = frame.days.slice(from, from + daysAtOnce)
      await db.transaction(async (session) => {
        for (const [at, day] of days.entries()) {
          const owned = frame.today.number - day.number <= OWNED_DAYS
          await register.fill(session, day)
          await sessions.write(session, day, sessionId(from + at, 'AM'), 'AM', owned)
          await sessions.write(session, day, sessionId(from + at, 'PM'), 'PM', owned)
          for (const period of periodsOn(frame, day)) await lessons.write(session, day, period, owned)
        }
      })
      frame.options.onProgress?.(`marks to ${days.at(-1)}`)
    }
  })
  await register.drop(db)
  return { missing: register.missing }
}

/** Millions of rows go in several times faster when the indexes are made afterwards. */
async function withoutIndexes(db: Database, table: string, work: () => Promise<void>): Promise<void> {
  const indexes = await db.all<{ name: string; sql: string }>(
    db
      .sql('sqlite_schema')
      .where({ type: 'index', tbl_name: table })
      .whereNotNull('sql')
      .select('name', 'sql'),
  )
  for (const { name } of indexes) await db.run(db.sql.raw(`DROP INDEX "${name}"`))
  await work()
  for (const { sql } of indexes) await db.run(db.sql.raw(sql))
}
