import { expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

async function open(): Promise<TestSchool> {
  const school = await TestSchool.open('  refresh-all-years: {}')
  school.world = { host: { name: 'SRV1', boot: 'b', pid: process.pid, person: 'ada' } }
  await school.tick()
  const opened_at = '2026-11-23T11:00:00.000Z'
  const one = { subject: 'job sms failed', message: 'sms: failed, no credit (run 4)', daily: 0, opened_at }
  await school.add(own('alert'), one)
  await school.add(own('alert'), {
    ...one,
    subject: 'config',
    closed_at: opened_at,
    closing_told_at: opened_at,
  })
  return school
}

test('alone lists what is open, with its number', async () => {
  const school = await open()
  expect((await school.run('ack')).out).toBe(
    '1   since Mon 2026-11-23 11:00\n    sms: failed, no credit (run 4)\n',
  )
  await school.run('ack', '1')
  expect((await school.run('ack')).out).toContain(
    '1   since Mon 2026-11-23 11:00, acknowledged by ada Mon 2026-11-23 12:00\n',
  )
  expect(JSON.parse((await school.run('ack', '--json')).out)).toEqual([
    {
      id: 1,
      subject: 'job sms failed',
      message: 'sms: failed, no credit (run 4)',
      since: '2026-11-23T11:00:00.000Z',
      remindedAt: null,
      acknowledged: { at: '2026-11-23T12:00:00.000Z', by: 'ada' },
    },
  ])
})

test('says so when nothing is open', async () => {
  const school = await TestSchool.open('  refresh-all-years: {}')
  expect((await school.run('ack')).out).toBe('Nothing is open.\n')
  expect((await school.run('ack', '--json')).out).toBe('[]\n')
})

test('with its number and --json shows the incident as it is now', async () => {
  const acked = JSON.parse((await (await open()).run('ack', '1', '--json')).out)
  expect(acked).toMatchObject({ id: 1, acknowledged: { by: 'ada' }, closedAt: null })
})

test('is on record with who did it, once', async () => {
  const school = await open()
  await school.run('ack', '1')
  school.world = { host: { name: 'SRV1', boot: 'b', pid: process.pid, person: 'ben' } }
  expect(await school.run('ack', '1')).toMatchObject({
    code: 0,
    out: 'Incident 1 was acknowledged by ada Mon 2026-11-23 12:00.\n',
  })
  expect(await school.rows(own('audit'))).toMatchObject([
    { person: 'ada', command: 'ack', detail: 'Incident 1: job sms failed.' },
  ])
})

test('refuses what is no incident, and says when one is over', async () => {
  const school = await open()
  expect(await school.run('ack', '9')).toMatchObject({
    code: 2,
    err: 'There is no incident 9. Those that are open: pars-auto ack\n',
  })
  expect((await school.run('ack', 'first')).code).toBe(2)
  expect((await school.run('ack', '2')).out).toBe('Incident 2 is over since Mon 2026-11-23 11:00.\n')
})
