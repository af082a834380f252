import { joinMeaning, unknownInWords } from '../attendance/meaning.ts'
import type { Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { Day } from '../schedule/day.ts'
import { mondayOf } from '../schedule/weekday.ts'
import { IS } from './attendance.ts'
import type { ReportContext } from './kit.ts'

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
        joinMeaning(from('mark', 'm'), 'm.code', 'm.date')
          .whereRaw('?? = ??', ['m.session_id', 's.id'])
          .whereRaw(IS.possible)
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

/**
 * What to say of marks with codes that nobody knows: for these pupils, since the period began.
 * @param pupils numbers of pupils
 */
export async function unknownCodes(
  { raw, read, period }: ReportContext,
  { rows }: SchoolSessions,
  pupils: Rows,
): Promise<string[]> {
  const row = await read.first<{ marks: number }>(
    joinMeaning(marksIn(rows), 'm.code', 'm.date')
      .whereIn('m.pupil_id', pupils)
      .where('s.date', '>=', String(period.from))
      .whereNull('code.code')
      .select(raw('count(*) as marks')),
  )
  return unknownInWords(Number(row?.marks ?? 0))
}
