import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Day } from '../schedule/day.ts'

/**
 * Pupils on roll on a day, each once: a stay that has started and not ended (the last day counts), enrolled
 * single, main or subsidiary. Guests and applicants are not on roll. The one definition, for every job.
 * Selects `pupil_id`.
 */
export function onRoll(from: JobContext['from'], day: Day): Rows {
  return from('school_history')
    .where('start_date', '<=', day.toString())
    .where((open) => open.whereNull('end_date').orWhere('end_date', '>=', day.toString()))
    .whereIn('enrolment_status', ['single', 'main', 'subsidiary'])
    .distinct('pupil_id')
}

/** Pupils with a leaving date before the day: what explains that somebody is gone. Selects `pupil_id`. */
export function hasLeft(from: JobContext['from'], day: Day): Rows {
  return from('school_history').where('end_date', '<', day.toString()).distinct('pupil_id')
}
