import type { ColumnName } from '../db/expression.ts'
import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { Day } from '../schedule/day.ts'

/** A day, or the column of a query around this one that has it. */
type OnDay = Day | Exclude<ColumnName, string>

/** What a query about the roll needs. */
type Roll = Pick<JobContext, 'from' | 'enrolled'>

/** Enrolment statuses that count as on roll: guests by the setting `guests` of the school, applicants never. */
export const enrolledWith = ({ guests }: { guests: boolean }): string[] => [
  ...['single', 'main', 'subsidiary'],
  ...(guests ? ['guest'] : []),
]

/**
 * Pupils on roll on a day, each once: a stay that has started and not ended (the last day counts), enrolled
 * single, main or subsidiary, or as a guest where the school says so. The one definition, for every job.
 * Selects `pupil_id`.
 */
export function onRoll({ from, enrolled }: Roll, day: OnDay): Rows {
  return from('school_history')
    .where('start_date', '<=', dateOf(day))
    .where((open) => open.whereNull('end_date').orWhere('end_date', '>=', dateOf(day)))
    .whereIn('enrolment_status', enrolled)
    .distinct('pupil_id')
}

/**
 * The same for days that are in a table: joins to `rows` the stays on roll (alias `stay`) that hold the day in the
 * column `day`. A pupil with overlapping stays comes several times.
 */
export function joinRoll({ enrolled }: Pick<Roll, 'enrolled'>, rows: Rows, day: string): Rows {
  return rows
    .join('school_history as stay', (on) =>
      on
        .on('stay.start_date', '<=', day)
        .andOn((open) => open.onNull('stay.end_date').orOn('stay.end_date', '>=', day)),
    )
    .whereIn('stay.enrolment_status', enrolled)
}

/** For `whereExists`: a stay on roll of the pupil in one column, on the day in another. */
export function stayOn({ from, enrolled }: Roll, pupil: string, day: string): Rows {
  return from('school_history', 'stay')
    .whereRaw('?? = ??', ['stay.pupil_id', pupil])
    .whereRaw('?? <= ??', ['stay.start_date', day])
    .where((open) => open.whereNull('stay.end_date').orWhereRaw('?? >= ??', ['stay.end_date', day]))
    .whereIn('stay.enrolment_status', enrolled)
}

/** Pupils with a leaving date before the day: what explains that somebody is gone. Selects `pupil_id`. */
export function hasLeft(from: JobContext['from'], day: OnDay): Rows {
  return from('school_history').where('end_date', '<', dateOf(day)).distinct('pupil_id')
}

const dateOf = (day: OnDay) => (day instanceof Day ? day.toString() : day)
