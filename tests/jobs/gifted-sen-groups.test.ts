import { describe, expect, test } from 'vitest'
import { keptGroups, runJob } from '../groups/kit.ts'
import { TestSchool } from '../school.ts'

const JOB = 'gifted-sen-groups'
const open = () => TestSchool.open(`  ${JOB}:`)

const stage = (
  school: TestSchool,
  pupil_id: number,
  status: string,
  given: { from?: string; to?: string } = {},
) =>
  school.add('sen_stage', {
    pupil_id,
    status,
    start_date: given.from ?? '2024-09-01',
    end_date: given.to ?? null,
  })

test('Gifted and Talented is one group whatever the subject, and a pupil with several is in it once', async () => {
  const school = await open()
  const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
  for (const [pupil_id, subject, end_date] of [
    [ada, 'Maths', null],
    [ada, 'Music', null],
    [ben, 'Maths', '2026-11-22'],
    [ben, 'Art', '2026-11-23'],
  ] as const)
    await school.add('gifted_talented', { pupil_id, subject, start_date: '2025-09-01', end_date })
  expect((await runJob(school, JOB)).counts).toMatchObject({ joined: 2 })
  expect((await keptGroups(school))['Gifted and Talented']).toEqual(['Ada', 'Ben'])
})

test.each([
  ['K', 'SEN Support (K)'],
  ['k ', 'SEN Support (K)'],
  ['SEN Support', 'SEN Support (K)'],
  ['sen  support', 'SEN Support (K)'],
  ['K - SEN Support', 'SEN Support (K)'],
  ['School Support', 'SEN Support (K)'],
  ['E', 'EHC plan (E)'],
  ['ehcp', 'EHC plan (E)'],
  ['EHC plan', 'EHC plan (E)'],
  ['Education, Health and Care Plan', 'EHC plan (E)'],
  ['S', 'Statement (S)'],
  ['School Action', 'School Action (A)'],
  ['P', 'School Action Plus (P)'],
])('%j belongs to %s', async (status, group) => {
  const school = await open()
  await stage(school, await school.pupil('Ada'), status)
  expect(await runJob(school, JOB)).toMatchObject({ outcome: 'succeeded', counts: { joined: 1 } })
  expect((await keptGroups(school))[group]).toEqual(['Ada'])
})

test.each(['N', 'No SEN', 'n', '', ' '])('%j is no group, and nothing to complain of', async (status) => {
  const school = await open()
  await stage(school, await school.pupil('Ada'), status)
  expect(await runJob(school, JOB)).toMatchObject({ outcome: 'succeeded', counts: { joined: 0 } })
})

test('the groups of today are always there, those of before 2014 only while somebody is in them; SEN is confidential', async () => {
  const school = await open()
  await runJob(school, JOB)
  expect(Object.keys(await keptGroups(school)).sort()).toEqual([
    'EHC plan (E)',
    'Gifted and Talented',
    'SEN Support (K)',
  ])
  expect(await school.rows('pupil_group', { confidential: 1 })).toHaveLength(2)
})

test('an old status that was never ended of a pupil who has left makes no group', async () => {
  const school = await open()
  await stage(school, await school.pupil('Dan', { to: '2015-07-21' }), 'School Action')
  expect((await runJob(school, JOB)).counts).toMatchObject({ created: 3 })
  expect(Object.keys(await keptGroups(school))).not.toContain('School Action (A)')
})

test('a pupil whose stage changes from K to E moves, and that is explained', async () => {
  const school = await open()
  const ada = await school.pupil('Ada')
  await stage(school, ada, 'K')
  await runJob(school, JOB)
  await school.change('sen_stage', { end_date: '2026-11-22' })
  await stage(school, ada, 'E', { from: '2026-11-23' })
  expect((await runJob(school, JOB)).counts).toMatchObject({ ended: 1, joined: 1, unexplained: 0 })
  expect(await keptGroups(school)).toMatchObject({ 'SEN Support (K)': [], 'EHC plan (E)': ['Ada'] })
})

describe('a status that nobody can read', () => {
  test('is reported by number, without a word of it, and makes the run partial', async () => {
    const school = await open()
    await stage(school, await school.pupil('Ada'), 'ask Mrs Smith')
    await stage(school, await school.pupil('Gone', { to: '2026-07-21' }), 'ask Mrs Smith')
    const run = await runJob(school, JOB)
    expect(run).toMatchObject({ code: 4, outcome: 'partial', counts: { joined: 0, unexplained: 0 } })
    expect(run.message).toContain('SEN statuses: 1 entry is written in a way that is not known')
    expect(JSON.stringify(run)).not.toContain('Smith')
  })

  test('takes nobody out of the group they are in, however many there are, until it is put right', async () => {
    const school = await open()
    for (let n = 0; n < 30; n += 1) await stage(school, await school.pupil(`P ${n}`), 'K')
    await runJob(school, JOB)
    await school.change('sen_stage', { status: 'Kay' })
    expect(await runJob(school, JOB)).toMatchObject({ outcome: 'partial', counts: { unexplained: 0 } })
    expect((await keptGroups(school))['SEN Support (K)']).toHaveLength(30)
    await school.change('sen_stage', { status: 'N' })
    expect(await runJob(school, JOB)).toMatchObject({ outcome: 'succeeded', counts: { ended: 30 } })
  })

  test('keeps the group of an old status in which nothing else holds the pupils', async () => {
    const school = await open()
    await stage(school, await school.pupil('Ada'), 'School Action')
    await stage(school, await school.pupil('Ben'), 'A')
    await runJob(school, JOB)
    await school.change('sen_stage', { status: 'Scool Action' })
    expect(await runJob(school, JOB)).toMatchObject({
      outcome: 'partial',
      counts: { retired: 0, unexplained: 0 },
    })
    expect((await keptGroups(school))['School Action (A)']).toEqual(['Ada', 'Ben'])
    await school.change('sen_stage', { status: 'N' })
    expect((await runJob(school, JOB)).counts).toMatchObject({ retired: 1, ended: 2 })
  })

  test('does not keep a pupil in a group that the source has ended', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await stage(school, ada, 'K')
    await runJob(school, JOB)
    await school.change('sen_stage', { end_date: '2026-11-22' })
    await stage(school, ada, 'Eee')
    expect(await runJob(school, JOB)).toMatchObject({ outcome: 'partial', counts: { ended: 1 } })
  })
})

test('statuses that were all blanked are held: nothing said is no reason to go', async () => {
  const school = await open()
  for (let n = 0; n < 30; n += 1) await stage(school, await school.pupil(`P ${n}`), 'K')
  await runJob(school, JOB)
  await school.change('sen_stage', { status: '' })
  expect(await runJob(school, JOB)).toMatchObject({ outcome: 'held', withheld: { unexplained: 30 } })
})
