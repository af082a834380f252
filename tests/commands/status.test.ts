import Libsql from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { itemRow } from '../outbox/item-row.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'
const HOUSEKEEPING = 'temporary-group-housekeeping'
const JOBS = `  ${ALL_YEARS}: { at: '12:03' }\n  ${NOTICES}: { at: '12:04' }\n  ${HOUSEKEEPING}: { at: '12:03' }`

const here = (name: string) => ({ name, boot: 'b', pid: process.pid, person: 'ada' })

async function open(): Promise<TestSchool> {
  const school = await TestSchool.open(JOBS)
  school.world = { host: here('SRV1'), columns: 80 }
  await school.pupil('Ada')
  await school.tickUntil('2026-11-23 12:05')
  return school
}

const asked = async (school: TestSchool) => {
  const { code, out } = await school.run('status', '--json')
  return { code, ...JSON.parse(out) }
}

describe('status', () => {
  test('says on one screen that all is well', async () => {
    const school = await open()
    school.now += 20_000
    const { code, out, err } = await school.run('status')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(
      out
        .split('\n')
        .map((line) => line.replace(/^(Database {3}).*/, '$1…'))
        .join('\n'),
    ).toBe(
      [
        'Test School: all is well.',
        '',
        'Ticks      SRV1, this host, ticked 20 s ago.',
        '           SRV1 looked at everything Mon 2026-11-23 12:04.',
        'Database   …',
        'Mandatory  refresh-all-years             Mon 2026-11-23 12:03',
        '           temporary-group-housekeeping  Mon 2026-11-23 12:03',
        'Outbox     empty',
        'Next       Tue 2026-11-24 12:03  refresh-all-years',
        '           Tue 2026-11-24 12:03  temporary-group-housekeeping',
        '           Tue 2026-11-24 12:04  clear-expired-notices',
        '',
      ].join('\n'),
    )
  })

  test('says the same as JSON', async () => {
    const { database, ...rest } = await asked(await open())
    expect(database).toEqual({ reached: true, place: expect.any(String) })
    expect(rest).toEqual({
      code: 0,
      ok: true,
      exit: 0,
      config: { valid: true },
      here: { host: 'SRV1', lastTick: '2026-11-23T12:05:00.000Z' },
      ticks: {
        stopped: false,
        hosts: [
          {
            host: 'SRV1',
            config: expect.stringContaining('automation.config.yaml'),
            at: '2026-11-23T12:04:00.000Z',
          },
        ],
      },
      jobs: [],
      mandatory: [ALL_YEARS, HOUSEKEEPING].map((job) => ({
        ...{ job, lastSuccess: '2026-11-23T12:03:00.000Z', overdue: false },
      })),
      incidents: [],
      pauses: [],
      cautions: [],
      outbox: ['sms', 'mail', 'print', 'folder'].map((kind) => ({
        ...{ kind, waiting: 0, unknown: 0, failed: 0, trouble: null },
      })),
      next: [
        { job: ALL_YEARS, slot: '2026-11-24T12:03', at: '2026-11-24T12:03:00.000Z' },
        { job: HOUSEKEEPING, slot: '2026-11-24T12:03', at: '2026-11-24T12:03:00.000Z' },
        { job: NOTICES, slot: '2026-11-24T12:04', at: '2026-11-24T12:04:00.000Z' },
      ],
    })
  })

  test('fails when a job does, says since when, and goes on doing so once it is acknowledged', async () => {
    const school = await open()
    await school.database.lose('notice')
    await school.tick('2026-11-24 12:03')
    await school.tick('2026-11-24 12:04')
    await school.tick('2026-11-25 12:03')
    await school.tick('2026-11-25 12:04')
    expect(await asked(school)).toMatchObject({
      code: 1,
      ok: false,
      exit: 1,
      jobs: [
        {
          ...{ job: NOTICES, trouble: 'failed', since: '2026-11-24T12:04:00.000Z', incident: 1 },
          lastSuccess: '2026-11-23T12:04:00.000Z',
        },
      ],
    })
    await school.run('ack', '1')
    const { code, out } = await school.run('status')
    expect(code).toBe(1)
    expect(out).toContain(
      [
        'Jobs       clear-expired-notices failed since Tue 2026-11-24 12:04; last success',
        '           Mon 2026-11-23 12:04 (1, acknowledged by ada).',
        '             Why: pars-auto why clear-expired-notices',
      ].join('\n'),
    )
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('ends with 8 for a run that is held, and says how to let it go', async () => {
    const school = await TestSchool.open(JOBS)
    const group = await school.group('all-years')
    for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
    await school.tick()
    await school.tick('2026-11-23 12:03')
    const { code, out } = await school.run('status')
    expect(code).toBe(8)
    expect(out).toMatch(/refresh-all-years is held since [\s\S]*To let it go: pars-auto approve 1\n/)
  })

  test('fails when the ticks have stopped, and not before', async () => {
    const school = await open()
    school.at('2026-11-23 12:14')
    expect(await asked(school)).toMatchObject({ code: 0, ticks: { stopped: false } })
    school.at('2026-11-23 12:16')
    expect(await asked(school)).toMatchObject({ code: 1, ticks: { stopped: true } })
    expect((await school.run('status')).out).toContain('Ticks      have stopped. Is the task enabled')
  })

  test('fails where nothing has ever ticked', async () => {
    const school = await TestSchool.open(JOBS)
    expect((await school.run('status')).code).toBe(1)
  })

  test('goes by the ticks of another host where this one never ticks', async () => {
    const school = await open()
    const elsewhere = await school.copy()
    elsewhere.world = { host: here('LAPTOP'), columns: 80 }
    expect(await asked(elsewhere)).toMatchObject({
      code: 0,
      here: { host: 'LAPTOP', lastTick: null },
      ticks: { stopped: false, hosts: [{ host: 'SRV1' }] },
    })
    expect((await elsewhere.run('status')).out).toContain('Ticks      SRV1 looked at everything')
  })

  test('goes by this host’s own ticks while another program holds the database', async () => {
    const school = await open()
    // Each of them left because of that: only the note knows.
    await school.change(own('source'), { last_tick_at: '2026-11-23T11:50:00.000Z' })
    expect(await asked(school)).toMatchObject({ code: 0, ticks: { stopped: false } })
  })

  test('fails when a mandatory job has not succeeded for 36 hours', async () => {
    const school = await open()
    const last = '2026-11-22T00:00:00.000Z'
    await school.change(own('run'), { ended_at: last }, { job: ALL_YEARS })
    expect(await asked(school)).toMatchObject({
      code: 1,
      mandatory: [
        { job: ALL_YEARS, lastSuccess: last, overdue: true },
        { job: HOUSEKEEPING, overdue: false },
      ],
    })
  })

  test('shows what is paused, held back and on its way out', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-30', '--why', 'exams')
    const since = '2026-11-23T12:00:00.000Z'
    await school.add(own('caution'), { reason: 'long-gap', host: 'SRV2', detail: 'Held.', since })
    const items = [
      ['t1', {}],
      ['t2', { state: 'unknown' }],
      ['t3', { state: 'failed' }],
      ['t4', { state: 'failed', due_at: '2026-11-01T12:00:00.000Z' }],
      ['m1', { kind: 'mail', state: 'sent' }],
    ] as const
    for (const [reference, row] of items) await school.add(own('outbox'), itemRow(reference, school.now, row))
    const { out } = await school.run('status')
    expect(out).toContain(
      [
        'Paused     clear-expired-notices: Paused by ada until 2026-11-30 00:00 (exams).',
        'Held back  Held.',
        'Outbox     1 text waiting, 1 text unknown, 1 text not sent in the last week',
        '           See: pars-auto outbox list',
      ].join('\n'),
    )
    expect(out).toContain('Next       Tue 2026-11-24 12:03  refresh-all-years')
    expect(await asked(school)).toMatchObject({
      pauses: [{ job: NOTICES, all: false, until: '2026-11-30T00:00:00.000Z', by: 'ada', why: 'exams' }],
      cautions: [{ reason: 'long-gap', host: 'SRV2' }],
    })
  })

  test('ends with 6 when the database cannot be reached, and still knows this host’s ticks', async () => {
    const school = await open()
    school.vanish()
    school.world = { ...school.world, host: here('SRV1') }
    const { code, out } = await school.run('status')
    expect(code).toBe(6)
    expect(out).toMatch(
      /^The database cannot be reached\.\n\nTicks {6}SRV1, this host, ticked 0\.0 s ago\.\nDatabase {3}/,
    )
    expect(await asked(school)).toMatchObject({ code: 6, ok: false, exit: 6, database: { reached: false } })
  })

  test('ends with 3 when the config has errors, and goes by the last valid one', async () => {
    const school = await open()
    school.configure('  no-such-job: {}')
    expect(await asked(school)).toMatchObject({ code: 3, config: { valid: false }, jobs: [] })
    expect((await school.run('status')).out).toContain(
      'Config     has errors; the last valid one is in force',
    )
  })

  // Of the embedded database, which can be asked how it finds the rows; the indexes are the same on a server.
  test.skipIf(SERVER)(
    'looks at no table of the history row by row, so that ten years of it cost nothing',
    async () => {
      const school = await open()
      await school.database.lose('notice')
      await school.tick('2026-11-24 12:04')
      const asked = new Set<string>()
      school.world.onStatement = (sql) => asked.add(sql)
      await school.run('status')
      const { address } = school.database
      if (!('file' in address)) throw new Error('It is an embedded database.')
      const db = new Libsql(address.file)
      onTestFinished(() => void db.close())
      const plans = [...asked]
        .filter((sql) => /^select/i.test(sql) && /auto_(run|slot|outbox|alert|event)\b/.test(sql))
        .map((sql) => {
          const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql.replaceAll('?', 'NULL')}`).all() as {
            detail: string
          }[]
          return { sql, scans: steps.filter(({ detail }) => /^SCAN auto_/.test(detail)) }
        })
      expect(plans.length).toBeGreaterThan(5)
      expect(plans.filter(({ scans }) => scans.length > 0)).toEqual([])
    },
  )
})
