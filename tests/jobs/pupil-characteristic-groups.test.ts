import { expect, test } from 'vitest'
import { keptGroups, runJob } from '../groups/kit.ts'
import { TestSchool } from '../school.ts'

const JOB = 'pupil-characteristic-groups'
const open = (now?: string) => TestSchool.open(`  ${JOB}:`, now ? { now } : {})

test('Pupil Premium and FSM6 each go by their own source', async () => {
  const school = await open()
  const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
  await school.add('pupil_premium', { pupil_id: ada, start_date: '2026-09-01', end_date: null })
  await school.add('free_school_meal', { pupil_id: ben, start_date: '2026-09-01', end_date: null })
  await runJob(school, JOB)
  expect(await keptGroups(school)).toMatchObject({ 'Pupil Premium': ['Ada'], FSM6: ['Ben'] })
})

test.each([
  ['2026-11-23', '2020-11-23', []],
  ['2026-11-23', '2020-11-24', ['Ada']],
  ['2024-02-29', '2018-02-28', []],
  ['2024-02-29', '2018-03-01', ['Ada']],
])('FSM6 on %s: free school meals that ended on %s', async (day, end_date, members) => {
  const school = await open(`${day} 12:00`)
  const ada = await school.pupil('Ada', { from: '2010-09-01' })
  await school.add('free_school_meal', { pupil_id: ada, start_date: '2015-09-01', end_date })
  await runJob(school, JOB)
  expect((await keptGroups(school)).FSM6).toEqual(members)
})

test('leaving FSM6 because six years have passed is explained', async () => {
  const school = await open()
  for (let n = 0; n < 30; n += 1) {
    const pupil_id = await school.pupil(`P ${n}`)
    await school.add('free_school_meal', { pupil_id, start_date: '2019-09-01', end_date: '2020-11-24' })
  }
  await runJob(school, JOB)
  school.at('2026-11-24 12:00')
  expect(await runJob(school, JOB)).toMatchObject({ outcome: 'succeeded', counts: { ended: 30 } })
})

const is = async (table: string, column: string, written: string) => {
  const school = await open()
  await school.add(table, { pupil_id: await school.pupil('Ada'), [column]: written })
  const { outcome } = await runJob(school, JOB)
  const groups = Object.entries(await keptGroups(school)).filter(([, members]) => members.length > 0)
  return [outcome, groups.map(([name]) => name).join()]
}

test.each(['Polish', 'OTH', 'otb', 'Other than English', 'Panjabi (Gurmukhi)'])(
  '%s is EAL',
  async (language) => {
    expect(await is('pupil_language', 'language', language)).toEqual(['succeeded', 'EAL'])
  },
)

test.each(['ENG', 'enb ', 'English', 'NOT', 'REF', 'CLF', ''])('%j is not EAL', async (language) => {
  expect(await is('pupil_language', 'language', language)).toEqual(['succeeded', ''])
})

test.each(['Y', 'yes', 'TRUE'])('%s is a service child', async (indicator) => {
  expect(await is('service_child', 'indicator', indicator)).toEqual(['succeeded', 'Service child'])
})

test.each(['P', 's', 'Identified as a young carer by school'])('%s is a young carer', async (indicator) => {
  expect(await is('young_carer', 'indicator', indicator)).toEqual(['succeeded', 'Young carer'])
})

test.each(['N', 'R', 'U', 'Not declared', ''])('%j is neither', async (indicator) => {
  if (indicator.length < 2)
    expect(await is('service_child', 'indicator', indicator)).toEqual(['succeeded', ''])
  if (!/[RU]/.test(indicator))
    expect(await is('young_carer', 'indicator', indicator)).toEqual(['succeeded', ''])
})

test('what nobody can read is no group, and reported', async () => {
  expect(await is('service_child', 'indicator', 'RAF')).toEqual(['partial', ''])
  expect(await is('young_carer', 'indicator', 'maybe')).toEqual(['partial', ''])
})

test('all but EAL are confidential', async () => {
  const school = await open()
  await runJob(school, JOB)
  const names = (await school.rows('pupil_group', { confidential: 1 })).map(({ name }) => name)
  expect(names.sort()).toEqual(['FSM6', 'Pupil Premium', 'Service child', 'Young carer'])
})
