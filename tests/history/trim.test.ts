import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { migrations, own } from '../../src/db/migrations/index.ts'
import { rules, unbounded } from '../../src/history/rules.ts'
import { put } from '../database.ts'
import type { TestSchool } from '../school.ts'
import { DAY, daysAgo, NIGHT, rowOf, schoolAtNight } from './old-rows.ts'

/** Adds rows of a table that are so many days old. */
async function add(school: TestSchool, table: string, days: number[], more: Row = {}): Promise<void> {
  for (const day of days) await school.add(own(table), { ...rowOf[table]!(daysAgo(school, day)), ...more })
}

/** How old those are that are there, in days, oldest first; of those that the test has added. */
async function ages(school: TestSchool, table: string, column: string, where: Row = {}): Promise<number[]> {
  const rows = await school.rows(own(table), where)
  return rows
    .map((row) => Math.floor((school.now - Date.parse(String(row[column]))) / 86_400_000))
    .filter((days) => days > 30)
    .sort((a, b) => b - a)
}

test('each table of the program is kept from growing, or it is said why it is not', () => {
  const made = migrations.flatMap(({ tables }) => Object.keys(tables))
  const dealtWith = [...new Set([...rules.map(({ table }) => table), ...Object.keys(unbounded)])]
  expect(dealtWith.sort()).toEqual(made.sort())
})

/** Table, the column that dates it, days that it is kept. */
const PLAIN: [string, string, number][] = [
  ['slot', 'due_at', 400],
  ['quiet', 'day', 400],
  ['event', 'at', 1098],
  ['alert', 'closed_at', 1098],
  ['outbox', 'state_at', 366],
  ['sms_text', 'state_at', 366],
  ['sms_reply', 'received_at', 366],
  ['scan_outcome', 'decided_at', 366],
  ['audit', 'at', 2562],
]

describe('what is older than it is kept', () => {
  test.each(PLAIN)('goes from %s, and what is younger stays', async (table, column, kept) => {
    const school = await schoolAtNight()
    await add(school, table, [kept + 900, kept + 2, kept - 2, 40])
    await school.tick()
    expect(await ages(school, table, column)).toEqual([kept - 2, 40])
  })

  test('is as the config says', async () => {
    const school = await schoolAtNight(undefined, 'history: { keep: 90d, keepMessages: 2y }\n')
    await add(school, 'quiet', [92, 88])
    await add(school, 'outbox', [734, 700])
    await school.tick()
    expect(await ages(school, 'quiet', 'day')).toEqual([88])
    expect(await ages(school, 'outbox', 'state_at')).toEqual([700])
  })

  test('goes once a day, and an event says how much it was', async () => {
    const school = await schoolAtNight()
    await add(school, 'quiet', [500, 600])
    await add(school, 'slot', [500])
    await school.tick()
    await add(school, 'quiet', [700])
    await school.tick('2026-11-24 18:05')
    expect(await ages(school, 'quiet', 'day')).toEqual([700])
    await school.tick('2026-11-25 00:00')
    const said = (await school.rows<{ detail: string }>('auto_event', { kind: 'trimmed' })).map(
      ({ detail }) => detail,
    )
    expect(said).toEqual([
      'Older than the config has it kept, and removed: slot 1, quiet 2 rows.',
      'Older than the config has it kept, and removed: quiet 1 rows.',
    ])
  })

  test('stays while the school is at work', async () => {
    const school = await schoolAtNight()
    await add(school, 'quiet', [500])
    await school.tick('2026-11-24 11:00')
    expect(await ages(school, 'quiet', 'day')).toEqual([500])
  })

  test('stays while a caution stands: the clocks may be wrong', async () => {
    const school = await schoolAtNight()
    await add(school, 'quiet', [500])
    school.clockError = 20 * 60_000
    await school.tick()
    expect(await ages(school, 'quiet', 'day')).toEqual([500])
  })
})

describe('of runs', () => {
  test('those that failed are kept longer, with their slots', async () => {
    const school = await schoolAtNight()
    await school.tick('2026-11-24 12:00')
    school.at('2026-11-24 18:00')
    await add(school, 'run', [1200, 500, 300])
    await add(school, 'run', [1200, 500, 300], { state: 'failed' })
    await add(school, 'run', [500], { slot: 'S', state: 'failed' })
    await add(school, 'slot', [500], { slot: 'S' })
    await school.tick()
    expect(await ages(school, 'run', 'ended_at', { state: 'succeeded' })).toEqual([300])
    expect(await ages(school, 'run', 'ended_at', { state: 'failed' })).toEqual([500, 500, 300])
    expect(await ages(school, 'slot', 'due_at', { slot: 'S' })).toEqual([500])
  })

  test('the newest of each job that ended so stays, however old: its last success, and that it was in shadow', async () => {
    const school = await schoolAtNight()
    const job = 'once-upon-a-time'
    await add(school, 'run', [3000, 2900], { job, shadow: 1 })
    await add(school, 'run', [2800, 2700], { job })
    await add(school, 'run', [2600, 2500], { job, state: 'failed' })
    await school.tick()
    expect(await ages(school, 'run', 'ended_at', { job })).toEqual([2900, 2700, 2500])
  })

  test('the one with the highest number stays, so that the database is not taken for an old one', async () => {
    const school = await schoolAtNight('  clear-expired-notices: { at: "12:00", enabled: false }')
    await school.remove('auto_run')
    await add(school, 'run', [600, 700, 800])
    const before = (await school.runs()).at(-1)!.id
    await school.tick()
    expect((await school.runs()).map(({ id }) => id)).toContain(before)
    await school.tick('2026-11-24 18:10')
    expect(await school.rows('auto_caution')).toEqual([])
  })

  test('one that is held stays until the job has succeeded since, or it was let go', async () => {
    const school = await schoolAtNight()
    const held = { state: 'held', withheld: '{"removed":9}' }
    await add(school, 'run', [2000, 1900], { ...held, job: 'waits' })
    await add(school, 'slot', [2000], { job: 'waits', slot: 'S', state: 'held' })
    await add(school, 'run', [2000], { ...held, job: 'waits', slot: 'S' })
    await add(school, 'run', [2000, 1900], { ...held, job: 'over' })
    await add(school, 'run', [1800], { job: 'over' })
    await school.tick()
    expect(await ages(school, 'run', 'ended_at', { job: 'waits' })).toEqual([2000, 2000, 1900])
    expect(await ages(school, 'slot', 'due_at', { job: 'waits' })).toEqual([2000])
    expect(await ages(school, 'run', 'ended_at', { job: 'over' })).toEqual([1900, 1800])
  })

  test('one that runs, and a slot that waits, stay', async () => {
    const school = await schoolAtNight()
    const job = 'other'
    await add(school, 'run', [3000], { job, state: 'running', ended_at: null })
    await add(school, 'slot', [3000], { job, state: 'pending', retry_at: null })
    await school.tick()
    expect((await school.runs(job)).length).toBe(1)
    expect((await school.slots(job)).length).toBe(1)
  })

  test('why says that the record of a slot is gone, and not that something else had been', async () => {
    const school = await schoolAtNight('  clear-expired-notices: { at: "12:00" }', 'history: { keep: 90d }\n')
    await school.change('auto_schedule', { since: '2020-01-01T00:00:00.000Z' })
    await school.tick()
    const { out } = await school.run('why', 'clear-expired-notices', '--at', '2026-03-02 12:00')
    expect(out).toContain('is longer ago than what goes well is kept (history.keep)')
  })
})

describe('what is still needed stays', () => {
  test.each(['queued', 'sending', 'unknown'])('an item that is %s, and its text', async (state) => {
    const school = await schoolAtNight()
    await add(school, 'outbox', [3000], { state, kind: 'sms', due_at: '2030-01-01T00:00:00.000Z' })
    await add(school, 'sms_text', [3000], { state })
    await school.tick()
    expect((await school.rows('auto_outbox')).length).toBe(1)
    expect((await school.rows('auto_sms_text')).length).toBe(1)
  })

  test('an alert that is open', async () => {
    const school = await schoolAtNight()
    await add(school, 'alert', [3000], {
      closed_at: null,
      closing_told_at: null,
      reminded_at: daysAgo(school, 2999),
    })
    await school.tick()
    expect((await school.alerts()).filter(({ closed_at }) => closed_at === null)).toHaveLength(1)
  })

  test('a reply of which nobody has decided yet what it answers', async () => {
    const school = await schoolAtNight()
    await add(school, 'sms_reply', [3000], { matched_at: null })
    await school.tick()
    expect(await school.rows('auto_sms_reply')).toHaveLength(1)
  })

  test('a scan that is dated ahead: it is read every time', async () => {
    const school = await schoolAtNight()
    await add(school, 'scan_outcome', [3000], { at: '2031-01-01T09:00:00.000Z', date: '2031-01-01' })
    await school.tick()
    expect(await school.rows('auto_scan_outcome')).toHaveLength(1)
  })

  test('for which period a report went out last', async () => {
    const school = await schoolAtNight()
    await add(school, 'report_sent', [3000, 2900, 2800])
    await add(school, 'report_sent', [2700], { job: 'other' })
    await school.tick()
    expect(await ages(school, 'report_sent', 'handed_over_at')).toEqual([2800, 2700])
  })

  test('the config that was in force when the oldest run was, and the newest of each source', async () => {
    const school = await schoolAtNight()
    await add(school, 'config', [4000, 3500, 3000, 2000, 100])
    await add(school, 'config', [4000], { source: 'SRV2:file' })
    await school.tick()
    expect(await ages(school, 'config', 'used_at', { source: 'SRV1:file' })).toEqual([3000, 2000, 100])
    expect(await ages(school, 'config', 'used_at', { source: 'SRV2:file' })).toEqual([4000])
  })

  test('an alert that the webhook may still take', async () => {
    const school = await schoolAtNight()
    await add(school, 'post', [40])
    await add(school, 'post', [40], { given_up_at: '2026-11-30T00:00:00.000Z' })
    await school.tick()
    expect(await school.rows('auto_post')).toHaveLength(1)
  })
})

const LAST_DAY = '2020-01-01'

/** Many rows of quiet days of fifty jobs, and some of each of the other tables, all of them old. */
async function backlog(school: TestSchool, quiet: number): Promise<number> {
  const rows = Array.from({ length: quiet }, (_, at) => {
    const day = new Date(Date.parse(LAST_DAY) - Math.floor(at / 50) * 86_400_000).toISOString()
    return [`j${at % 50}`, day.slice(0, 10), 1, day]
  })
  await school.with((db) => db.bulkInsert('auto_quiet', ['job', 'day', 'looks', 'last_at'], rows))
  await add(school, 'slot', [900, 901])
  await add(school, 'outbox', [900, 901])
  return quiet + 4
}

async function left(school: TestSchool): Promise<number> {
  const quiet = (await school.rows<{ day: string }>('auto_quiet')).filter(({ day }) => day <= LAST_DAY)
  const [slots, items] = [await ages(school, 'slot', 'due_at'), await ages(school, 'outbox', 'state_at')]
  return quiet.length + slots.length + items.length
}

async function counted(school: TestSchool): Promise<number> {
  const [row] = await school.rows<{ counts: string }>('auto_trim')
  return Object.values(JSON.parse(row?.counts ?? '{}') as Record<string, number>).reduce(
    (sum, n) => sum + n,
    0,
  )
}

/** What a process of its own is told that is another host's tick. */
const tickOf = ({ file, folder, now }: TestSchool) => ({
  args: ['run-due', '--config', file],
  cwd: folder,
  now,
})

describe('a great deal of it', () => {
  test('goes in small transactions, 20,000 rows a tick at most, and the next tick goes on a minute later', async () => {
    const school = await schoolAtNight()
    const all = await backlog(school, 21_500)
    const deleted: number[] = []
    let rows = 0
    school.world = {
      onStatement: (sql) => {
        if (sql.startsWith('delete from') && sql.includes('auto_quiet'))
          rows += sql.match(/\?|@p\d+/g)!.length
        if (sql === 'COMMIT') deleted.push(rows)
        if (sql === 'COMMIT') rows = 0
      },
    }
    await school.tick()
    expect(Math.max(...deleted)).toBeLessThan(5000)
    expect(await counted(school)).toBeGreaterThanOrEqual(20_000)
    expect(await left(school)).toBe(all - (await counted(school)))
    await school.tick('2026-11-24 18:01')
    expect(await left(school)).toBe(0)
    expect(await school.rows('auto_event', { kind: 'trimmed' })).toHaveLength(1)
  })

  test('goes on wherever it was broken off, and what is counted is what has gone', async () => {
    const school = await schoolAtNight()
    const all = await backlog(school, 20)
    let isFinished = false
    for (let die = 1; !isFinished; die += 1) {
      let statements = 0
      let isTrimming = false
      school.world = {
        onStatement: (sql) => {
          if (sql.includes('auto_trim')) isTrimming = true
          if (isTrimming && (statements > 0 || sql.startsWith('BEGIN'))) statements += 1
          if (statements === die) throw new Error('killed')
        },
      }
      school.now += 60_000
      await school.tick()
      expect(await left(school)).toBe(all - (await counted(school)))
      isFinished = (await school.rows('auto_trim')).some(({ finished_at }) => finished_at !== null)
    }
    expect(await left(school)).toBe(0)
    expect(await school.rows('auto_event', { kind: 'trimmed' })).toHaveLength(1)
  })

  test('goes once where two hosts are at it', async () => {
    const school = await schoolAtNight()
    const all = await backlog(school, 6000)
    const orders = { ...tickOf(school), barrier: path.join(school.folder, 'barrier') }
    const hosts = [1, 2].map(() =>
      spawn(process.execPath, ['tests/faults/process.cjs', JSON.stringify(orders)], {
        stdio: ['pipe', 'ignore', 'inherit'],
      }),
    )
    const ended = hosts.map((host) => new Promise((resolve) => host.once('exit', resolve)))
    while (readdirSync(school.folder).filter((name) => name.endsWith('.ready')).length < 2) await pause(20)
    for (const host of hosts) host.stdin?.end()
    expect(await Promise.all(ended)).toEqual([0, 0])
    await school.tick('2026-11-24 18:01')
    expect(await left(school)).toBe(0)
    expect(await counted(school)).toBe(all)
    expect(await school.rows('auto_event', { kind: 'trimmed' })).toHaveLength(1)
  })

  test('is told once where another host removes the last of it between the look and the deed', async () => {
    const school = await schoolAtNight()
    const all = await backlog(school, 20)
    let isBetween = false
    let hosts = 1
    school.world = {
      onStatement: (sql) => {
        if (isBetween && hosts === 1 && sql.startsWith('BEGIN')) {
          hosts += 1
          spawnSync(process.execPath, ['tests/faults/process.cjs', JSON.stringify(tickOf(school))])
        }
        isBetween = /^select .*\bauto_quiet. as/.test(sql)
      },
    }
    await school.tick()
    expect(hosts).toBe(2)
    expect(await left(school)).toBe(0)
    expect(await counted(school)).toBe(all)
    expect(await school.rows('auto_event', { kind: 'trimmed' })).toHaveLength(1)
  })
})

test('a school that ticks for years has no more in its tables after four than after two', async () => {
  const school = await schoolAtNight(
    '  clear-expired-notices: { at: "18:00" }\n  always: { job: clear-sync-table, at: "18:00", missed: skip }',
    'history: { keep: 90d, keepFailures: 180d, keepMessages: 90d, keepScans: 90d, keepAudit: 365d }\n',
  )
  const totals: number[] = []
  for (let day = 0; day <= 4 * 364; day += 28) {
    school.at(NIGHT).now += day * DAY
    await school.tick()
    await school.with(async (db) => {
      for (const table of ['outbox', 'sms_text', 'scan_outcome', 'audit', 'quiet', 'sms_reply'])
        await put(db, own(table), rowOf[table]!(daysAgo(school, 0)))
    })
    if (day % 364 === 0) {
      let rows = 0
      for (const table of new Set(rules.map(({ table }) => table)))
        rows += (await school.rows(own(table))).length
      totals.push(rows)
    }
  }
  expect(totals[2]).toBeGreaterThan(80)
  expect(totals[4]).toBeLessThanOrEqual(totals[2]! * 1.05)
}, 300_000)
