import type { Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { Day } from '../schedule/day.ts'
import { mondayOf } from '../schedule/weekday.ts'
import type { ReportContext } from './kit.ts'

/** What the codes of sessions mean that a pupil could have attended, and did, or did not. */
export const ATTENDED = ['present', 'approved']
export const ABSENT = ['authorised', 'unauthorised']

/** What `schoolSessions` and `withMeaning` read. */
export const sessionTables = ['session', 'mark', 'register_code'] as const

/** The sessions that were held, counted through; holidays, INSET days and closures have no numbers. */
export interface SchoolSessions {
  /**
   * `session_id` (quick to find by), `date`, `part`, and `nth_session`, `nth_day` and `nth_week`, each from 1. A
   * school week is one with a session in it.
   */
  rows: Staged
  /** How many school days and school weeks there were. */
  days: number
  weeks: number
}

/**
 * The school's sessions between two days, as they are in its registers: a session was held if anybody has a mark for
 * it that says attended or absent. The registers, and not the calendar of the config, because they know the day of
 * snow, and because the config seldom has the terms of last year.
 */
export async function schoolSessions(
  { from, raw, read, stageRows }: ReportContext,
  first: Day,
  last: Day,
): Promise<SchoolSessions> {
  const held = await read.all<{ id: number; date: string; part: string }>(
    from('session', 's')
      .whereBetween('s.date', [String(first), String(last)])
      .whereExists(
        withMeaning(from('mark', 'm'))
          .whereRaw('?? = ??', ['m.session_id', 's.id'])
          .whereIn('r.meaning', [...ATTENDED, ...ABSENT])
          .select(raw('1')),
      )
      .orderBy(['s.date', 's.part'])
      .select('s.id', 's.date', 's.part'),
  )
  const dates = new Set<string>()
  const mondays = new Set<number>()
  const rows = held.map(({ id, date, part }, at) => {
    dates.add(date)
    mondays.add(mondayOf(Day.parse(date)).number)
    return [id, date, part, at + 1, dates.size, mondays.size]
  })
  const columns = ['session_id', 'date', 'part', 'nth_session', 'nth_day', 'nth_week']
  return {
    rows: await stageRows(columns, rows, 'session_id'),
    days: dates.size,
    weeks: mondays.size,
  }
}

/**
 * The marks (alias `m`) in sessions (alias `s`). A cross join keeps its order in SQLite, which would otherwise read
 * the marks pupil by pupil, ten times as slow.
 */
export const marksIn = (sessions: Staged): Rows =>
  sessions('s')
    .crossJoin('mark as m' as never)
    .whereRaw('?? = ??', ['m.session_id', 's.session_id'])

/** Joins to marks what their code meant on their day (alias `r`); nothing of one that nobody knows. */
export const withMeaning = (marks: Rows, code = 'm.code', date = 'm.date'): Rows =>
  marks.leftJoin('register_code as r', (its) =>
    its
      .on('r.code', code)
      .andOn('r.valid_from', '<=', date)
      .andOn((open) => open.onNull('r.valid_to').orOn('r.valid_to', '>=', date)),
  )
