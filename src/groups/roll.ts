import type { ColumnName } from '../db/expression.ts'
import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { Day } from '../schedule/day.ts'

/** A day, or the column of a query around this one that has it. */
type OnDay = Day | Exclude<ColumnName, string>

/**
 * Pupils on roll on a day, each once: a stay that has started and not ended (the last day counts), enrolled
 * single, main or subsidiary. Guests and applicants are not on roll. The one definition, for every job.
 * Selects `pupil_id`.
 */
export function onRoll(from: JobContext['from'], day: OnDay): Rows {
  return from('school_history')
    .where('start_date', '<=', dateOf(day))
    .where((open) => open.whereNull('end_date').orWhere('end_date', '>=', dateOf(day)))
    .whereIn('enrolment_status', ['single', 'main', 'subsidiary'])
    .distinct('pupil_id')
}

/** Pupils with a leaving date before the day: what explains that somebody is gone. Selects `pupil_id`. */
export function hasLeft(from: JobContext['from'], day: OnDay): Rows {
  return from('school_history').where('end_date', '<', dateOf(day)).distinct('pupil_id')
}

const dateOf = (day: OnDay) => (day instanceof Day ? day.toString() : day)
