import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { own } from '../../src/db/migrations/index.ts'
import type { Item } from '../../src/outbox/item.ts'
import { claimSlot } from '../../src/runner/claim.ts'
import type { School } from '../../src/runner/school.ts'
import { serverEnv } from '../database.ts'
import { idle } from '../idle.ts'
import { itemRow } from '../outbox/item-row.ts'
import { Outgoing } from '../outbox/outgoing.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'
const HOUSEKEEPING = 'temporary-group-housekeeping'

/** A school that has ticked, at noon, with a job at 12:03. */
async function open(jobs = `  ${NOTICES}: { at: ['12:03', '12:10', '12:20'] }`, rest = '') {
  const school = await TestSchool.open(jobs, { rest })
  await school.tick()
  return school
}

const here = (name: string) => ({ name, boot: 'b', pid: process.pid, person: 'ada' })
const isIdle = (school: TestSchool) => idle(['run-due', '--config', school.file], school.now)

describe('a job that is paused', () => {
  test('does not run; each slot that passes is recorded with who, until when and what for', async () => {
    const school = await open()
    school.world = { host: here('SRV1') }
    const { code, out } = await school.run('pause', NOTICES, '--until', '12:15', '--why', 'exams')
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        `${NOTICES} is paused until 2026-11-23 12:15.`,
        'Runs that fall into the pause are recorded as skipped, and not made up for.',
        `To end it earlier: pars-auto resume ${NOTICES}`,
        '',
      ].join('\n'),
    })
    expect(await school.tickUntil('2026-11-23 12:14')).toBe('')
    expect(await school.slots(NOTICES)).toMatchObject([
      { slot: '2026-11-23T12:03', state: 'skipped', reason: 'Paused by ada until 2026-11-23 12:15 (exams).' },
      { slot: '2026-11-23T12:10', state: 'skipped' },
    ])
    expect(await school.runs(NOTICES)).toEqual([])
  })

  test('runs again by itself at the end, and makes up for nothing', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '12:20')
    await school.tickUntil('2026-11-23 12:25')
    expect(await school.slotStates(NOTICES)).toEqual([
      '2026-11-23T12:03 skipped',
      '2026-11-23T12:10 skipped',
      '2026-11-23T12:20 done',
    ])
    expect((await school.runs(NOTICES)).map(({ started_at }) => started_at)).toEqual([
      '2026-11-23T12:20:00.000Z',
    ])
  })

  test('makes up for nothing either when the host was off until after the end', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '12:15')
    await school.tick('2026-11-23 12:18')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 skipped', '2026-11-23T12:10 skipped'])
    expect(await school.runs(NOTICES)).toEqual([])
  })

  test('is paused for every host, whatever config it has, and each slot is recorded once', async () => {
    const school = await open()
    school.world = { host: here('one') }
    await school.run('pause', NOTICES)
    for (const name of ['one', 'two', 'three']) {
      school.world = { host: here(name) }
      await school.tick('2026-11-23 12:03')
    }
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 skipped'])
  })

  test('makes up afterwards for a slot from before the pause', async () => {
    const school = await open(`  ${NOTICES}: { at: '12:03', hours: any }`)
    await school.run('pause', NOTICES, '--until', '12:30')
    // The host had been off since before the slot, and the pause is younger.
    await school.change(own('pause'), { since: '2026-11-23T12:05:00.000Z' })
    await school.tick('2026-11-23 12:10')
    expect(await school.runs(NOTICES)).toEqual([])
    expect((await school.run('why', NOTICES)).out).toContain('waits for the end of the pause')
    await school.tick('2026-11-23 12:30')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
  })

  test('of several slots, runs that from before the pause, and none of those within', async () => {
    const school = await open(`  ${NOTICES}: { at: ['12:03', '12:10', '12:20'], hours: any }`)
    await school.run('pause', NOTICES, '--until', '12:30')
    await school.change(own('pause'), { since: '2026-11-23T12:05:00.000Z' })
    await school.tick('2026-11-23 12:30')
    expect(await school.slotStates(NOTICES)).toEqual([
      '2026-11-23T12:03 done',
      '2026-11-23T12:10 skipped',
      '2026-11-23T12:20 skipped',
    ])
  })

  test('is not tried again either, and is when the pause is over', async () => {
    const school = await open(`  ${NOTICES}: { at: '12:03', timeout: 10m }`)
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 pending'])
    await school.run('pause', NOTICES, '--until', '12:10')
    await school.tickUntil('2026-11-23 12:09')
    expect(await school.runs(NOTICES)).toHaveLength(1)
    await school.tick('2026-11-23 12:10')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
  })

  test('keeps no job waiting that comes after it', async () => {
    const school = await open(
      `  first: { job: ${NOTICES}, at: '12:03' }\n  second: { job: ${NOTICES}, at: '12:04', after: first }`,
    )
    await school.run('pause', 'first')
    await school.tick('2026-11-23 12:04')
    expect(await school.slots('second')).toMatchObject([
      { state: 'done', reason: 'Went ahead although first (2026-11-23T12:03) was skipped.' },
    ])
  })

  test('runs by hand, and it is said that it is paused', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-30')
    expect(await school.run(NOTICES)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${NOTICES}: done`),
      err: expect.stringMatching(
        /^Paused by .* until 2026-11-30 00:00\. clear-expired-notices runs now because you say so\.\n$/,
      ),
    })
  })

  test('ends on the school’s clock, on the night of a clock change too', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { every: 30m }`, { now: '2026-10-24 23:00' })
    await school.tick()
    await school.run('pause', NOTICES, '--until', '2026-10-25 03:00')
    expect(await school.rows(own('pause'))).toMatchObject([{ until: '2026-10-25T03:00:00.000Z' }])
  })
})

test('a pause that comes after a slot was found to be due, and before it is taken, holds', async () => {
  const school = await open()
  school.at('2026-11-23 12:03')
  await school.run('pause', NOTICES)
  const { config } = loadConfig(school.file, { env: serverEnv, now: school.now })
  const planned = {
    job: NOTICES,
    slot: { name: '2026-11-23T12:03', at: school.now },
    ...{ attempt: 1, missed: [], supersedes: true },
  }
  const claim = await school.with((db) =>
    claimSlot({ config, db, host: here('SRV1') } as School, planned, 'token', school.now),
  )
  expect(claim).toBeUndefined()
  expect(await school.slots(NOTICES)).toEqual([])
})

describe('while all are paused', () => {
  const both = `  ${NOTICES}: { at: '12:03' }\n  ${ALL_YEARS}: { at: '12:03' }`

  test('mandatory jobs run, and that is said', async () => {
    const school = await open(both)
    await school.pupil('Ada')
    expect((await school.run('pause', 'all', '--until', '2026-11-30')).out).toBe(
      [
        'All jobs are paused until 2026-11-30 00:00.',
        `Mandatory jobs keep running: ${ALL_YEARS}, ${HOUSEKEEPING}.`,
        'Texts, mails, prints and files that are on their way wait; alerts do not.',
        'Runs that fall into the pause are recorded as skipped, and not made up for.',
        'To end it earlier: pars-auto resume all',
        '',
      ].join('\n'),
    )
    await school.tick('2026-11-23 12:03')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 skipped'])
    expect((await school.slots(NOTICES))[0]!.reason).toMatch(
      /^All jobs paused by .* until 2026-11-30 00:00\.$/,
    )
    expect(await school.allYears()).toEqual(['Ada'])
  })

  test('what jobs have put on its way waits, alerts and what people try do not', async () => {
    const school = await open(both, 'mail: { from: office@school.example, folder: mails }\n')
    await school.run('pause', 'all')
    const mail = { kind: 'mail', recipient: 'a@school.example', content: '{"subject":"s","text":"t"}' }
    await school.add(own('outbox'), itemRow('m1', school.now, { ...mail, job: NOTICES }))
    await school.add(own('outbox'), itemRow('alert-1', school.now, mail))
    await school.tick('2026-11-23 12:03')
    expect((await school.run('mail', 'test', 'head@school.example')).code).toBe(0)
    const states = async () => (await school.rows<Item>(own('outbox'))).map(({ state }) => state)
    expect(await states()).toEqual(['queued', 'sent', 'sent'])
    await school.run('resume')
    await school.tick('2026-11-23 12:04')
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
  })

  test('what waits becomes too late all the same', async () => {
    const school = await open(both, 'mail: { from: office@school.example, folder: mails }\n')
    await school.run('pause', 'all', '--until', '2026-11-23 13:00')
    const mail = { kind: 'mail', recipient: 'a@school.example', content: '{"subject":"s","text":"t"}' }
    const row = { ...mail, job: NOTICES, not_after: '2026-11-23T12:30:00.000Z' }
    await school.add(own('outbox'), itemRow('m1', school.now, row))
    await school.tick('2026-11-23 12:31')
    expect(await school.rows<Item>(own('outbox'))).toMatchObject([{ state: 'expired' }])
  })
})

describe('texts that are paused', () => {
  const sms = 'sms: { provider: file, file: { folder: texts } }\n'
  const text = (school: TestSchool, row = {}) =>
    school.add(own('outbox'), itemRow('t1', school.now, { job: 'sms', ...row }))
  const states = async (school: TestSchool) =>
    (await school.rows<Item>(own('outbox'))).map(({ state }) => state)

  test('stay in the outbox until the pause is over, which the idle note does not make late', async () => {
    const school = await open('  sms: { every: 24h }', sms)
    await school.run('pause', 'sms', '--until', '12:08')
    await text(school)
    await school.tickUntil('2026-11-23 12:05')
    expect(await states(school)).toEqual(['queued'])
    await school.tick('2026-11-23 12:06')
    school.at('2026-11-23 12:07')
    expect(isIdle(school)).toBe(true)
    school.at('2026-11-23 12:08')
    expect(isIdle(school)).toBe(false)
    await school.tick()
    expect(await states(school)).not.toEqual(['queued'])
  })

  test('stop leaving in the middle of a delivery', async () => {
    const outgoing = await Outgoing.open({ concurrency: 2 })
    const { school, provider } = outgoing
    await outgoing.queueMany(300, { job: 'sms' })
    let pausing: Promise<unknown> | undefined
    provider.behave = () => {
      if (provider.asked.length === 20) {
        const since = '2026-11-23T12:00:00.000Z'
        pausing = school.add(own('pause'), { job: 'sms', since, until: null, person: 'ada', why: null })
      }
      return { does: 'accept', after: 1 }
    }
    await outgoing.tick()
    await pausing
    const { sent = 0, queued = 0 } = await outgoing.count()
    expect(sent).toBeLessThan(200)
    expect(sent + queued).toBe(300)
  })

  test('go when a person runs the job all the same', async () => {
    const school = await open('  sms: { every: 24h }', sms)
    await school.run('pause', 'all')
    await text(school)
    expect((await school.run('sms')).err).toMatch(/^All jobs paused by .*sms runs now because you say so/)
    expect(await states(school)).not.toEqual(['queued'])
  })

  test('leave one record a day for the slots of each minute, and why tells of each', async () => {
    const school = await open('  sms: { every: 1m }', sms)
    await school.run('pause', 'sms', '--until', '2026-11-24')
    await school.tickUntil('2026-11-23 12:20')
    expect(await school.slots('sms')).toMatchObject([
      { slot: '2026-11-23T12:00Z', state: 'done' },
      { slot: '2026-11-23T12:01Z', state: 'skipped' },
    ])
    // Nothing is lost where no tick looks at everything in that minute.
    await school.run('resume', 'sms')
    await school.tick('2026-11-23 12:21')
    expect((await school.run('history', 'sms')).out).toContain('(and 19 later ones)')
    expect((await school.run('why', 'sms', '--at', '12:03')).out).toMatch(
      /The slot of 2026-11-23 12:03 was skipped\.\n {2}Paused by .* until 2026-11-23 12:20, when .* ended that\./,
    )
  })
})

test('pausing ends the idleness of this host, and so does resuming', async () => {
  const school = await open(`  ${NOTICES}: { at: '15:00' }`)
  await school.tick('2026-11-23 12:01')
  expect(isIdle(school)).toBe(true)
  await school.run('pause', NOTICES)
  expect(isIdle(school)).toBe(false)
  await school.tick('2026-11-23 12:02')
  expect(isIdle(school)).toBe(true)
  await school.run('resume', NOTICES)
  expect(isIdle(school)).toBe(false)
})
