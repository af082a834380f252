import { expect, test } from 'vitest'
import { Mirrored } from '../mirror/behaviour.ts'

async function withProblems() {
  const at = await Mirrored.open()
  const uniform = await at.ground('Uniform')
  await at.incident({ ground_id: uniform, comment: 'Secret' })
  await at.incident({ ground_id: uniform, date: '2026-11-22' })
  await at.incident({ outcome_id: await at.outcomeOf('Call home', 7) })
  await at.incident()
  await at.counted()
  return at
}

test('mirror problems lists what could not be copied, summed up, with what to do', async () => {
  const at = await withProblems()
  const { code, out } = await at.school.run('mirror', 'problems')
  expect(code).toBe(0)
  expect(out).toBe(
    [
      '2 incidents: ground "Uniform" has no counterpart in SIMS',
      '  To do: choose the SIMS type that the ground stands for.',
      '1 incident: outcome "Call home" stands for outcome 7, which SIMS does not have',
      '  To do: choose a SIMS outcome that there is.',
      '',
      'Incident  Of          Since                 Why it is not in SIMS',
      '1         2026-11-23  Mon 2026-11-23 22:00  ground "Uniform" has no counterpart in SIMS',
      '2         2026-11-22  Mon 2026-11-23 22:00  ground "Uniform" has no counterpart in SIMS',
      '3         2026-11-23  Mon 2026-11-23 22:00  outcome "Call home" stands for outcome 7, which SIMS does not have',
      'What has been put right is copied by the next run of deferred-behaviour-mirroring.',
      '',
    ].join('\n'),
  )
})

test('mirror problems says the same as JSON, and names no pupil and no comment', async () => {
  const { out } = await (await withProblems()).school.run('mirror', 'problems', '--json')
  const { groups, problems } = JSON.parse(out)
  expect(groups).toMatchObject([
    { reason: 'ground-unmapped', incidents: 2 },
    { reason: 'outcome-not-in-sims', incidents: 1 },
  ])
  expect(problems[0]).toEqual({
    incident: 1,
    date: '2026-11-23',
    reason: 'ground-unmapped',
    since: '2026-11-23T22:00:00.000Z',
    what: 'ground "Uniform" has no counterpart in SIMS',
    advice: 'choose the SIMS type that the ground stands for',
  })
  expect(out).not.toMatch(/Ada|Secret|Well done/)
})

test('mirror problems lists as many as it is asked to, and says how many more there are', async () => {
  const at = await withProblems()
  const { out } = await at.school.run('mirror', 'problems', '-n', '1')
  expect(out).toContain('\nand 2 more: --count 3 shows them all\n')
  expect((await at.school.run('mirror', 'problems', '-n', 'x')).code).toBe(2)
})

test('mirror problems has nothing to list once all is mapped', async () => {
  const at = await withProblems()
  await at.school.with((db) => db.run(db.sql('behaviour_ground').update({ sims_type_id: at.type })))
  await at.school.with((db) => db.run(db.sql('behaviour_outcome').update({ sims_outcome_id: at.outcome })))
  await at.counted()
  expect(await at.school.run('mirror', 'problems')).toEqual({
    code: 0,
    out: 'No incident is known that could not be copied to SIMS.\n',
    err: '',
  })
})

test('mirror alone explains itself', async () => {
  const { code, err } = await (await Mirrored.open()).school.run('mirror')
  expect(code).toBe(2)
  expect(err).toContain('problems')
})
