import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { NEEDS, type Needs } from '../../src/commands/needs.ts'
import { own } from '../../src/db/migrations/index.ts'
import { absences, MONDAYS } from '../commands/report-school.ts'
import { db, folderOf } from '../data/folder.ts'
import { embeddedOnly, SERVER } from '../database.ts'
import { itemRow } from '../outbox/item-row.ts'
import { type Said, TestSchool } from '../school.ts'
import { Texts } from '../sms/texts.ts'
import { everything } from './everything.ts'
import { at } from './people.ts'

/** What somebody does that changes something: the school in which it can be done, how, and what is then on record. */
interface Deed {
  arrange(): Promise<TestSchool>
  typed: string[]
  detail: string
}

const NO_LOAD = 'files are not loaded into a server'

const open = (jobs: string) => async () => {
  const school = await TestSchool.open(jobs)
  await school.tick()
  return school
}

/** A text that waits, and its batch. */
async function waitingText(): Promise<TestSchool> {
  const texts = await Texts.open()
  const ada = await texts.school.pupil('Ada')
  await texts.text(await texts.batch(), ada, await texts.contact(ada))
  return texts.school
}

/** A text of which nobody knows whether it arrived. */
async function unknownText(): Promise<TestSchool> {
  const texts = await Texts.open()
  const ada = await texts.school.pupil('Ada')
  const text = await texts.text(await texts.batch(), ada, await texts.contact(ada), { state: 'sending' })
  const sms = { kind: 'sms', recipient: '+447700900101', content: 'Ada is late.', state: 'unknown' }
  await texts.school.add(own('outbox'), itemRow('t1', texts.school.now, sms))
  const left = { message_id: text, outbox_reference: 't1', state: 'sending', state_at: texts.now }
  await texts.school.add(own('sms_text'), left)
  return texts.school
}

/** A mail, or something printed, of which nobody knows whether it left. */
const unknownItem = (kind: 'mail' | 'print', content: object) => async () => {
  const school = await absences(
    '',
    `mail:\n  from: a@riverside.example\n  folder: mails\nprint: { printer: Office }\n`,
  )
  await school.tick()
  const item = { kind, recipient: 'Office', content: JSON.stringify(content), state: 'unknown' }
  await school.add(own('outbox'), itemRow('m1', school.now, item))
  return school
}

const unknownMail = unknownItem('mail', { subject: 'Lates', text: 'Ada' })

const deeds: Record<string, Deed> = {
  approve: {
    async arrange() {
      const school = await open('  refresh-all-years:')()
      const group = await school.group('all-years')
      for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
      await school.pupil('Ada')
      await school.run('refresh-all-years')
      return school
    },
    typed: ['approve', '1'],
    detail: 'Run 1 of refresh-all-years.',
  },
  resume: {
    async arrange() {
      const school = await open('  refresh-all-years:')()
      const since = '2026-11-23T12:00:00.000Z'
      await school.add(own('caution'), { reason: 'sms-queue', host: '', detail: 'Held.', since })
      return school
    },
    typed: ['resume'],
    detail: 'Held until then because of: sms-queue.',
  },
  pause: {
    arrange: open('  clear-expired-notices:'),
    typed: ['pause', 'clear-expired-notices', '--until', '2026-11-30'],
    detail: 'clear-expired-notices until 2026-11-30 00:00.',
  },
  ack: {
    async arrange() {
      const school = await open('  refresh-all-years:')()
      const opened_at = '2026-11-23T12:00:00.000Z'
      await school.add(own('alert'), { subject: 'config', message: 'Broken.', daily: 0, opened_at })
      return school
    },
    typed: ['ack', '1'],
    detail: 'Incident 1: config.',
  },
  'go-live': {
    arrange: open('  clear-expired-notices: { shadow: true }'),
    typed: ['go-live', 'clear-expired-notices'],
    detail: 'clear-expired-notices.',
  },
  'job set': {
    arrange: open('  clear-expired-notices:'),
    typed: ['job', 'set', 'clear-expired-notices', 'at=12:30'],
    detail: 'clear-expired-notices: at=12:30.',
  },
  unlock: {
    async arrange() {
      const school = await open('  clear-expired-notices:')()
      const job = 'clear-expired-notices'
      const run = {
        ...{ job, token: 'gone', state: 'running', started_by: 'schedule', host: 'SRV1' },
        pid: 1,
      }
      const id = await school.add(own('run'), { ...run, attempt: 1, started_at: '2026-11-23T11:00:00.000Z' })
      const expires_at = '2026-11-23T11:10:00.000Z'
      await school.add(own('lease'), {
        ...{ job, token: 'gone', run_id: id, host: 'SRV1', boot: '' },
        pid: 1,
        expires_at,
      })
      return school
    },
    typed: ['unlock', 'clear-expired-notices'],
    detail: 'clear-expired-notices, of run 1.',
  },
  'sms delete': { arrange: waitingText, typed: ['sms', 'delete', '1'], detail: 'Texts 1 deleted.' },
  'sms delay': {
    arrange: waitingText,
    typed: ['sms', 'delay', '--batch', '1', '--until', '16:30'],
    detail: '1 texts of batch 1 delayed until 2026-11-23 16:30.',
  },
  'sms urgent': { arrange: waitingText, typed: ['sms', 'urgent', '--batch', '1'], detail: 'Batch 1.' },
  'sms send': {
    arrange: waitingText,
    typed: ['sms', 'send', '--pupil', '1', '--text', 'Ada is late.', '--urgent'],
    detail: 'Text 2, batch 2, urgent, about pupil 1.',
  },
  'sms resolve': {
    arrange: unknownText,
    typed: ['sms', 'resolve', '1', '--sent'],
    detail: 'Item 1, sms: It was sent.',
  },
  'sms test': { arrange: waitingText, typed: ['sms', 'test', '07700 900123'], detail: 'Item 1, sms.' },
  'outbox resolve': {
    arrange: unknownMail,
    typed: ['outbox', 'resolve', '1', '--not-sent'],
    detail: 'Item 1, mail: It was not sent.',
  },
  'mail resolve': {
    arrange: unknownMail,
    typed: ['mail', 'resolve', '1', '--not-sent'],
    detail: 'Item 1, mail: It was not sent.',
  },
  'mail test': {
    arrange: absences,
    typed: ['mail', 'test', 'ada@riverside.example'],
    detail: 'Item 1, mail.',
  },
  'print resolve': {
    arrange: unknownItem('print', { printer: 'Office', copies: 1, sides: 'one', file: { digest: 'none' } }),
    typed: ['print', 'resolve', '1', '--not-sent'],
    detail: 'Item 1, print: It was not sent.',
  },
  'groups adopt': {
    async arrange() {
      const school = await open('  medical-groups:')()
      await school.add('medical_condition', { name: 'Asthma', withdrawn_on: null })
      await school.group('special', 'Asthma')
      return school
    },
    typed: ['groups', 'adopt'],
    detail: 'Groups 1 as medical:1.',
  },
  'rules withdraw': {
    async arrange() {
      const school = await open('  rule-based-behaviours:')()
      const ada = await school.pupil('Ada')
      const award = { rule: '1', pupil_id: ada, period_from: '2026-11-16', period_to: '2026-11-22', n: 1 }
      await school.add(own('rule_award'), { ...award, counted: 3, awarded_at: '2026-11-22T20:00:00.000Z' })
      return school
    },
    typed: ['rules', 'withdraw', '1'],
    detail: 'Awards 1; incidents removed: 0.',
  },
  'report send': {
    async arrange() {
      const school = await absences(MONDAYS)
      await school.run('report', 'send', 'monday-absences')
      return school
    },
    typed: ['report', 'send', 'monday-absences', '--again'],
    detail: 'monday-absences again.',
  },
  'report automate': {
    arrange: async () => {
      const school = await absences()
      await school.tick()
      return school
    },
    typed: ['report', 'automate', 'lates', '--cycle', 'mon', '--at', '07:30', '--to', 'Deputy head'],
    detail: 'lates-mondays: lates.',
  },
  'db load': {
    async arrange() {
      const school = await open('  refresh-all-years:')()
      const pupils = 'id,admission_number,surname,forename,date_of_birth\n1,000001,Test,Ben,2012-05-01\n'
      folderOf(school, { 'pupil.csv': pupils })
      return school
    },
    typed: ['db', 'load', 'csv', '--replace'],
    detail: '1 rows in place of what was there.',
  },
  'db export': {
    arrange: open('  refresh-all-years:'),
    typed: ['db', 'export', 'out', '--table', 'pupil'],
    detail: 'To files: pupil.',
  },
}

function doing(school: TestSchool, [first, ...rest]: string[]): Promise<Said> {
  return first === 'db' ? db(school, ...rest) : school.run(first!, ...rest)
}

const audited = (school: TestSchool) => school.rows<Record<string, unknown>>(own('audit'))

describe.each(Object.entries(deeds))('%s', (command, { arrange, typed, detail }) => {
  if (command === 'db load') embeddedOnly(NO_LOAD)

  test('is on record: who, when, where, what, and under which config', async () => {
    const school = await arrange()
    at(school, { account: 'b.khan' })
    const hash = createHash('sha256').update(readFileSync(school.file)).digest('hex')
    expect([0, 4]).toContain((await doing(school, typed)).code)
    const { id: _id, ...row } = (await audited(school)).at(-1)!
    expect(row).toEqual({
      at: new Date(school.now).toISOString(),
      person: 'b.khan',
      host: 'SRV1',
      command,
      refused: 0,
      detail,
      config_hash: hash,
    })
    expect(JSON.stringify(row)).not.toMatch(/Ada|7700/)
  })

  test('is not done where it cannot be recorded', async () => {
    const school = await arrange()
    at(school, { account: 'b.khan' })
    const before = await everything(school)
    school.world = {
      ...school.world,
      onStatement: (sql) => {
        if (sql.includes(school.statement('insert into', own('audit')))) throw new Error('the disk is full')
      },
    }
    expect((await doing(school, typed)).code).toBe(1)
    expect(await everything(school)).toEqual(before)
    expect(await audited(school)).toEqual([])
  })
})

/** What is on record as well, seen where it can be done. */
const ELSEWHERE = ['db migrate', 'print test']

test('whatever needs the permission to change something is on record', () => {
  const changing = Object.entries<Needs>(NEEDS).filter(([, { needs }]) => needs.includes('setup'))
  const seen = [...Object.keys(deeds), ...ELSEWHERE]
  expect(changing.map(([name]) => name).filter((name) => !seen.includes(name))).toEqual([])
})

test('a load takes the grants from nobody, and keeps what is on record', async ({ skip }) => {
  skip(SERVER !== undefined, `only of an embedded database: ${NO_LOAD}`)
  const { arrange, typed } = deeds['db load']!
  const school = await arrange()
  at(school, { account: 'b.khan' })
  await school.add('automation_grant', { account: 'b.khan', permission: 'setup' })
  expect((await doing(school, typed)).out).toContain('who may do what is as it was')
  expect(await school.rows('automation_grant')).toEqual([{ account: 'b.khan', permission: 'setup' }])
  expect((await school.run('audit')).out).toContain('db load')
  at(school, { account: 'clerk' })
  expect((await doing(school, typed)).code).toBe(9)
})

describe('pars-auto audit', () => {
  async function eventful(): Promise<TestSchool> {
    const school = await waitingText()
    await school.add('automation_grant', { account: 'b.khan', permission: 'setup' })
    at(school, { account: 'b.khan' })
    await school.run('sms', 'urgent', '--batch', '1')
    school.at('2026-11-23 13:00')
    at(school, { account: 'clerk' })
    await school.run('sms', 'delete', '1')
    at(school, { account: 'b.khan' })
    return school
  }

  test('lists what was done and what was refused, the newest first', async () => {
    const school = await eventful()
    const hash = createHash('sha256').update(readFileSync(school.file)).digest('hex').slice(0, 8)
    expect((await school.run('audit')).out).toBe(
      [
        'When                  Who     On    Command     What                                                   Config',
        `Mon 2026-11-23 13:00  clerk   SRV1  sms delete  refused: Needs "Setup automation jobs". Asked for: 1.  ${hash}`,
        `Mon 2026-11-23 12:00  b.khan  SRV1  sms urgent  Batch 1.                                               ${hash}`,
        '',
      ].join('\n'),
    )
  })

  test('lists so many, and from a moment on', async () => {
    const school = await eventful()
    const listed = async (...args: string[]) =>
      JSON.parse((await school.run('audit', '--json', ...args)).out).map(
        (one: { command: string }) => one.command,
      )
    expect(await listed('-n', '1')).toEqual(['sms delete'])
    expect(await listed('--since', '12:30')).toEqual(['sms delete'])
    expect(await listed()).toEqual(['sms delete', 'sms urgent'])
  })

  test('says so when nothing is on record', async () => {
    const school = await TestSchool.open('  refresh-all-years:')
    expect((await school.run('audit')).out).toBe('Nothing is on record.\n')
  })
})
