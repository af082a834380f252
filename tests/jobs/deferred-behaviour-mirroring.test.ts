import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { APART } from '../database.ts'
import { DEFER, JOB, Mirrored } from '../mirror/behaviour.ts'

const BEFORE = '2026-11-23T11:59:59.999Z'

describe('the preference', () => {
  test.each(['yes', 'TRUE', ' 1 ', 'On'])('is on when it says "%s"', async (value) => {
    const at = await Mirrored.open(value)
    await at.incident()
    expect(await at.counted()).toEqual({ copied: 1 })
  })

  test.each(['no', '', '0', 'off', null])(
    'is off when it says %j: nothing is done, and the run says so',
    async (value) => {
      const at = await Mirrored.open(value)
      await at.incident()
      const { counts, outcome, message } = await at.run()
      expect({ counts, outcome }).toEqual({ counts: {}, outcome: 'succeeded' })
      expect(message).toContain(`"${DEFER}" is off`)
      expect(await at.copies()).toEqual([])
    },
  )
})

describe('a time in which the preference is off', () => {
  const day = async (at: Mirrored, date: string, preference?: 'yes' | 'no') => {
    if (preference)
      await at.school.with((db) =>
        db.run(db.sql('preference').where({ name: DEFER }).update({ value: preference })),
      )
    at.school.at(`${date} 22:00`)
    return at.counted()
  }

  test('is left to PARS: its incidents are not copied when it is on again, those after it are', async () => {
    const at = await Mirrored.open()
    await at.incident()
    expect(await day(at, '2026-11-23')).toEqual({ copied: 1 })
    const written = await at.incident({ recorded_at: '2026-11-24T15:00:00.000Z' })
    expect(await day(at, '2026-11-24', 'no')).toEqual({})
    await at.incident({ recorded_at: '2026-11-25T15:00:00.000Z' })
    expect(await day(at, '2026-11-25')).toEqual({})
    const ours = await at.incident({ recorded_at: '2026-11-26T15:00:00.000Z' })
    await at.edit(written, { comment: 'Better' }, '2026-11-26T15:00:00.000Z')
    expect(await day(at, '2026-11-26', 'yes')).toEqual({ copied: 1 })
    expect((await at.copies()).map(({ reference }) => reference)).toEqual(['PARS 1', `PARS ${ours}`])
    expect(await at.school.rows(own('mirror_start'))).toEqual([{ id: 1, since: '2026-11-25T22:00:00.000Z' }])
  })

  test('does not give away the copies made before: their edits and deletions are caught up with', async () => {
    const at = await Mirrored.open()
    const [edited, deleted] = [await at.incident(), await at.incident()]
    await day(at, '2026-11-23')
    await at.edit(edited, { comment: 'Better' }, '2026-11-24T15:00:00.000Z')
    await at.remove('incident', { id: deleted })
    expect(await day(at, '2026-11-24', 'no')).toEqual({})
    expect(await day(at, '2026-11-25', 'yes')).toEqual({ edited: 1, deleted: 1 })
    expect(await at.copies()).toMatchObject([{ comment: 'Better' }])
  })

  test('does not forget what could not be copied before: it is still listed, and heals', async () => {
    const at = await Mirrored.open()
    const ground_id = await at.ground('Uniform')
    await at.incident({ ground_id })
    expect(await day(at, '2026-11-23')).toEqual({ problems: 1 })
    await at.incident({ ground_id, recorded_at: '2026-11-24T15:00:00.000Z' })
    expect(await day(at, '2026-11-24', 'no')).toEqual({})
    expect(await day(at, '2026-11-25', 'yes')).toEqual({})
    expect(await at.school.rows(own('mirror_problem'))).toHaveLength(1)
    await at.change('behaviour_ground', ground_id, { sims_type_id: at.type })
    expect(await day(at, '2026-11-26')).toEqual({ copied: 1, healed: 1 })
    expect(await day(at, '2026-11-27')).toEqual({})
  })

  test('is not moved by a dry run', async () => {
    const at = await Mirrored.open('no')
    await at.school.run(JOB, '--dry-run', '--verbose')
    expect(await at.school.rows(own('mirror_start'))).toEqual([])
  })
})

describe('a new incident', () => {
  test('is copied with everything, once', async () => {
    const at = await Mirrored.open()
    const smith = await at.school.add('staff', { staff_code: 'ABC', surname: 'Smith', forename: 'Sam' })
    const id = await at.incident({ recorded_by: smith })
    expect(await at.counted()).toEqual({ copied: 1 })
    expect(await at.counted()).toEqual({})
    expect(await at.copies()).toEqual([
      {
        id: 1,
        reference: `PARS ${id}`,
        pupil_id: at.ada,
        date: '2026-11-23',
        type_id: at.type,
        outcome_id: at.outcome,
        recorded_by: smith,
        recorded_at: '2026-11-23T15:00:00.000Z',
        comment: 'Well done',
      },
    ])
    expect(await at.school.rows(own('mirrored_incident'))).toEqual([
      { incident_id: id, version: '2026-11-23T15:00:00.000Z', sims_incident_id: 1 },
    ])
  })

  test('recorded before the job went live is not ours, not even when it is edited later', async () => {
    const at = await Mirrored.open()
    const id = await at.incident({ recorded_at: BEFORE })
    expect(await at.counted()).toEqual({})
    await at.edit(id, { comment: 'Better' })
    expect(await at.counted()).toEqual({})
  })

  test('recorded in the very moment of going live is ours', async () => {
    const at = await Mirrored.open()
    await at.incident({ recorded_at: '2026-11-23T12:00:00.000Z' })
    expect(await at.counted()).toEqual({ copied: 1 })
  })

  test('of a time in which the job was switched off is not copied afterwards; what was copied is still followed', async () => {
    const at = await Mirrored.open()
    const old = await at.incident()
    await at.counted()
    at.school.configure(`  ${JOB}: { enabled: false }`)
    await at.school.tick('2026-11-24 12:00')
    await at.incident({ recorded_at: '2026-11-24T13:00:00.000Z' })
    at.school.configure(`  ${JOB}:`)
    await at.school.tick('2026-11-25 12:00')
    await at.edit(old, { comment: 'Better' })
    await at.incident({ recorded_at: '2026-11-25T13:00:00.000Z' })
    at.school.at('2026-11-25 22:00')
    expect(await at.counted()).toEqual({ copied: 1, edited: 1 })
  })

  test('of which SIMS has a copy that we have forgotten is taken over and brought up to date', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    await at.counted()
    await at.remove(own('mirrored_incident'))
    await at.edit(id, { comment: 'Better' })
    expect(await at.counted()).toEqual({ adopted: 1 })
    expect(await at.copies()).toMatchObject([{ id: 1, comment: 'Better' }])
    expect(await at.counted()).toEqual({})
  })

  test('does not take over what bears its number but is about another pupil', async () => {
    const at = await Mirrored.open()
    const ben = await at.school.pupil('Ben')
    await at.school.add('sims_incident', {
      reference: 'PARS 1',
      pupil_id: ben,
      date: '2020-01-01',
      type_id: at.type,
      outcome_id: at.outcome,
      recorded_at: '2020-01-01T00:00:00.000Z',
    })
    await at.incident()
    expect(await at.counted()).toEqual({ copied: 1 })
    expect(await at.copies()).toMatchObject([
      { pupil_id: ben, date: '2020-01-01' },
      { pupil_id: at.ada, date: '2026-11-23' },
    ])
    await at.edit(1, { comment: 'Better' })
    expect(await at.counted()).toEqual({ edited: 1 })
    expect(await at.copies()).toMatchObject([{ comment: null }, { comment: 'Better' }])
  })
})

describe('an edited incident', () => {
  test('changes its copy, once for each edit', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    const other = await at.incident()
    await at.counted()
    const type = await at.school.add('sims_behaviour_type', { name: 'Kindness' })
    const ground_id = await at.ground('Kindness', type)
    await at.edit(id, { ground_id, date: '2026-11-20', comment: null })
    expect(await at.counted()).toEqual({ edited: 1 })
    expect(await at.counted()).toEqual({})
    expect(await at.copies()).toMatchObject([
      { reference: `PARS ${id}`, type_id: type, date: '2026-11-20', comment: null },
      { reference: `PARS ${other}`, type_id: at.type, date: '2026-11-23', comment: 'Well done' },
    ])
    await at.edit(id, { comment: 'Again' }, '2026-11-23T19:00:00.000Z')
    expect(await at.counted()).toEqual({ edited: 1 })
  })

  test('is shown by a dry run with what changes, and with nothing else', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    await at.counted()
    await at.edit(id, { date: '2026-11-20', comment: 'Better' })
    const { out } = await at.school.run(JOB, '--dry-run', '--verbose')
    expect(out).toContain('~ sims_incident id=1 date: 2026-11-23 → 2026-11-20 comment: … → …\n')
  })

  test('moves its copy to the pupil whom it is about after all', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    await at.counted()
    const ben = await at.school.pupil('Ben')
    await at.edit(id, { pupil_id: ben })
    expect(await at.counted()).toEqual({ edited: 1 })
    expect(await at.copies()).toMatchObject([{ pupil_id: ben }])
  })

  test('that no longer has a counterpart leaves its copy as it was, until it has one', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    await at.counted()
    const uniform = await at.ground('Uniform')
    await at.edit(id, { ground_id: uniform, comment: 'Tie' })
    expect(await at.counted()).toEqual({ problems: 1 })
    expect(await at.copies()).toMatchObject([{ type_id: at.type, comment: 'Well done' }])
    await at.change('behaviour_ground', uniform, { sims_type_id: at.type })
    expect(await at.counted()).toEqual({ edited: 1, healed: 1 })
    expect(await at.copies()).toMatchObject([{ comment: 'Tie' }])
  })
})

describe('a deleted incident', () => {
  test('takes its copy with it, and nothing else', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    const other = await at.incident()
    const typed = { pupil_id: at.ada, date: '2026-11-23', type_id: at.type, outcome_id: at.outcome }
    await at.school.add('sims_incident', { ...typed, recorded_at: '2026-11-23T15:00:00.000Z' })
    await at.counted()
    await at.remove('incident', { id })
    expect(await at.counted()).toEqual({ deleted: 1 })
    expect((await at.copies()).map(({ reference }) => reference)).toEqual([null, `PARS ${other}`])
    expect(await at.school.rows(own('mirrored_incident'))).toHaveLength(1)
  })

  test('of many at once is held: an incident table that is emptied wipes nothing in SIMS', async () => {
    const at = await Mirrored.open()
    await at.incident()
    await at.incident()
    await at.counted()
    await at.remove('incident')
    const { outcome, message } = await at.run()
    expect(outcome).toBe('held')
    expect(message).toContain('There are no incidents at all, and 2 would be removed')
    expect(await at.copies()).toHaveLength(2)
  })

  test('of more than the guard lets go is held, and goes when it is approved', async () => {
    const at = await Mirrored.open()
    for (let n = 0; n < 22; n += 1) await at.incident()
    await at.counted()
    await at.school.with((db) => db.run(db.sql('incident').where('id', '>', 1).delete()))
    expect((await at.run()).outcome).toBe('held')
    expect((await at.school.run('approve', '2')).code).toBe(0)
    expect(await at.copies()).toHaveLength(1)
  })
})

describe('a copy that somebody deleted in SIMS', () => {
  test('stays deleted, also when its incident is edited or deleted', async () => {
    const at = await Mirrored.open()
    const id = await at.incident()
    await at.incident()
    await at.counted()
    await at.remove('sims_incident', { reference: `PARS ${id}` })
    expect(await at.counted()).toEqual({})
    await at.edit(id, { comment: 'Better' })
    expect(await at.counted()).toEqual({})
    await at.remove('incident', { id })
    expect(await at.counted()).toEqual({})
    expect(await at.school.rows(own('mirrored_incident'))).toHaveLength(1)
  })

  test('leaves its number to another row, which is not taken for it', async () => {
    const at = await Mirrored.open()
    const first = await at.incident()
    await at.counted()
    await at.remove('sims_incident')
    const second = await at.incident()
    expect(await at.counted()).toEqual({ copied: 1 })
    expect(await at.copies()).toMatchObject([{ id: 1, reference: `PARS ${second}` }])
    await at.edit(first, { comment: 'Not this' })
    expect(await at.counted()).toEqual({})
    await at.edit(second, { comment: 'But this' })
    expect(await at.counted()).toEqual({ edited: 1 })
    await at.remove('incident', { id: first })
    expect(await at.counted()).toEqual({})
    expect(await at.copies()).toMatchObject([{ comment: 'But this' }])
  })
})

describe('an incident that cannot be copied', () => {
  const bad: [reason: string, arrange: (at: Mirrored) => Promise<unknown>][] = [
    ['ground-unknown', (at) => at.incident({ ground_id: 99 })],
    ['ground-unmapped', async (at) => at.incident({ ground_id: await at.ground('Uniform') })],
    ['ground-not-in-sims', async (at) => at.incident({ ground_id: await at.ground('Uniform', 99) })],
    ['outcome-unknown', (at) => at.incident({ outcome_id: 99 })],
    ['outcome-unmapped', async (at) => at.incident({ outcome_id: await at.outcomeOf('Call home') })],
    ['outcome-not-in-sims', async (at) => at.incident({ outcome_id: await at.outcomeOf('Call home', 99) })],
    ['pupil-unknown', (at) => at.incident({ pupil_id: 99 })],
  ]

  test.each(bad)('is noted with its reason, %s, and does not stop the rest', async (reason, arrange) => {
    const at = await Mirrored.open()
    await arrange(at)
    await at.incident()
    const { counts, outcome, message } = await at.run()
    expect({ counts, outcome }).toEqual({ counts: { copied: 1, problems: 1 }, outcome: 'succeeded' })
    expect(message).toContain('cannot be copied: 1.')
    expect(await at.school.rows(own('mirror_problem'))).toEqual([
      { incident_id: 1, reason, since: '2026-11-23T22:00:00.000Z' },
    ])
  })

  test('has a problem for its ground and one for its outcome, and keeps the day each was found', async () => {
    const at = await Mirrored.open()
    const [ground_id, outcome_id] = [await at.ground('Uniform'), await at.outcomeOf('Call home')]
    await at.incident({ ground_id, outcome_id })
    expect(await at.counted()).toEqual({ problems: 2 })
    at.school.at('2026-11-24 22:00')
    await at.change('behaviour_ground', ground_id, { sims_type_id: at.type })
    expect(await at.counted()).toEqual({ healed: 1 })
    expect(await at.school.rows(own('mirror_problem'))).toMatchObject([{ since: '2026-11-23T22:00:00.000Z' }])
    await at.change('behaviour_outcome', outcome_id, { sims_outcome_id: at.outcome })
    expect(await at.counted()).toEqual({ copied: 1, healed: 1 })
  })

  test('is forgotten when it is deleted, and none is noted of the years before', async () => {
    const at = await Mirrored.open()
    const id = await at.incident({ ground_id: 99 })
    await at.incident({ ground_id: 99, recorded_at: BEFORE })
    expect(await at.counted()).toEqual({ problems: 1 })
    await at.remove('incident', { id })
    expect(await at.counted()).toEqual({ healed: 1 })
  })
})

test('of 10,000 incidents, 100 of them bad, 9,900 are copied, with no more statements than for one', async () => {
  const statements = async (incidents: number) => {
    const at = await Mirrored.open()
    const uniform = await at.ground('Uniform')
    const rows = Array.from({ length: incidents }, (_, n) => [
      ...[at.ada, '2026-11-23', n % 100 === 99 ? uniform : at.effort, at.point, '2026-11-23T15:00:00.000Z'],
    ])
    const columns = ['pupil_id', 'date', 'ground_id', 'outcome_id', 'recorded_at']
    await at.school.with((db) => db.bulkInsert('incident', columns, rows))
    let sent = 0
    at.school.world = {
      onStatement: () => {
        sent += 1
      },
    }
    return { counts: await at.counted(), sent, copies: (await at.copies()).length, at }
  }
  const one = await statements(1)
  const many = await statements(10_000)
  expect(many.counts).toEqual({ copied: 9900, problems: 100 })
  expect(many.copies).toBe(9900)
  // To a database of SIMS' own the rows go in chunks of 2,000, with eleven statements each.
  expect(many.sent - one.sent).toBe(APART ? 44 : 0)
  await many.at.school.with((db) => db.run(db.sql('behaviour_ground').update({ sims_type_id: many.at.type })))
  expect(await many.at.counted()).toEqual({ copied: 100, healed: 100 })
})
