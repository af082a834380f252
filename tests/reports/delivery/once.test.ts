import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, it } from 'vitest'
import { own } from '../../../src/db/migrations/index.ts'
import type { Item } from '../../../src/outbox/item.ts'
import type { TestSchool } from '../../school.ts'
import { configure, filesIn, mails, reportingSchool, told } from './school.ts'

const PROCESS = path.join(import.meta.dirname, '../../faults/process.cjs')
const TO = 'to: head@school.example\nsubject: "{period}"'
const WEEK = 'head@school.example: Monday 16 to Sunday 22 November 2026'

const send = (school: TestSchool, ...flags: string[]) => school.run('report', 'send', 'absences', ...flags)
const editions = async (school: TestSchool) =>
  (await school.rows<{ occasion: string; edition: number }>(own('report_sent'))).map(
    ({ occasion, edition }) => `${occasion} ${edition}`,
  )

it('a period that is over goes out once, however it is started, and says when it went and what to do', async () => {
  const school = await reportingSchool(TO)
  await send(school)
  school.at('2026-11-24 08:15')
  const { code, out } = await send(school)
  expect(code).toBe(0)
  expect(out).toContain('It went out for this period on Monday 23 November 2026 at 12:00.')
  expect(out).toContain('To send it again: pars-auto report send absences --again')
  await school.run('report', '--id', 'absences')
  expect(await told(school)).toEqual([WEEK])
})

it('is sent again when somebody asks for that: another mail, with the name of that person on record', async () => {
  const school = await reportingSchool(TO)
  await send(school)
  const { out } = await send(school, '--again')
  expect(out).toContain('mails: 1 sent')
  expect(await told(school)).toEqual([WEEK, WEEK])
  expect(await editions(school)).toEqual(['2026-11-16..2026-11-22 0', '2026-11-16..2026-11-22 1'])
  const references = (await school.rows<Item>(own('outbox'))).map(({ reference }) => reference)
  expect(new Set(references).size).toBe(2)
  expect((await school.run('history')).out).toMatch(/report\s.*asked for absences to be sent again/)
})

it('is sent for another day, and says how to send that again', async () => {
  const school = await reportingSchool(TO)
  await send(school, '--for', '2026-11-16')
  expect(await told(school)).toEqual(['head@school.example: Monday 9 to Sunday 15 November 2026'])
  expect((await send(school, '--for', '2026-11-16')).out).toContain('--again --for 2026-11-16')
})

it.each([
  [['--for', '2026-11-30'], '--for 2026-11-30 is still to come.'],
  [['--for', 'monday'], '--for takes a date such as 2026-11-23; "monday" is none.'],
])('%j is advice', async (flags, words) => {
  const school = await reportingSchool(TO)
  expect(await send(school, ...flags)).toMatchObject({ code: 2, err: expect.stringContaining(words) })
})

it('knows a job by its id, or by the report that only it sends', async () => {
  const school = await reportingSchool(TO)
  expect((await school.run('report', 'send', 'absence')).err).toContain('It has: absences.')
  await school.run('report', 'send', 'unexplained-absences')
  expect(await told(school)).toEqual([WEEK])
})

it('a period that is not over is another one each time', async () => {
  const school = await reportingSchool(`${TO}\nperiod: this-week`)
  await send(school)
  school.at('2026-11-23 14:30')
  await send(school)
  expect(await mails(school)).toHaveLength(2)
})

it('what is out of date when the next one comes expires then; what covers a period that is over, after a week', async () => {
  const school = await reportingSchool(`${TO}\ncycle: weekdays\nat: '07:30'\nperiod: today`)
  await send(school)
  configure(school, TO)
  await send(school)
  const { 0: open, 1: over } = await school.rows<Item>(own('outbox'))
  expect([open?.not_after, over?.not_after]).toEqual(['2026-11-24T07:30:00.000Z', '2026-11-30T12:00:00.000Z'])
})

it('in shadow it is made, nothing is sent, and what would have been is on record', async () => {
  const school = await reportingSchool('to: tutor\nsplitBy: group\nshadow: true')
  await send(school)
  expect({ mails: await mails(school), items: await school.rows(own('outbox')) }).toEqual({
    mails: [],
    items: [],
  })
  const [run] = await school.runs('absences')
  expect(run).toMatchObject({ state: 'succeeded', shadow: 1 })
  expect(JSON.parse(run!.counts!)).toEqual({ reports: 1, mails: 2, prints: 0, files: 0 })
  expect(run?.message).toContain('the tutor for 8A')
})

it('is held while something is odd about the database, and goes out when a person lets it go', async () => {
  const school = await reportingSchool(TO)
  await school.run('history')
  await school.add(own('caution'), {
    ...{ reason: 'older-database', host: '', detail: 'The database is older than it was.' },
    since: '2026-11-23T11:00:00.000Z',
  })
  const { out } = await send(school)
  expect(out).toContain('The database is older than it was.')
  expect({ mails: await mails(school), sent: await editions(school) }).toEqual({ mails: [], sent: [] })
  await school.run('resume')
  await send(school)
  expect(await told(school)).toEqual([WEEK])
})

it('goes out once when four hosts tick at the same moment', async () => {
  const school = await reportingSchool(`${TO}\nattach: csv\nfolder: { path: reports, format: csv }`, {
    now: '2026-11-23 07:00',
  })
  await school.tick()
  school.at('2026-11-23 07:30')
  const orders = { args: ['run-due', '--config', school.file], cwd: school.folder, now: school.now }
  await Promise.all(
    [1, 2, 3, 4].map(async () => once(spawn(process.execPath, [PROCESS, JSON.stringify(orders)]), 'close')),
  )
  // One that found the outbox taken leaves what is left to the next tick.
  await school.tick('2026-11-23 07:31')
  expect(await told(school)).toEqual([WEEK])
  expect(filesIn(path.join(school.folder, 'reports'))).toHaveLength(1)
  expect(await editions(school)).toEqual(['2026-11-16..2026-11-22 0'])
  expect(await school.runs('absences')).toHaveLength(1)
}, 60_000)
