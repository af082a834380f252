import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const OTHER_PROGRAM = path.join(import.meta.dirname, '../faults/other-program.cjs')
const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')
const OLD = 3000

/** A school with old mark owners, more than one batch of them, and one that stays. */
async function withOwners(): Promise<TestSchool> {
  const school = await TestSchool.open(
    "  remove-mark-owners:\n    olderThanDays: 30\n    at: '12:30'\n    hours: any",
  )
  const ada = await school.pupil('Ada')
  await school.with(async (db) => {
    const marks = Array.from({ length: OLD }, (_, at) => [at + 1, ada, '2026-09-01', '/'])
    await db.bulkInsert(
      'mark',
      ['id', 'pupil_id', 'date', 'code'],
      [...marks, [OLD + 1, ada, '2026-11-20', '/']],
    )
    const owners = Array.from({ length: OLD + 1 }, (_, at) => [at + 1, '2026-09-01T09:00:00.000Z'])
    await db.bulkInsert('mark_owner', ['mark_id', 'altered_at'], owners)
  })
  return school
}

/** What another program at the same database is answered. */
type Aside = (sql: string) => Row[]

/** Does something each time that a batch has been committed and the next one is looked for. */
function betweenBatches(school: TestSchool, work: (aside: Aside) => void): void {
  let looks = 0
  school.world = {
    onStatement: (sql) => {
      if (!/^select max\([`[]mark_id/.test(sql)) return
      looks += 1
      if (looks === 1) return
      work((its) => {
        const orders = JSON.stringify({ ...school.database.address, sql: its })
        const { stdout } = spawnSync(process.execPath, [OTHER_PROGRAM, orders], { encoding: 'utf8' })
        return JSON.parse(stdout) as Row[]
      })
    },
  }
}

const owners = async (school: TestSchool) => (await school.rows('mark_owner')).length

test('a large removal is committed in several batches, each with the progress of the run', async () => {
  const school = await withOwners()
  const log: string[] = []
  school.world = { onStatement: (sql) => log.push(sql) }
  expect((await school.run('remove-mark-owners')).out).toContain(`${OLD}  ownership records deleted`)
  expect(await owners(school)).toBe(1)
  const deletes = log.flatMap((sql, at) =>
    sql.startsWith(school.statement('delete from', 'mark_owner')) ? [at] : [],
  )
  expect(deletes.length).toBeGreaterThan(1)
  for (const at of deletes) {
    // On a server it waits for its turn first.
    expect(log[at - (SERVER ? 2 : 1)]).toBe(SERVER ? 'BEGIN TRANSACTION' : 'BEGIN IMMEDIATE')
    const [run, lease, commit] = log.slice(at + 1, at + 4)
    expect(run).toContain(school.statement('update', own('run')))
    expect(lease).toContain(school.statement('update', own('lease')))
    expect(commit).toBe('COMMIT')
  }
})

test('the marks stay', async () => {
  const school = await withOwners()
  await school.run('remove-mark-owners')
  expect(await school.rows('mark')).toHaveLength(OLD + 1)
})

test('killed between two batches, what was done is on record, and the next run does the rest', async () => {
  const school = await withOwners()
  const log: string[] = []
  const dry = await withOwners()
  dry.world = { onStatement: (sql) => log.push(sql) }
  await dry.run('remove-mark-owners')
  const second = log.flatMap((sql, at) => (sql.startsWith('delete') ? [at] : []))[1]!
  const orders = {
    args: ['remove-mark-owners', '--config', school.file],
    cwd: school.folder,
    now: school.now,
    killAt: second + 1,
  }
  expect(spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)]).signal).toBe('SIGKILL')
  const left = await owners(school)
  expect(left).toBeGreaterThan(1)
  expect(left).toBeLessThan(OLD + 1)
  await school.tick()
  const [dead] = await school.runs()
  expect(dead).toMatchObject({ state: 'abandoned', counts: JSON.stringify({ removed: OLD + 1 - left }) })
  await school.run('remove-mark-owners')
  expect(await owners(school)).toBe(1)
})

test('a run that lost its lease between two batches undoes the batch and stops', async () => {
  const school = await withOwners()
  let batches = 0
  betweenBatches(school, (aside) => {
    batches += 1
    aside(`UPDATE ${school.database.named(own('run'))} SET state = 'abandoned' WHERE state = 'running'`)
  })
  const said = await school.run('remove-mark-owners')
  expect(said.code).toBe(1)
  expect(said.out).toContain('no longer ours to finish')
  expect(batches).toBe(1)
  expect(await owners(school)).toBe(OLD + 1 - 500)
})

test('after a while of batches comes a breath for others', async () => {
  const school = await withOwners()
  const breaths: number[] = []
  // Every batch is made to take long.
  betweenBatches(school, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 130))
  school.world.pause = async (ms) => {
    breaths.push(ms)
  }
  await school.run('remove-mark-owners')
  expect(breaths.length).toBeGreaterThan(0)
  expect(new Set(breaths)).toEqual(new Set([60]))
})

test('every batch renews the lease', async () => {
  const school = await withOwners()
  const ends: string[] = []
  betweenBatches(school, (aside) => {
    school.now += 60_000
    const [lease] = aside(`SELECT expires_at FROM ${school.database.named(own('lease'))}`)
    ends.push(String(lease!.expires_at))
  })
  await school.run('remove-mark-owners')
  expect(ends.length).toBeGreaterThan(1)
  expect(new Set(ends).size).toBe(ends.length)
})

describe('a run that takes longer than its timeout', () => {
  test('keeps what it has done, and its slot is tried again', async () => {
    const school = await withOwners()
    await school.tick('2026-11-23 12:29')
    betweenBatches(school, () => {
      school.now += 31 * 60_000
    })
    await school.tick('2026-11-23 12:30')
    const [run] = await school.runs()
    expect(run).toMatchObject({ state: 'timed-out', counts: '{"removed":500}' })
    expect((await school.slots())[0]).toMatchObject({ state: 'pending' })
    school.world = {}
    await school.tick('2026-11-23 13:05')
    expect(await owners(school)).toBe(1)
  })
})
