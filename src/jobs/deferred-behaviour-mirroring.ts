import { z } from 'zod'
import { copiesOf, dueFor } from '../mirror/due.ts'
import { DEFER_SIMS_WRITING, isOn } from '../mirror/preference.ts'
import { canBeCopied, reasons } from '../mirror/reasons.ts'
import { mirrorStart, startAnew } from '../mirror/start.ts'
import { defineJob, nightly } from './kit.ts'
import { add, change, followed, type Rows, remove } from './plan.ts'

export default defineJob({
  name: 'deferred-behaviour-mirroring',
  title: 'Deferred behaviour mirroring',
  summary: 'Copy new, edited and deleted behaviour incidents from PARS to SIMS.',
  notes: [
    `It works only while the preference *${DEFER_SIMS_WRITING}* is on; while it is off, PARS writes to SIMS itself.`,
    'Incidents recorded before the job went live are never copied, not even when they are edited later. Neither are those recorded up to the last run that found the preference off, unless they stood in the list of problems before. When exactly it was switched cannot be known, nor that it was off and on again between two runs: run the job by hand right before switching it, on or off, and no incident is copied twice or left out.',
    'Copies that the job has made stay its own: an edit or a deletion of a time in which the preference was off is caught up with when it is on again.',
    'An incident that has no counterpart in SIMS is listed by `pars-auto mirror problems` and does not stop the others; it is copied by the first run after the counterpart has been entered. Where both its ground and its outcome lack one, that is two problems. An edit that cannot be copied leaves the copy in SIMS as it was.',
    'A copy that somebody deleted in SIMS stays deleted. When very many incidents vanish from PARS at once, or all of them, nothing is deleted in SIMS until somebody approves.',
  ].join(' '),
  schedule: { cycle: 'every-day', at: '22:00' },
  days: 'all',
  missed: nightly,

  params: z.strictObject({}),

  reads: [
    'preference',
    'incident',
    'behaviour_ground',
    'behaviour_outcome',
    'sims_behaviour_type',
    'sims_behaviour_outcome',
    'pupil',
  ],
  writes: ['sims_incident', 'mirrored_incident', 'mirror_problem', 'mirror_start'],
  counts: {
    copied: 'incidents copied to SIMS',
    adopted: 'copies found in SIMS that were no longer known as ours',
    edited: 'copies changed after an edit',
    deleted: 'copies deleted with their incident',
    problems: 'problems newly found',
    healed: 'problems solved, or gone with their incident',
  },

  async plan(_params, context) {
    const { from, ref, text, firstOf, values, stage, read, remark, now, union } = context
    const preference = await read.first<{ value: string }>(
      from('preference').where({ name: DEFER_SIMS_WRITING }),
    )
    if (!isOn(preference?.value)) {
      remark(
        `The preference "${DEFER_SIMS_WRITING}" is off, so PARS writes to SIMS itself: nothing was copied. Incidents recorded up to now will not be copied later either.`,
      )
      const none = from('mirrored_incident').whereNull('incident_id').select('incident_id', 'version')
      return {
        copied: followed(add('mirrored_incident', ['incident_id', 'version'], none), ...startAnew(context)),
      }
    }

    const due = await stage(dueFor(context, await mirrorStart(context)))
    const fresh = () => canBeCopied(due().whereNull('version_copied'))
    const edited = () => canBeCopied(due().whereNotNull('version_copied'))
    const bad = await stage(
      union(
        ...Object.entries(reasons).map(([reason, has]) =>
          has(due())
            .crossJoin(values({ reason, since: now }).as('why') as never)
            .select('incident_id', 'reason', 'since'),
        ),
      ),
    )
    const { n: stuck } = (await read.first<{ n: number }>(bad().countDistinct({ n: 'incident_id' })))!
    if (stuck > 0)
      remark(`Incidents that cannot be copied: ${stuck}. They are listed by: pars-auto mirror problems`)

    const itsReference = text`PARS ${'incident.id'}`
    /** What stands in the incident of a copy, for that copy. */
    const ofIncident = (column: string) =>
      from('incident')
        .join(from('mirrored_incident').as('m'), 'm.incident_id', 'incident.id')
        .join(from('behaviour_ground').as('ground'), 'ground.id', 'incident.ground_id')
        .join(from('behaviour_outcome').as('outcome'), 'outcome.id', 'incident.outcome_id')
        .where('m.sims_incident_id', ref('sims_incident', 'id'))
        .where(itsReference as never, ref('sims_incident', 'reference'))
        .select(column)
    const bringUpToDate = (copies: Rows) =>
      change('sims_incident', (copy) => copy.whereIn('id', copies), {
        pupil_id: ofIncident('incident.pupil_id'),
        date: ofIncident('incident.date'),
        type_id: ofIncident('ground.sims_type_id'),
        outcome_id: ofIncident('outcome.sims_outcome_id'),
        recorded_by: ofIncident('incident.recorded_by'),
        recorded_at: ofIncident('incident.recorded_at'),
        comment: ofIncident('incident.comment'),
      })
    const gone = (mirrored: Rows) => mirrored.whereNotIn('incident_id', from('incident').select('id'))
    const pair = text`${'incident_id'} ${'reason'}`

    return {
      copied: followed(
        add(
          'mirrored_incident',
          ['incident_id', 'version'],
          fresh().whereNull('copy').select('incident_id', 'version'),
        ),
        add(
          'sims_incident',
          ['reference', 'pupil_id', 'date', 'type_id', 'outcome_id', 'recorded_by', 'recorded_at', 'comment'],
          from('incident')
            .join(fresh().whereNull('copy').as('fresh'), 'fresh.incident_id', 'incident.id')
            .select({
              reference: itsReference,
              pupil_id: 'incident.pupil_id',
              date: 'incident.date',
              type_id: 'fresh.sims_type',
              outcome_id: 'fresh.sims_outcome',
              recorded_by: 'incident.recorded_by',
              recorded_at: 'incident.recorded_at',
              comment: 'incident.comment',
            }),
        ),
        change('mirrored_incident', (mirrored) => mirrored.whereNull('sims_incident_id'), {
          sims_incident_id: from('sims_incident')
            .where('reference', text`PARS ${ref('mirrored_incident', 'incident_id')}`)
            .max('id'),
        }),
      ),
      adopted: followed(
        add(
          'mirrored_incident',
          ['incident_id', 'version', 'sims_incident_id'],
          fresh().whereNotNull('copy').select('incident_id', 'version', 'copy'),
        ),
        bringUpToDate(fresh().whereNotNull('copy').select('copy')),
      ),
      edited: followed(
        bringUpToDate(edited().select('copy')),
        change(
          'mirrored_incident',
          (mirrored) => mirrored.whereIn('incident_id', edited().select('incident_id')),
          {
            version: from('incident')
              .where('id', ref('mirrored_incident', 'incident_id'))
              .select(firstOf('changed_at', 'recorded_at')),
          },
        ),
      ),
      deleted: followed(
        remove('sims_incident', (copy) => copy.whereIn('id', gone(copiesOf(context)).select('s.id')), {
          outOf: from('mirrored_incident'),
          source: from('incident'),
          sourceName: 'incidents',
          beyond: 'hold',
        }),
        remove('mirrored_incident', gone),
      ),
      problems: add(
        'mirror_problem',
        ['incident_id', 'reason', 'since'],
        bad()
          .whereNotIn(pair as never, from('mirror_problem').select(pair))
          .select('incident_id', 'reason', 'since'),
      ),
      healed: remove('mirror_problem', (problem) => problem.whereNotIn(pair as never, bad().select(pair))),
    }
  },
})
