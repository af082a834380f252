import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const JOB = 'temporary-group-housekeeping'

async function keep(created: string, flags: string[] = [], settings = '') {
  const school = await TestSchool.open(`  ${JOB}:${settings}`, { now: '2026-11-23 12:00' })
  await school.group('temporary', 'Report', { created_at: created })
  expect((await school.run(JOB, ...flags)).code).toBe(0)
  return (await school.rows('pupil_group')).length === 1
}

test('deletes a group made more than twelve hours ago', async () => {
  expect(await keep('2026-11-22T23:59:59.999Z')).toBe(false)
})

test('keeps a group made in the last twelve hours: its report may be open', async () => {
  expect(await keep('2026-11-23T00:00:00.000Z')).toBe(true)
})

test('a flag wins over the config, and the config over the default', async () => {
  expect(await keep('2026-11-22T20:00:00.000Z', [], '\n    keepHours: 24')).toBe(true)
  expect(await keep('2026-11-22T20:00:00.000Z', ['--keep-hours', '12'], '\n    keepHours: 24')).toBe(false)
})

test('refuses a flag that is out of range', async () => {
  const school = await TestSchool.open(`  ${JOB}:`)
  expect(await school.run(JOB, '--keep-hours', '1')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--keep-hours'),
  })
  expect(await school.run(JOB, '--keep-hours', 'soon')).toMatchObject({ code: 2 })
})
