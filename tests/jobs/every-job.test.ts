import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import { type JobName, jobs, registry } from '../../src/jobs/index.ts'
import { TestSchool } from '../school.ts'
import { cases } from './cases/index.ts'

const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

describe.each(Object.keys(jobs) as JobName[])('%s', (name) => {
  const open = async () => {
    const school = await TestSchool.open(`  ${name}:`)
    await cases[name].arrange(school)
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
    const empty = await TestSchool.open(`  ${name}:`)
    expect((await run(empty)).outcome).toBe('succeeded')
    await empty.pupil('Ada')
    expect((await run(empty)).outcome).toBe('succeeded')
  })

  test('killed before each of its statements and run again, it ends in the same state, done once', async () => {
    const arranged = await open()
    const whole = arranged.copy()
    await run(whole)
    const wanted = await contents(whole)
    for (let killAt = 1; ; killAt += 1) {
      const school = arranged.copy()
      const orders = { args: [name, '--config', school.file], cwd: school.folder, now: school.now, killAt }
      const killed = spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)])
      if (killed.signal !== 'SIGKILL') {
        expect(killed.status).toBe(0)
        expect(killAt).toBeGreaterThan(5)
        break
      }
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

/** Every row of every table of the contract. */
async function contents(school: TestSchool): Promise<Record<string, unknown[]>> {
  return school.with(async (db) => {
    const all: Record<string, unknown[]> = {}
    for (const table of Object.keys(contract)) all[table] = await db.all(db.sql(table))
    return all
  })
}
