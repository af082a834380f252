import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import type { Row } from '../../src/db/database.ts'
import { readyContent } from '../../src/mail/message.ts'
import type { Item } from '../../src/outbox/item.ts'
import { TestSchool } from '../school.ts'
import { mailServer, no } from './server.ts'

const smtp = (port: number, more = '') => `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none${more} }`

/** A school whose first tick has made the program's own tables. */
async function schoolWith(mail: string): Promise<TestSchool> {
  const school = await TestSchool.open('  refresh-all-years: {}', { rest: mail })
  await school.tick()
  return school
}

function queue(school: TestSchool, reference: string, row: Row = {}): Promise<number> {
  const at = new Date(school.now).toISOString()
  return school.add('auto_outbox', {
    kind: 'mail',
    reference,
    queued_by: 'schedule',
    title: 'Reply to a text',
    recipient: 'ada@school.example',
    content: readyContent({ subject: reference, text: 'Hello\n' }),
    state: 'queued',
    state_at: at,
    queued_at: at,
    due_at: at,
    tries: 0,
    ...row,
  })
}

async function tick(school: TestSchool, text?: string) {
  rmSync(noteFile(school.file), { force: true })
  return school.tick(text)
}

const items = (school: TestSchool) => school.rows<Item>('auto_outbox')

it('a tick sends the mails that wait, each once, over one or two connections', async () => {
  const server = await mailServer()
  const school = await schoolWith(smtp(server.port))
  for (let n = 1; n <= 20; n++) await queue(school, `r${n}`)
  expect((await tick(school)).out).toContain('mails: 20 sent')
  await tick(school, '2026-11-23 12:01')
  const subjects = server.arrived.map(({ mail }) => mail.subject)
  expect(new Set(subjects).size).toBe(20)
  expect(subjects).toHaveLength(20)
  expect(server.connections).toBeLessThanOrEqual(2)
})

it('a mail that some of its recipients got says so, and is not sent again', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      if (address.startsWith('gone')) throw no(550, '5.1.1 no')
    },
  })
  const school = await schoolWith(smtp(server.port))
  await queue(school, 'r1', { recipient: 'ada@school.example,gone@school.example' })
  await tick(school)
  await tick(school, '2026-11-23 12:10')
  expect(await items(school)).toMatchObject([
    { state: 'sent', reason: '1 of 2 recipients refused: 550 5.1.1 no such mailbox.' },
  ])
  expect(server.arrived).toHaveLength(1)
})

it('a greylisted mail is tried again by a later tick', async () => {
  let tries = 0
  const server = await mailServer({
    onRcpt: () => {
      tries += 1
      if (tries === 1) throw no(451, '4.7.1 Greylisted')
    },
  })
  const school = await schoolWith(smtp(server.port))
  await queue(school, 'r1')
  await tick(school)
  expect(await items(school)).toMatchObject([{ state: 'queued' }])
  expect(server.arrived).toEqual([])
  await tick(school, '2026-11-23 12:30')
  expect(await items(school)).toMatchObject([{ state: 'sent' }])
})

it('a wrong password keeps all mails in the queue, tries it no more for half an hour, and tells people', async () => {
  let logins = 0
  const server = await mailServer({
    onAuth: () => {
      logins += 1
      throw no(535, '5.7.3 no')
    },
  })
  const school = await schoolWith(smtp(server.port, ', user: scan, password: wrong'))
  for (const reference of ['r1', 'r2', 'r3', 'r4', 'r5', 'r6']) await queue(school, reference)
  for (let minute = 0; minute < 20; minute++) await tick(school, `2026-11-23 12:${10 + minute}`)
  expect((await items(school)).map(({ state }) => state)).toEqual(Array(6).fill('queued'))
  // Once for each connection that was open when it was first refused.
  expect(logins).toBeLessThanOrEqual(2)
  const [alert] = await school.alerts()
  expect(alert?.message).toContain('refuses the login as scan')
})

it('nobody knows of a mail that was on its way to a server when its process died', async () => {
  const server = await mailServer()
  const school = await schoolWith(smtp(server.port))
  await queue(school, 'r1', {
    state: 'sending',
    token: 'dead',
    sending_at: '2026-11-23T11:00:00.000Z',
    tries: 1,
  })
  await tick(school)
  expect(await items(school)).toMatchObject([{ state: 'unknown' }])
  expect(server.arrived).toEqual([])
})

it('the folder knows whether it has one', async () => {
  const school = await schoolWith('mail:\n  from: office@school.example\n  folder: mails')
  await queue(school, 'r1')
  await tick(school)
  const left = { state: 'sending', token: 'dead', sending_at: '2026-11-23T11:00:00.000Z', tries: 1 }
  await school.with((db) => db.run(db.sql('auto_outbox').update(left)))
  await queue(school, 'r2', left)
  await tick(school, '2026-11-23 12:10')
  expect((await items(school)).map(({ reference, state }) => `${reference} ${state}`)).toEqual([
    'r1 sent',
    'r2 unknown',
  ])
})

it('a mail that may no longer go to its domain fails, and names the domain and nobody', async () => {
  const server = await mailServer()
  const school = await schoolWith(smtp(server.port))
  await queue(school, 'r1', { recipient: 'jane.smith@home.example' })
  await tick(school)
  const [item] = await items(school)
  expect(item).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('It may not go to home.example'),
  })
  expect(item!.reason).not.toContain('jane')
  expect(server.connections).toBe(0)
})
