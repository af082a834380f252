import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import type { Item } from '../../src/outbox/item.ts'
import { mailServer, no } from '../mail/server.ts'
import { TestSchool } from '../school.ts'
import { Watcher } from './watcher.ts'

const NOTICES = 'clear-expired-notices'
const JOBS = `  ${NOTICES}: { at: '12:03' }`

/** A school that mails its alerts to two people. */
async function open(port: number, jobs = JOBS, alerts = 'digest: never') {
  const rest = `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none }
alerts: { mail: [it@school.example, head@school.example], ${alerts} }
`
  const school = await TestSchool.open(jobs, { rest })
  await school.tick()
  return school
}

/** A tick that looks at everything. */
async function look(school: TestSchool, text: string) {
  rmSync(noteFile(school.file), { force: true })
  return school.tick(text)
}

const breakIt = (school: TestSchool) => school.database.lose('notice')

describe('an alert by mail', () => {
  test('goes out once when it starts, once a day later and once when it is over, to each address', async () => {
    const server = await mailServer()
    const school = await open(
      server.port,
      `  ${NOTICES}: { at: '12:03', guard: {} }\n  refresh-all-years: {}`,
    )
    const since = '2026-11-23T12:03:00.000Z'
    const message = `${NOTICES}: failed, no such table (run 1)`
    const id = await school.add(own('alert'), {
      subject: 'job x failed',
      message,
      daily: 0,
      opened_at: since,
    })
    await look(school, '2026-11-23 12:04')
    await look(school, '2026-11-23 12:05')
    expect(server.arrived.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
      ['it@school.example', `Alert: ${message}`],
      ['head@school.example', `Alert: ${message}`],
    ])
    expect(server.arrived[0]!.mail.text).toBe(
      `${message}\n\nWhat is open: pars-auto status\nTo be reminded of this no more: pars-auto ack ${id}\n\n--\nTest School. Sent by pars-auto on ${server.arrived[0]!.mail.text!.match(/on (.*)\.\n$/)![1]}.\n`,
    )
    for (const time of ['24 12:10', '24 18:00', '25 12:10']) await look(school, `2026-11-${time}`)
    expect(server.arrived.slice(2).map(({ mail }) => mail.subject)).toEqual([
      `Still so: ${message}`,
      `Still so: ${message}`,
    ])
    expect(server.arrived[2]!.mail.text).toContain('It began at 2026-11-23 12:03.')
    await school.change(own('alert'), { closed_at: '2026-11-25T12:11:00.000Z' }, { id })
    for (const time of ['12:12', '12:13']) await look(school, `2026-11-25 ${time}`)
    expect(server.arrived.slice(4).map(({ mail }) => mail.subject)).toEqual([
      `Over: ${message}`,
      `Over: ${message}`,
    ])
    expect(new Set(server.arrived.map(({ mail }) => mail.messageId)).size).toBe(6)
  })

  test('leaves in the very tick that found the trouble', async () => {
    const server = await mailServer()
    const school = await open(server.port)
    await breakIt(school)
    await school.tick('2026-11-23 12:03')
    expect(server.arrived.map(({ mail }) => mail.subject)).toEqual([
      expect.stringMatching(/^Alert: clear-expired-notices: failed/),
      expect.stringMatching(/^Alert: clear-expired-notices: failed/),
    ])
  })

  test('goes to the webhook as well, and waits for a mail server that is away', async () => {
    let isAway = true
    const server = await mailServer({
      onConnect: () => {
        if (isAway) throw no(421, 'go away')
      },
    })
    const watcher = await new Watcher().listen()
    const school = await open(server.port, JOBS, "digest: never, webhook: '${ALERT_URL}'")
    school.world = { env: { ALERT_URL: watcher.url('/hook') } }
    await breakIt(school)
    await school.tick('2026-11-23 12:03')
    expect(server.arrived).toEqual([])
    expect(watcher.posted[0]).toMatch(/^Test School: ! clear-expired-notices: failed/)
    isAway = false
    await look(school, '2026-11-23 12:30')
    const mails = server.arrived.filter(({ mail }) => mail.subject?.includes('clear-expired-notices'))
    expect(mails).toHaveLength(2)
  })

  test('goes out although everything else is held for caution, and tells of that', async () => {
    const server = await mailServer()
    const school = await open(server.port)
    const since = '2026-11-23T12:00:00.000Z'
    await school.add(own('caution'), { reason: 'long-gap', host: '', detail: 'Held.', since })
    await breakIt(school)
    await school.tick('2026-11-23 12:03')
    expect(server.arrived).toHaveLength(2)
  })

  test('goes out once although two ticks find it at once', async () => {
    const server = await mailServer()
    const school = await open(server.port)
    await breakIt(school)
    school.at('2026-11-23 12:03')
    rmSync(noteFile(school.file), { force: true })
    await Promise.all([school.run('run-due'), school.run('run-due'), school.run('run-due')])
    await look(school, '2026-11-23 12:04')
    expect(server.arrived).toHaveLength(2)
    expect((await school.rows<Item>(own('outbox'))).map(({ state }) => state)).toEqual(['sent', 'sent'])
  })
})

describe('an incident that somebody has acknowledged', () => {
  test('is not reminded of, is not told anew after a week, and is told when it is over', async () => {
    const server = await mailServer()
    const school = await open(server.port)
    await breakIt(school)
    await school.tick('2026-11-23 12:03')
    expect((await school.run('ack', '1')).out).toBe(
      'Incident 1 is acknowledged: nobody is reminded of it. When it is over you are told.\n',
    )
    for (const day of ['24', '25', '30']) await look(school, `2026-11-${day} 12:10`)
    await look(school, '2026-12-04 12:03')
    const about = () => server.arrived.filter(({ mail }) => mail.subject?.includes(`${NOTICES}: failed`))
    expect(about()).toHaveLength(2)
    await school.change(own('alert'), { closed_at: '2026-12-04T12:04:00.000Z' }, { id: 1 })
    await look(school, '2026-12-04 12:05')
    expect(
      about()
        .slice(2)
        .map(({ mail }) => mail.subject),
    ).toEqual([expect.stringMatching(/^Over: /), expect.stringMatching(/^Over: /)])
  })
})
