import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type JobTable, nameOf, tables } from '../../src/db/tables.ts'
import { type JobName, jobs, registry } from '../../src/jobs/index.ts'
import { main } from '../../src/main.ts'
import { makeBenchSchool } from '../bench/school.ts'
import type { JobCase } from './cases/case.ts'
import { cases } from './cases/index.ts'

const EVENING = Date.parse('2026-11-23T20:30:00Z')

/** The statements of one run of a job on a school of so many pupils, with a hundred marks each. */
async function statements(name: JobName, pupils: number): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-statements-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  makeBenchSchool(path.join(folder, 'school.db'), { pupils, marks: true, scans: pupils * 10 })
  const { settings: keys, rest = '' } = cases[name] as JobCase
  const settings = keys?.replace(/^/gm, '    ') ?? ''
  const term = '{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }'
  const config = `school: { name: Test }\ndatabase: { type: sqlite, file: school.db }\ncalendar: { terms: [${term}] }\n${rest}\njobs:\n  ${name}:\n${settings}\n`
  writeFileSync(path.join(folder, 'automation.config.yaml'), config)
  const sent: string[] = []
  let err = ''
  const said = { out: () => {}, err: (text: string) => (err += text) }
  const world = { cwd: folder, clock: () => EVENING, stop: new AbortController().signal, ...said }
  const code = await main([name], { ...world, onStatement: (sql) => sent.push(sql) })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  // What a run by hand has put into the outbox is sent right after it: that is no longer the job.
  return sent.slice(0, sent.findLastIndex((sql) => sql.startsWith('delete from `auto_lease`')) + 1)
}

const whole = (Object.keys(jobs) as JobName[]).filter((name) => !registry[name]!.inBatches)

test.each(whole)('%s sends as many statements for 700 pupils as for 70', async (name) => {
  expect((await statements(name, 700)).length).toBe((await statements(name, 70)).length)
})

test.each(Object.keys(jobs) as JobName[])('%s touches no table that it did not declare', async (name) => {
  const { reads, writes } = registry[name]!
  // Who may, and whether something looks odd, is asked for every job.
  const ofEveryJob: JobTable[] = ['automation_grant', 'caution']
  const mayBeNamed = (Object.keys(tables) as JobTable[]).filter((table) => !ofEveryJob.includes(table))
  const names = new Map(mayBeNamed.map((table) => [nameOf(table), table]))
  const touched = (pattern: RegExp, sql: string) =>
    [...sql.matchAll(pattern)].flatMap(([, table]) => names.get(table as string) ?? [])
  for (const sql of await statements(name, 20)) {
    expect([...reads, ...writes], sql).toEqual(
      expect.arrayContaining(touched(/(?:from|join|into|update) `(\w+)`/g, sql)),
    )
    expect(writes, sql).toEqual(
      expect.arrayContaining(touched(/^(?:insert into|update|delete from) `(\w+)`/g, sql)),
    )
  }
})

/** What SQLite understands and SQL Server 2016 does not. */
const NOT_IN_2016 =
  /(?<![lr])trim\s*\(|\|\||ifnull\s*\(|group_concat|strftime|julianday|\bglob\b|substr\s*\(/i

test.each(Object.keys(jobs) as JobName[])('%s uses no word that SQL Server 2016 lacks', async (name) => {
  const ours = (await statements(name, 7)).filter((sql) => !/sqlite_schema|PRAGMA/.test(sql))
  expect(ours.filter((sql) => NOT_IN_2016.test(sql))).toEqual([])
})
