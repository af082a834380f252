import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import { type JobTable, nameOf, tables } from '../../src/db/tables.ts'
import { type JobName, jobs, registry } from '../../src/jobs/index.ts'
import { TestSchool } from '../school.ts'
import type { JobCase } from './cases/case.ts'
import { cases } from './cases/index.ts'

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')
const WRITER = path.join(import.meta.dirname, '../faults/writer.cjs')

describe.each(Object.keys(jobs) as JobName[])('%s', (name) => {
  const { settings: keys, rest, furnish, arrange }: JobCase = cases[name]
  const settings = keys?.replace(/^/gm, '    ') ?? ''
  const empty = async () => {
    const school = await TestSchool.open(`  ${name}:\n${settings}`, rest ? { rest } : {})
    await furnish?.(school)
    return school
  }
  const open = async () => {
    const school = await empty()
    await arrange(school)
    return school
  }
  const run = async (school: TestSchool, ...flags: string[]) =>
    JSON.parse((await school.run(name, '--json', ...flags)).out)

  test('is declared under its own name, with words for what it is', () => {
    const job = registry[name]!
    expect(job.name).toBe(name)
    expect(job.summary).toMatch(/^[A-Z].*\.$/)
    for (const schema of Object.values(job.params.shape)) expect(schema.description).toBeTruthy()
  })

  test('reports what it did', async () => {
    expect((await run(await open())).counts).toEqual(cases[name].counts)
  })

  test('its dry run and its real run report the same numbers, and the dry run changes nothing', async () => {
    const school = await open()
    const before = await contents(school)
    const dry = await run(school, '--dry-run', '--verbose')
    expect(await contents(school)).toEqual(before)
    const real = await run(school)
    expect(dry.counts).toEqual(real.counts)
    expect(dry.withheld).toEqual(real.withheld)
  })

  test('run twice, the second time changes nothing', async () => {
    const school = await open()
    await run(school)
    const once = await contents(school)
    const again = await run(school)
    expect(Object.values(again.counts).every((count) => count === 0)).toBe(true)
    expect(await contents(school)).toEqual(once)
  })

  test('works in a school without pupils, and in one with a single pupil', async () => {
    const school = await empty()
    expect((await run(school)).outcome).toBe('succeeded')
    await school.pupil('Ada')
    expect((await run(school)).outcome).toBe('succeeded')
  })

  test('when everything it reads is suddenly empty, it wipes nothing that it maintains', async () => {
    const school = await open()
    await run(school)
    const job = registry[name]!
    const sources = job.reads.filter((table) => table !== 'preference' && !job.writes.includes(table))
    await school.with(async (db) => {
      for (const table of sources) await db.run(db.sql(nameOf(table)).delete())
    })
    const before = await contents(school)
    const { outcome } = await run(school)
    expect(outcome).toBe(cases[name].whenSourcesVanish)
    if (outcome === 'held') expect(await contents(school)).toEqual(before)
  })

  test('runs while another program writes, and neither loses anything', async () => {
    const school = await open()
    const writer = await otherWriter(school)
    const { outcome, counts } = await run(school)
    const { written, failed } = await writer.stop()
    expect({ outcome, counts, failed }).toEqual({
      outcome: 'succeeded',
      counts: cases[name].counts,
      failed: [],
    })
    const theirs = await school.with((db) => db.all(db.sql('preference').where('name', 'like', 'other %')))
    expect(theirs).toHaveLength(written)
  })

  test('killed before each of its statements and run again, it ends in the same state, done once', async () => {
    const arranged = await open()
    const whole = arranged.copy()
    const log: string[] = []
    whole.world = { onStatement: (sql) => log.push(sql) }
    await run(whole)
    const start = log.findIndex((sql) => sql.includes('insert into `auto_lease`')) + 1
    expect(start).toBeGreaterThan(1)
    // What sends comes behind it: a text that it was killed over may be in doubt, which is for tests/faults.
    const sends = log.findIndex((sql, at) => at > start && sql.includes(own('outbox_channel')))
    const last = sends < 0 ? log.length : sends
    // What it puts on its way, ticks send.
    await whole.tick()
    const wanted = await contents(whole)
    // How a run begins is the same for all jobs: one is killed from its very first statement on.
    for (let killAt = name === 'refresh-all-years' ? 1 : start; killAt <= last; killAt += 1) {
      const school = arranged.copy()
      const orders = { args: [name, '--config', school.file], cwd: school.folder, now: school.now, killAt }
      const killed = spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)])
      expect(killed.signal).toBe('SIGKILL')
      // A tick finds the dead run; then the job can run again.
      await school.tick()
      await run(school)
      expect(await contents(school)).toEqual(wanted)
      const states = (await school.runs(name)).map(({ state }) => state)
      expect(states.at(-1)).toBe('succeeded')
      expect(states.slice(0, -1).every((state) => state === 'abandoned' || state === 'succeeded')).toBe(true)
    }
  }, 300_000)
})

/** A process that adds a preference every few milliseconds, and says how it went when it is told to stop. */
async function otherWriter(school: TestSchool) {
  const writer = spawn(process.execPath, [WRITER, path.join(school.folder, 'school.db')])
  let out = ''
  writer.stdout.on('data', (data) => {
    out += data
  })
  await once(writer.stdout, 'data')
  return {
    async stop(): Promise<{ written: number; failed: string[]; longestWait: number }> {
      writer.stdin.end()
      await once(writer, 'close')
      return JSON.parse(out.split('\n').at(-1) as string)
    },
  }
}

/**
 * Every row of every table that a job can write; what jobs remember comes into being with the first run. How often a
 * continuous job has looked is the schedule's to count.
 */
async function contents(school: TestSchool): Promise<Record<string, unknown[]>> {
  return school.with(async (db) => {
    const there = await db.all<{ name: string }>(
      db.sql('sqlite_schema').where({ type: 'table' }).select('name'),
    )
    const names = new Set(there.map(({ name }) => name))
    const all: Record<string, unknown[]> = {}
    for (const table of Object.keys(tables) as JobTable[]) {
      // How often a job looked is nothing that it did.
      if (table === 'quiet') continue
      const name = nameOf(table)
      all[table] = names.has(name) ? (await db.all(db.sql(name))).map((row) => lasting(row, school)) : []
    }
    return all
  })
}

/**
 * Without what tells of the process that did it (one that died leaves its lease to whoever sends next), or of the
 * folder that the school lies in.
 */
function lasting(row: Row, { folder }: TestSchool): Row {
  const { token: _token, host: _host, boot: _boot, pid: _pid, expires_at: _expires, ...rest } = row
  return Object.fromEntries(
    Object.entries(rest).map(([column, value]) => [
      column,
      typeof value === 'string'
        ? value.replace(/^(\w\d*)-[0-9a-f]{16,24}(\.eml)?$/, '$1').replaceAll(folder, '…')
        : value,
    ]),
  )
}
