import { nameOf } from '../db/tables.ts'
import { stayOn } from '../groups/roll.ts'
import type { Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import { countsMarks, LATE, MEANINGS, type Rule } from './rule.ts'

/**
 * What a rule counts, by pupil and window: columns `pupil_id`, those in `by`, and `counted`. What a pupil did counts
 * while the pupil was on roll. Pupils without anything to count are not in it.
 * @param windows has the columns `period_from` and `through`, the first and the last day that counts
 * @param pupil the column of `windows` that says whose they are, where they are not everybody's
 */
export function countQuery(q: Queries, rule: Rule, windows: Staged, by: string[], pupil?: string): Rows {
  const things = countsMarks(rule.criterion) ? marks : incidents
  const rows = things(rule, windows, pupil)
  const columns = [...by.map((column) => `w.${column}`), 'thing.pupil_id']
  const grouped = rows
    .whereExists(stayOn(q, 'thing.pupil_id', 'thing.date').select('stay.id'))
    .groupBy(columns)
    .select(columns)
  return rule.criterion === 'points' ? grouped.sum({ counted: 'o.points' }) : grouped.count({ counted: '*' })
}

/**
 * Joins what has a date to the windows that hold it (alias `w`). Cross joins keep their order in SQLite, which would
 * otherwise index all marks there are by their code, instead of taking those of the days from the index on the date.
 */
export function during(windows: Staged, table: string, last = 'through', pupil?: string): Rows {
  const rows = windows('w')
    .crossJoin(`${table} as thing` as never)
    .whereRaw('?? >= ??', ['thing.date', 'w.period_from'])
    .whereRaw('?? <= ??', ['thing.date', `w.${last}`])
  return pupil ? rows.whereRaw('?? = ??', ['thing.pupil_id', `w.${pupil}`]) : rows
}

function marks({ criterion, value, countedIn }: Rule, windows: Staged, pupil?: string): Rows {
  const rows = withMeaning(during(windows, 'mark', 'through', pupil))
  if (countedIn === 'session') rows.whereNotNull('thing.session_id')
  if (countedIn === 'lesson') rows.whereNotNull('thing.lesson_id')
  if (criterion === 'code') return rows.where('thing.code', value)
  return value === LATE
    ? rows.where('code.late', 1)
    : rows.whereIn('code.meaning', MEANINGS[value] as string[])
}

/** Joins to marks (alias `thing`) what their code meant on their day (alias `code`). Unknown codes fall out. */
export const withMeaning = (rows: Rows): Rows =>
  rows
    .crossJoin('register_code as code' as never)
    .whereRaw('?? = ??', ['code.code', 'thing.code'])
    .whereRaw('?? <= ??', ['code.valid_from', 'thing.date'])
    .where((open) => open.whereNull('code.valid_to').orWhereRaw('?? >= ??', ['code.valid_to', 'thing.date']))

/** Incidents, but not those that a rule awarded: no award leads to another. */
function incidents({ criterion, value }: Rule, windows: Staged, pupil?: string): Rows {
  const rows = during(windows, 'incident', 'through', pupil)
    .leftJoin(`${nameOf('rule_award')} as award`, 'award.incident_id', 'thing.id')
    .whereNull('award.id')
  switch (criterion) {
    case 'ground':
      return rows.where('thing.ground_id', Number(value))
    case 'outcome':
      return rows.where('thing.outcome_id', Number(value))
    case 'points':
      return rows.join('behaviour_outcome as o', 'o.id', 'thing.outcome_id')
    default:
      return rows
        .join('behaviour_ground as g', 'g.id', 'thing.ground_id')
        .where('g.positive', criterion === 'praise' ? 1 : 0)
  }
}
