import { expect, test } from 'vitest'
import { keptGroups, runJob } from '../groups/kit.ts'
import { TestSchool } from '../school.ts'

const JOB = 'medical-groups'

test('makes a confidential group for each condition, and marks one again that lost the mark', async () => {
  const school = await TestSchool.open(`  ${JOB}:`)
  const condition_id = await school.add('medical_condition', { name: 'Asthma', withdrawn_on: null })
  const pupil_id = await school.pupil('Ada')
  await school.add('pupil_medical', { pupil_id, condition_id, start_date: '2020-01-01', end_date: null })
  await runJob(school, JOB)
  expect(await keptGroups(school)).toEqual({ 'Medical: Asthma': ['Ada'] })
  expect(await school.rows('pupil_group')).toMatchObject([{ confidential: 1 }])
  await school.with((db) => db.run(db.sql('pupil_group').update({ confidential: 0 })))
  expect((await runJob(school, JOB)).counts).toMatchObject({ flagged: 1, created: 0 })
  expect(await school.rows('pupil_group')).toMatchObject([{ confidential: 1 }])
})
