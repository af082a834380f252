import type { Row } from '../../../src/db/database.ts'
import { own } from '../../../src/db/migrations/index.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    // Makes our own tables. A tick would leave word that nothing is due, and the next one would not look.
    await school.run('list')
    await school.add('preference', { name: 'Defer SIMS writing to Automation', value: 'yes' })
    const type_id = await school.add('sims_behaviour_type', { name: 'Effort' })
    const outcome_id = await school.add('sims_behaviour_outcome', { name: 'Point' })
    const ground_id = await school.add('behaviour_ground', {
      name: 'Effort',
      positive: 1,
      sims_type_id: type_id,
    })
    const uniform = await school.add('behaviour_ground', { name: 'Uniform', positive: 0, sims_type_id: null })
    const outcome = await school.add('behaviour_outcome', {
      name: 'Point',
      points: 1,
      sims_outcome_id: outcome_id,
    })
    const pupil_id = await school.pupil('Ada')
    const incident = (row: Row = {}) =>
      school.add('incident', {
        pupil_id,
        date: '2026-11-23',
        ground_id,
        outcome_id: outcome,
        recorded_at: '2026-11-23T12:00:00.000Z',
        ...row,
      })
    const copy = (of: number) =>
      school.add('sims_incident', {
        reference: `PARS ${of}`,
        pupil_id,
        date: '2026-11-20',
        type_id,
        outcome_id,
        recorded_at: '2026-11-20T12:00:00.000Z',
      })
    const mirrored = async (incident_id: number, of = incident_id) =>
      school.add(own('mirrored_incident'), {
        incident_id,
        version: '2026-11-20T12:00:00.000Z',
        sims_incident_id: await copy(of),
      })
    const yearsAgo = { recorded_at: '2024-11-20T12:00:00.000Z' }

    await incident(yearsAgo)
    await incident()
    await incident()
    await copy(await incident())
    await mirrored(await incident({ ...yearsAgo, changed_at: '2026-11-22T12:00:00.000Z' }))
    await mirrored(await incident({ recorded_at: '2026-11-20T12:00:00.000Z' }))
    await mirrored(1000)
    await incident({ ground_id: uniform })
    await school.add(own('mirror_problem'), {
      incident_id: 1001,
      reason: 'ground-unmapped',
      since: '2026-11-20T12:00:00.000Z',
    })
  },
  whenSourcesVanish: 'held',
  counts: { copied: 2, adopted: 1, edited: 1, deleted: 1, problems: 1, healed: 1 },
} satisfies JobCase
