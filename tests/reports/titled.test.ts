import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

test('a job that sends a report is called by that report, on each screen', async () => {
  const school = await TestSchool.open(
    "  mondays: { job: report, report: lates, at: '16:00', folder: { path: out } }",
  )
  await school.tick()
  expect((await school.run('job', 'show', 'mondays')).out).toMatch(/^mondays: Lates$/m)
  expect((await school.run('handover')).out).toContain('Lates. Pupils who came late')
  expect((await school.run('dashboard', '--out', '-')).out).toContain('mondays<small>Lates</small>')
})
