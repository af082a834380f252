import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import { idle } from '../idle.ts'
import { mailServer } from '../mail/server.ts'
import { itemRow } from '../outbox/item-row.ts'
import { TestSchool } from '../school.ts'
import { Watcher } from './watcher.ts'

const JOBS = "  clear-expired-notices: { at: '23:00' }"

/** A school on the Sunday before, with a webhook. */
async function open(alerts = '', rest = '') {
  const watcher = await new Watcher().listen()
  const school = await TestSchool.open(JOBS, {
    now: '2026-11-22 20:00',
    rest: `alerts: { webhook: '\${ALERT_URL}'${alerts} }\n${rest}`,
  })
  school.world = { env: { ALERT_URL: watcher.url('/hook') } }
  await school.tick()
  return { school, watcher }
}

async function look(school: TestSchool, text: string) {
  rmSync(noteFile(school.file), { force: true })
  return school.tick(text)
}

const LINE = 'Test School: 16 to 22 November: 2 runs, 1 failed, 0 held, 1 texts, 1 mails. Nothing is open.'

/** Runs and items of last week, and some that are not. */
async function aWeek(school: TestSchool) {
  const run = { job: 'clear-expired-notices', attempt: 1, started_by: 'schedule', host: 'SRV1', pid: 1 }
  const ended = [
    ['succeeded', '2026-11-16T00:00:00.000Z'],
    ['failed', '2026-11-22T23:59:59.000Z'],
    ['succeeded', '2026-11-15T23:59:00.000Z'],
    ['succeeded', '2026-11-23T00:00:00.000Z'],
  ] as const
  for (const [state, at] of ended)
    await school.add(own('run'), { ...run, token: at, state, started_at: at, ended_at: at })
  const monday = Date.parse('2026-11-17T10:00:00.000Z')
  const items = [
    ['t1', { state: 'delivered' }],
    ['t2', { state: 'expired' }],
    ['m1', { kind: 'mail', state: 'sent' }],
  ] as const
  for (const [reference, row] of items) await school.add(own('outbox'), itemRow(reference, monday, row))
}

describe('the digest of the week', () => {
  test('goes out by the first tick on a Monday from eight on, in a line, once', async () => {
    const { school, watcher } = await open()
    await aWeek(school)
    await look(school, '2026-11-23 07:59')
    expect(watcher.posted).toEqual([])
    for (const time of ['08:00', '08:01', '09:30']) await look(school, `2026-11-23 ${time}`)
    expect(watcher.posted).toEqual([LINE])
  })

  test('is late when the server was, and not made up for on a Tuesday', async () => {
    const { school, watcher } = await open()
    await look(school, '2026-11-24 08:00')
    expect(watcher.posted.filter((one) => one.includes('November'))).toEqual([])
    await look(school, '2026-11-30 15:00')
    expect(watcher.posted.filter((one) => one.includes('23 to 29 November'))).toHaveLength(1)
  })

  test('is sent by one of several hosts', async () => {
    const { school, watcher } = await open()
    school.at('2026-11-23 08:00')
    const { env } = school.world
    rmSync(noteFile(school.file), { force: true })
    const hosts = ['one', 'two', 'three'].map((name) => ({ name, boot: 'b', pid: process.pid, person: 'x' }))
    const said = await Promise.all(
      hosts.map((host) => {
        school.world = { env: env!, host }
        return school.run('run-due')
      }),
    )
    expect(said.map(({ code, err }) => ({ code, err }))).toEqual(hosts.map(() => ({ code: 0, err: '' })))
    expect(watcher.posted.filter((one) => one.includes('16 to 22 November'))).toHaveLength(1)
  })

  test('wakes an idle host at its time', async () => {
    const { school } = await open()
    await look(school, '2026-11-23 07:57')
    const isIdle = (text: string) => idle(['run-due', '--config', school.file], school.at(text).now)
    expect(isIdle('2026-11-23 07:58')).toBe(true)
    expect(isIdle('2026-11-23 08:00')).toBe(false)
  })

  test('goes by mail too, at the time that the config says, or never', async () => {
    const server = await mailServer()
    const rest = `mail:\n  from: office@school.example\n  smtp: { host: 127.0.0.1, port: ${server.port}, security: none }\n`
    const { school } = await open(", mail: it@school.example, digest: '06:30'", rest)
    await look(school, '2026-11-23 06:29')
    expect(server.arrived).toEqual([])
    await look(school, '2026-11-23 06:30')
    expect(server.arrived.map(({ mail }) => [mail.subject, mail.text?.split('\n')[0]])).toEqual([
      [
        'Last week at Test School',
        '16 to 22 November: 0 runs, 0 failed, 0 held, 0 texts, 0 mails. Nothing is open.',
      ],
    ])
    const never = await open(', digest: never')
    await look(never.school, '2026-11-23 12:00')
    expect(never.watcher.posted).toEqual([])
  })
})
