import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { schoolYearStart } from '../schedule/school-year.ts'
import { spansBetween } from './weeks.ts'

/** No text: a bare null would be a number to SQL Server, and then so would be the texts of the rows after it. */
export const NO_DETAIL = 'cast(null as varchar(30))'

/** Points by week and year group: those that were given, and those that were taken, as a number above zero. */
export function behaviour(
  { from, values, raw, calendar, today }: JobContext,
  pupils: (alias?: string) => Rows,
): Rows[] {
  const spans = spansBetween(schoolYearStart(calendar, today), today)
  const points = (measure: string, sign: number) =>
    from('incident', 'i')
      .join('behaviour_outcome as o', 'o.id', 'i.outcome_id')
      .join('pupil as p', 'p.id', 'i.pupil_id')
      .join(values(...spans.map((span) => ({ ...span }))).as('w'), (week) =>
        week.on('i.date', '>=', 'w.first').andOn('i.date', '<=', 'w.last'),
      )
      .whereIn('i.pupil_id', pupils())
      .whereRaw('o.points * ? > 0', [sign])
      .groupBy('w.monday', 'p.year_group_id')
      .select(
        raw('? as measure', measure),
        'w.monday as date',
        'p.year_group_id',
        raw(`${NO_DETAIL} as detail`),
        raw('sum(o.points) * ? as value', sign),
        raw('0 as out_of'),
      )
  return [points('praise-points', 1), points('sanction-points', -1)]
}
