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

test('history says of a gap once what it meant for a job that looks all day, and each record to programs', async () => {
  const school = await open()
  await school.tick('2026-11-23 15:10')
  const { out } = await school.run('history')
  expect(out.match(/missed.*/g)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
    'missed made up for by the one of 2026-11-23 15:10 (and 178 earlier ones, from 2026-11-23 12:11 on)',
  ])
  const each = JSON.parse((await school.run('history', '--json', '--count', '300')).out) as { what: string }[]
  expect(each.filter(({ what }) => what === 'missed')).toHaveLength(100)
})

test('neither do its records crowd out what else was missed, nor the other way round', async () => {
  const school = await open()
  await school.tick('2026-11-23 15:10')
  await school.tickUntil('2026-11-23 15:20')
  await school.tick('2026-11-23 18:00')
  const { out } = await school.run('history', 'sms', '--count', '40')
  expect(out.match(/missed/g)).toHaveLength(2)
  expect(out).toMatch(/\(and 178 earlier ones, from 2026-11-23 12:11 on\)/)
})
