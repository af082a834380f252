import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'

interface Shown {
  days: string[]
  troubles: { kind: string; job: string | null; what: string; todo: string[] }[]
  mishaps: { job: string; what: string; why: string }[]
  jobs: {
    job: string
    days: string[]
    lastRun: { state: string } | null
    nextRun: object | null
    took: object | null
  }[]
  volumes: { kind: string; state: string; days: number[] }[]
}

async function shown(school: TestSchool): Promise<Shown> {
  const said = await school.run('dashboard', '--json')
  expect(said).toMatchObject({ code: 0, err: '' })
  return JSON.parse(said.out)
}

/** The last days of a job, today last. */
const daysOf = ({ jobs }: Shown, job: string, count: number) =>
  jobs.find((one) => one.job === job)!.days.slice(-count)

/** A school in which one job ran, one failed, one is held and one rehearses. */
async function lived(): Promise<TestSchool> {
  const school = await TestSchool.open(`
  refresh-all-years: { at: '12:03' }
  ${NOTICES}: { at: '12:04', hours: any }
  bus-route-groups: { at: '12:05' }
  clear-sync-table: { at: '12:06', shadow: true }
  remove-mark-owners: { enabled: false, olderThanDays: 30 }`)
  await school.pupil('Ada')
  const pupil = await school.pupil('Ben')
  const route = await school.add('bus_route', { name: '12', withdrawn_on: null })
  await school.add('pupil_bus_route', {
    pupil_id: pupil,
    route_id: route,
    start_date: '2026-09-01',
    end_date: null,
  })
  await school.run('bus-route-groups')
  await school.remove('pupil_bus_route')
  await school.remove('bus_route')
  await school.tickUntil('2026-11-23 12:03')
  await school.database.lose('notice')
  await school.tickUntil('2026-11-23 12:06')
  school.at('2026-11-23 12:10')
  return school
}

test('each job has its days, the held and the failed come first with what to do', async () => {
  const found = await shown(await lived())
  expect(found.days).toHaveLength(30)
  expect([found.days[0], found.days.at(-1)]).toEqual(['2026-10-25', '2026-11-23'])
  const today = found.jobs.map(({ job, days }) => [job, days.at(-1)])
  expect(today).toEqual([
    ['refresh-all-years', 'done'],
    [NOTICES, 'failed'],
    ['bus-route-groups', 'held'],
    ['clear-sync-table', 'shadow'],
    ['remove-mark-owners', 'none'],
    ['temporary-group-housekeeping', 'none'],
  ])
  expect(found.troubles.map(({ kind, job }) => [kind, job])).toEqual([
    ['held', 'bus-route-groups'],
    ['failed', NOTICES],
  ])
  expect(found.troubles[0]!.todo[0]).toMatch(/^pars-auto approve \d+$/)
  expect(found.troubles[1]!.todo).toContain(`pars-auto why ${NOTICES}`)
  expect(found.mishaps.map(({ job, what }) => [job, what])).toEqual([
    ['bus-route-groups', 'held'],
    [NOTICES, 'failed'],
  ])
})

test('the page says the same, and names nobody', async () => {
  const school = await lived()
  const { out } = await school.run('dashboard', '--out', '-')
  expect(out).toContain('bus-route-groups is held until somebody approves')
  expect(out).toContain(`${NOTICES} failed`)
  expect(out).toContain('switched off')
  expect(out).not.toMatch(/Ada|Ben/)
})

test('what failed at first and then succeeded is done; a missed run is missed; a host that was off tells', async () => {
  const school = await TestSchool.open(`  ${NOTICES}: { at: '12:01', missed: skip }`)
  school.runOutOfTime()
  await school.tickUntil('2026-11-23 12:01')
  school.world = {}
  await school.tickUntil('2026-11-23 12:03')
  expect(daysOf(await shown(school), NOTICES, 1)).toEqual(['done'])
  await school.tick('2026-11-25 08:00')
  const found = await shown(school)
  expect(daysOf(found, NOTICES, 3)).toEqual(['done', 'missed', 'none'])
  expect(found.mishaps[0]).toMatchObject({ job: NOTICES, what: 'missed' })
})

test('a gap is one line also for a job that comes every minute', async () => {
  const school = await TestSchool.open('  sms: {}', {
    rest: 'sms: { provider: file, file: { folder: sms } }',
  })
  await school.tickUntil('2026-11-23 12:02')
  await school.tick('2026-11-23 15:10')
  expect((await shown(school)).mishaps).toMatchObject([
    { job: 'sms', what: 'missed', why: expect.stringContaining('earlier ones, from 2026-11-23 12:03 on)') },
  ])
})

test('a held run that was let go is done', async () => {
  const school = await lived()
  const held = (await school.runs('bus-route-groups')).at(-1)!
  expect((await school.run('approve', String(held.id))).code).toBe(0)
  const found = await shown(school)
  expect(daysOf(found, 'bus-route-groups', 1)).toEqual(['done'])
  expect(found.troubles.map(({ job }) => job)).toEqual([NOTICES])
})

test('a job that is paused says until when, and its runs are skipped, not missed', async () => {
  const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03', hours: any }`)
  await school.tick()
  await school.run('pause', NOTICES, '--until', '2026-11-24')
  await school.tickUntil('2026-11-23 12:04')
  const found = await shown(school)
  expect(daysOf(found, NOTICES, 1)).toEqual(['skipped'])
  expect(found.jobs[0]).toMatchObject({ paused: { until: '2026-11-24T00:00:00.000Z' } })
  expect((await school.run('dashboard', '--out', '-')).out).toContain('paused until 2026-11-24 00:00')
})

test('texts and mails are counted on the day they were put on their way, by the school’s clock', async () => {
  const school = await TestSchool.open(`  ${NOTICES}:`, { now: '2026-10-26 12:00' })
  await school.tick()
  const item = (kind: string, state: string, queued_at: string, n: number) =>
    school.add(own('outbox'), {
      ...{
        kind,
        state,
        queued_at,
        reference: `${kind}-${n}`,
        job: null,
        queued_by: 'schedule',
        title: 'Text',
      },
      ...{ recipient: '+447700900123', content: 'x', reason: null, state_at: queued_at, due_at: queued_at },
      ...{ not_after: null, tries: 1, token: null, sending_at: null, provider: null, provider_id: null },
    })
  // 00:30 in British Summer Time is still the day before in UTC.
  await item('sms', 'sent', '2026-10-23T23:30:00.000Z', 1)
  await item('sms', 'sent', '2026-10-25T23:30:00.000Z', 2)
  await item('sms', 'unknown', '2026-10-26T09:00:00.000Z', 3)
  await item('mail', 'sent', '2026-08-01T09:00:00.000Z', 4)
  await item('print', 'sent', '2026-10-26T09:00:00.000Z', 5)
  const found = await shown(school)
  expect(found.volumes.map(({ kind, state, days }) => [kind, state, ...days.slice(-3)])).toEqual([
    ['sms', 'sent', 1, 1, 0],
    ['sms', 'unknown', 0, 0, 1],
  ])
  expect(found.troubles).toContainEqual(expect.objectContaining({ kind: 'unknown' }))
})

describe('the file', () => {
  test('is there as a whole, in the place of the one before, and nothing is left beside it', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:`)
    const file = path.join(school.folder, 'dashboard.html')
    writeFileSync(file, 'the one before')
    const said = await school.run('dashboard', '--out', 'dashboard.html')
    expect(said).toEqual({ code: 0, err: '', out: 'Written to dashboard.html: open it in any browser.\n' })
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(readdirSync(school.folder).filter((name) => name.startsWith('.pars-auto-'))).toEqual([])
  })

  test('that cannot be written is refused in words, and what was there stays', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:`)
    mkdirSync(path.join(school.folder, 'site'))
    for (const out of ['no/such/folder.html', 'site'])
      expect(await school.run('dashboard', '--out', out)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining(`${out} cannot be written`),
      })
  })

  test('has to be named, and not with --json', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:`)
    const said = await school.run('dashboard')
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('--out dashboard.html') })
    expect((await school.run('dashboard', '--json', '--out', '-')).code).toBe(2)
  })
})

test('ten years of history and many jobs take as many statements, and no table is read from end to end', async () => {
  const school = await lived()
  const heard: string[] = []
  const count = async () => {
    heard.length = 0
    school.world = { onStatement: (sql) => heard.push(sql) }
    await shown(school)
    return heard.length
  }
  const few = await count()
  const statements = [...heard]
  await school.with(async (db) => {
    const day = (n: number) => new Date(Date.parse('2026-10-01T12:04:00Z') - n * 86_400_000).toISOString()
    const columns = [
      'job',
      'slot',
      'due_at',
      'attempt',
      'token',
      'state',
      'started_by',
      'host',
      'pid',
      'started_at',
    ]
    const runs = Array.from({ length: 3650 }, (_, n) => [
      ...[NOTICES, day(3650 - n).slice(0, 16), day(3650 - n), 1, `t${n}`, 'succeeded', 'schedule', 'SRV1', 1],
      day(3650 - n),
    ])
    await db.run(db.sql(own('run')).delete())
    await db.bulkInsert(own('run'), columns, runs)
  })
  expect(await count()).toBe(few)
  const { address } = school.database
  if (!('file' in address)) return
  const db = await openDatabase({ type: 'sqlite', file: address.file }, {})
  for (const sql of statements.filter((one) => /^select.*auto_(run|slot|outbox|quiet)/i.test(one))) {
    const text = `EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`
    const plan = await db.all<{ detail: string }>(db.sql.raw(text))
    const scans = plan.filter(({ detail }) => /^SCAN (auto_(run|slot|outbox|quiet)|x\b)/.test(detail))
    // By its number from the newest back, and no further than the days that are shown.
    if (!/where `started_at` < \? order by `id` desc limit \?$/.test(sql))
      expect({ sql, scans }).toEqual({ sql, scans: [] })
  }
  await db.close()
})
