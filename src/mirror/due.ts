import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'

/**
 * What we mirrored, with the copies that are still there as `s`. The number alone is not enough: a database may give
 * out the number of a row that was deleted again.
 */
export const copiesOf = ({ from, text }: JobContext): Rows =>
  from('mirrored_incident', 'm')
    .join(from('sims_incident').as('s'), 's.id', 'm.sims_incident_id')
    .where('s.reference', text`PARS ${'m.incident_id'}`)

/**
 * Incidents to copy, and those edited since they were copied, with what was found for them in SIMS.
 * @param start since when incidents are ours to copy; one that could not be copied before then is ours still
 */
export function dueFor(context: JobContext, start: string): Rows {
  const { from, ref, text, firstOf, liveSince } = context
  const version = firstOf('incident.changed_at', 'incident.recorded_at')
  const found = (incidents: Rows) =>
    incidents
      .leftJoin(from('behaviour_ground').as('g'), 'g.id', 'incident.ground_id')
      .leftJoin(from('sims_behaviour_type').as('gs'), 'gs.id', 'g.sims_type_id')
      .leftJoin(from('behaviour_outcome').as('o'), 'o.id', 'incident.outcome_id')
      .leftJoin(from('sims_behaviour_outcome').as('os'), 'os.id', 'o.sims_outcome_id')
      .leftJoin(from('pupil').as('p'), 'p.id', 'incident.pupil_id')
      .select({
        incident_id: 'incident.id',
        version,
        version_copied: 'm.version',
        ground: 'g.id',
        type: 'g.sims_type_id',
        sims_type: 'gs.id',
        outcome: 'o.id',
        outcome_type: 'o.sims_outcome_id',
        sims_outcome: 'os.id',
        pupil: 'p.id',
      })
  // A copy whose note of ours was lost, for instance with an older backup, is ours all the same.
  const copy = from('sims_incident')
    .where('reference', text`PARS ${'incident.id'}`)
    .where('pupil_id', ref('incident', 'pupil_id'))
    .max('id')
  const fresh = found(
    from('incident')
      .leftJoin(from('mirrored_incident').as('m'), 'm.incident_id', 'incident.id')
      .where('incident.recorded_at', '>=', liveSince)
      .where((ours) =>
        ours
          .where('incident.recorded_at', '>=', start)
          .orWhereIn('incident.id', from('mirror_problem').select('incident_id')),
      )
      .whereNull('m.incident_id'),
  ).select(copy.as('copy'))
  const edited = found(
    from('incident')
      .join(copiesOf(context).select('m.*', 's.id as copy').as('m'), 'm.incident_id', 'incident.id')
      .whereNot('m.version', version),
  ).select('m.copy')
  return context.union(fresh, edited)
}
