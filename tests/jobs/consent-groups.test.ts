import { expect, test } from 'vitest'
import { keptGroups, runJob } from '../groups/kit.ts'
import { TestSchool } from '../school.ts'

const JOB = 'consent-groups'

async function consents(...given: [given_on: string, withdrawn_on: string | null][]) {
  const school = await TestSchool.open(`  ${JOB}:`)
  const ada = await school.pupil('Ada')
  const consent_type_id = await school.add('consent_type', { name: 'Photographs', withdrawn_on: null })
  for (const [given_on, withdrawn_on] of given)
    await school.add('pupil_consent', { pupil_id: ada, consent_type_id, given_on, withdrawn_on })
  await runJob(school, JOB)
  return (await keptGroups(school))['Consent: Photographs']
}

test('holds from the day it is given until the day before it is withdrawn', async () => {
  expect(await consents(['2026-11-23', null])).toEqual(['Ada'])
  expect(await consents(['2026-11-24', null])).toEqual([])
  expect(await consents(['2026-01-01', '2026-11-24'])).toEqual(['Ada'])
  expect(await consents(['2026-01-01', '2026-11-23'])).toEqual([])
})

test('of several, any that holds will do, and the pupil is in the group once', async () => {
  expect(await consents(['2025-01-01', '2025-06-01'], ['2026-01-01', null], ['2026-02-01', null])).toEqual([
    'Ada',
  ])
})

test('withdrawn by everybody at once is explained: they leave at the next run', async () => {
  const school = await TestSchool.open(`  ${JOB}:`)
  const consent_type_id = await school.add('consent_type', { name: 'Photographs', withdrawn_on: null })
  for (let n = 0; n < 30; n += 1) {
    const pupil_id = await school.pupil(`P ${n}`)
    await school.add('pupil_consent', {
      pupil_id,
      consent_type_id,
      given_on: '2026-01-01',
      withdrawn_on: null,
    })
  }
  await runJob(school, JOB)
  await school.with((db) => db.run(db.sql('pupil_consent').update({ withdrawn_on: '2026-11-23' })))
  expect(await runJob(school, JOB)).toMatchObject({ outcome: 'succeeded', counts: { ended: 30 } })
})
