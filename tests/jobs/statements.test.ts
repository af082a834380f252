import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { type JobTable, nameOf, tables } from '../../src/db/tables.ts'
import { type JobName, jobs, registry } from '../../src/jobs/index.ts'
import { type BenchSchool, makeBenchSchool } from '../bench/school.ts'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'
import type { JobCase } from './cases/case.ts'
import { cases } from './cases/index.ts'

const EVENING = '2026-11-23 20:30'

const TERMS = 'calendar: { terms: [{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }] }\n'

/** The statements of one run of a job on a school of so many pupils, with a hundred marks each. */
async function statements(name: JobName, pupils: number): Promise<string[]> {
  const { settings: keys, rest = '' } = cases[name] as JobCase
  const settings = keys?.replace(/^/gm, '    ') ?? ''
  const school = await TestSchool.open(`  ${name}:\n${settings}`, { now: EVENING, rest: `${TERMS}${rest}` })
  await fill(school, { pupils, marks: true, scans: pupils * 10 })
  const sent: string[] = []
  school.world.onStatement = (sql) => sent.push(sql)
  const { code, err } = await school.run(name)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  // What a run by hand has put into the outbox is sent right after it: that is no longer the job.
  const lease = school.statement('delete from', 'auto_lease')
  return sent.slice(0, sent.findLastIndex((sql) => sql.startsWith(lease)) + 1)
}

/** It is made by SQLite in no time. A server gets a copy. */
async function fill(school: TestSchool, bench: BenchSchool): Promise<void> {
  const { address } = school.database
  if ('file' in address) return makeBenchSchool(address.file, bench)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-statements-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'school.db')
  makeBenchSchool(file, bench)
  const from = openSqlite(file, { clock: Date.now })
  await school.with(async (to) => {
    for (const [table, { columns }] of Object.entries(contract)) {
      const names = Object.keys(columns)
      const rows = await from.all<Row>(from.sql(table).select(names))
      const values = rows.map((row) => names.map((name) => row[name]!))
      if (rows.length > 0) await to.bulkInsert(table, names, values)
    }
  })
  await from.close()
}

const whole = (Object.keys(jobs) as JobName[]).filter((name) => !registry[name]!.inBatches)

const [FEW, MANY] = SERVER ? [70, 140] : [70, 700]

test.each(whole)(`%s sends as many statements for ${MANY} pupils as for ${FEW}`, async (name) => {
  expect((await statements(name, MANY)).length).toBe((await statements(name, FEW)).length)
})

test.each(Object.keys(jobs) as JobName[])('%s touches no table that it did not declare', async (name) => {
  const { reads, writes } = registry[name]!
  // Who may, and whether something looks odd, is asked for every job.
  const ofEveryJob: JobTable[] = ['automation_grant', 'caution']
  const mayBeNamed = (Object.keys(tables) as JobTable[]).filter((table) => !ofEveryJob.includes(table))
  const names = new Map(mayBeNamed.map((table) => [nameOf(table), table]))
  const touched = (words: string, sql: string) =>
    [...sql.matchAll(new RegExp(`${words} (?:\`|\\[\\w+\\]\\.\\[)(\\w+)`, 'g'))].flatMap(
      ([, table]) => names.get(table!) ?? [],
    )
  for (const sql of await statements(name, 20)) {
    expect([...reads, ...writes], sql).toEqual(
      expect.arrayContaining(touched('(?:from|join|into|update)', sql)),
    )
    expect(writes, sql).toEqual(expect.arrayContaining(touched('^(?:insert into|update|delete from)', sql)))
  }
})
