import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Libsql from 'libsql'
import { noteFile } from '../../bin/idle.js'
import { migrations } from '../../src/db/migrations/index.ts'
import { fillHistory } from './history-rows.ts'
import { makeBenchSchool } from './school.ts'

const HERE = path.join(__dirname, '../../tests/bench')
/** In school hours: nothing is removed then, however old it is. */
const NOON = Date.parse('2026-11-23T12:00:00Z')
const MINUTE = 60_000
const JOBS = 20

const config = (jobs: string) => `
school: { name: Bench }
database: { type: sqlite, file: school.db }
sms: { provider: file, file: { folder: texts } }
calendar:
  terms:
    - { name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }
jobs:
  tiny: { job: clear-expired-notices, ${jobs === 'tiny' ? 'every: 1m' : "at: '01:00'"} }
  sms: { every: 1m${jobs === 'quiet' ? '' : ', enabled: false'} }
  pupil-scan: { every: 1m${jobs === 'quiet' ? '' : ', enabled: false'}, registers: [{ part: AM, opens: '07:30', starts: '08:40' }] }
${Array.from({ length: JOBS }, (_, at) => `  j${at + 1}: { job: clear-expired-notices, at: '03:${at + 10}' }`).join('\n')}
`

/** What is timed: the config it runs under, and the command line. */
const WORK: [string, 'tiny' | 'quiet', string[]][] = [
  ['a tick that claims and runs a tiny job', 'tiny', ['run-due']],
  ['a whole tick that finds nothing waiting', 'quiet', ['run-due']],
  ['`list`', 'tiny', ['list']],
  ['`status`', 'tiny', ['status']],
  ['`history`', 'tiny', ['history']],
  ['`history JOB`', 'tiny', ['history', 'j1']],
  ['`why JOB`', 'tiny', ['why', 'tiny']],
  ['`why JOB --at` ten months ago', 'tiny', ['why', 'j1', '--at', '2026-02-02 03:10']],
  ['`dashboard`', 'tiny', ['dashboard', '--out', 'page.html']],
]

interface School {
  folder: string
  now: number
}

/** The same school with years of history and without: each round times everything in both, one right after the other. */
export function benchHistory(folder: string, rows: number, rounds: number): void {
  const [empty, full] = ['empty', 'full'].map((name) => makeSchool(path.join(folder, name))) as [
    School,
    School,
  ]
  const begun = Date.now()
  fillHistory(path.join(full.folder, 'school.db'), rows, NOON - MINUTE, JOBS)
  const words = rows.toLocaleString('en-GB')
  console.log(`\n${words} rows of history (made in ${Math.round((Date.now() - begun) / 1000)} s)\n`)
  console.log(`| What | No history, ms | ${words} rows, ms | Ratio |\n| --- | ---: | ---: | ---: |`)
  for (const [name, kind, args] of WORK) {
    for (const school of [empty, full]) timed(school, kind, args)
    const pairs = Array.from(
      { length: rounds },
      () => [timed(empty, kind, args), timed(full, kind, args)] as const,
    )
    const [without, with_] = [median(pairs.map(([one]) => one)), median(pairs.map(([, other]) => other))]
    const ratio = median(pairs.map(([one, other]) => other / one))
    console.log(`| ${name} | ${without.toFixed(1)} | ${with_.toFixed(1)} | ${ratio.toFixed(2)} |`)
  }
}

function makeSchool(folder: string): School {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'school.db')
  makeBenchSchool(file, { pupils: 100, marks: false })
  const school = { folder, now: NOON - 2 * MINUTE }
  for (const kind of ['tiny', 'quiet'] as const) timed(school, kind, ['run-due'])
  const db = new Libsql(file)
  const { version } = db.prepare('SELECT max(version) AS version FROM auto_migration').get([]) as {
    version: number
  }
  if (version !== migrations.length) throw new Error('The tables of the program are not up to date.')
  db.close()
  return school
}

/** Runs it a minute later than the last one, in a process of its own. @returns milliseconds, without the start of Node */
function timed(school: School, kind: 'tiny' | 'quiet', args: string[]): number {
  school.now += MINUTE
  const file = path.join(school.folder, 'automation.config.yaml')
  writeFileSync(file, config(kind))
  // Every tick is a whole one.
  rmSync(noteFile(file), { force: true })
  const orders = JSON.stringify({ args, cwd: school.folder, now: school.now })
  const said = JSON.parse(
    execFileSync(process.execPath, [path.join(HERE, 'job.cjs'), orders], { encoding: 'utf8' }),
  )
  // `status` ends with the code of the trouble that there is.
  if (said.err || (said.code !== 0 && args[0] !== 'status'))
    throw new Error(`${args[0]} ended with ${said.code}: ${said.err}`)
  return said.ms
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
