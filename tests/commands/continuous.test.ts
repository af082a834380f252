import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const open = async () => {
  const school = await TestSchool.open("  sms: {}\n  clear-expired-notices: { at: '12:03' }", {
    rest: 'sms: { provider: file, file: { folder: sms } }',
  })
  await school.tickUntil('2026-11-23 12:10')
  return school
}

test('history leaves out the looks of a continuous job that found nothing, unless it is asked for that job', async () => {
  const school = await open()
  expect((await school.runs('sms')).length).toBeGreaterThan(1)
  const jobsIn = async (...args: string[]) =>
    JSON.parse((await school.run('history', '--json', ...args)).out).map(({ job }: { job: string }) => job)
  expect(await jobsIn()).toEqual(['clear-expired-notices'])
  expect(await jobsIn('sms')).toContain('sms')
})

test('next names a continuous job once: it comes every minute anyway', async () => {
  const school = await open()
  const runs = JSON.parse((await school.run('next', '--json')).out) as { job: string }[]
  expect(runs).toHaveLength(10)
  expect(runs.filter(({ job }) => job === 'sms')).toHaveLength(1)
})
