import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { nameOf } from '../../src/db/tables.ts'
import { type JobName, jobs, registry } from '../../src/jobs/index.ts'
import type { TestSchool } from '../school.ts'
import { arrangedFor } from './arranged.ts'
import { cases } from './cases/index.ts'
import { contents } from './contents.ts'

const WRITER = path.join(import.meta.dirname, '../faults/writer.cjs')

describe.each(Object.keys(jobs) as JobName[])('%s', (name) => {
  const { empty, open, run } = arrangedFor(name)

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
})

/** A process that adds a preference every few milliseconds, and says how it went when it is told to stop. */
async function otherWriter(school: TestSchool) {
  const { address, named } = school.database
  const writer = spawn(process.execPath, [WRITER, JSON.stringify(address), named('preference')])
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
