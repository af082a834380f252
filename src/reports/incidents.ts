import type { JobTable } from '../db/tables.ts'
import { stayOn } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import type { ReportContext } from './kit.ts'

/** What `incidentsOf` reads. */
export const incidentTables: JobTable[] = [
  'incident',
  'behaviour_ground',
  'behaviour_outcome',
  'school_history',
]

/**
 * The selected pupils' incidents of the period, while they were on roll (alias `i`), with their ground (`ground`) and
 * their outcome (`outcome`).
 */
export function incidentsOf(context: ReportContext): Rows {
  const { from, raw, period, selected } = context
  const incidents = from('incident', 'i')
    .join('behaviour_ground as ground', 'ground.id', 'i.ground_id')
    .join('behaviour_outcome as outcome', 'outcome.id', 'i.outcome_id')
    .whereBetween('i.date', [String(period.from), String(period.to)])
    .whereExists(stayOn(context, 'i.pupil_id', 'i.date').select(raw('1')))
  return selected(incidents, 'i.pupil_id')
}

/** What incidents come to, as aggregates: points taken are above zero. */
export const tally = ({ raw }: Pick<ReportContext, 'raw'>) => [
  raw('sum(case when ground.positive = 1 then 1 else 0 end) as positive'),
  raw('sum(case when ground.positive = 1 then 0 else 1 end) as negative'),
  raw('count(*) as incidents'),
  raw('sum(case when outcome.points > 0 then outcome.points else 0 end) as given'),
  raw('sum(case when outcome.points < 0 then -outcome.points else 0 end) as taken'),
  raw('sum(outcome.points) as points'),
]
