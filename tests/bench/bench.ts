import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type JobName, jobs } from '../../src/jobs/index.ts'
import { benchHistory } from './history.ts'
import { benchHosts } from './hosts.ts'
import { benchMessages } from './messages.ts'
import { benchReports } from './reports.ts'
import { makeBenchSchool } from './school.ts'
import { benchSchools } from './schools.ts'
import { benchStarts } from './starts.ts'

/**
 * `npm run bench`: what each job costs on a small and on a very large school, with a bare script of hand-written SQL
 * as the reference, and whether another writer has to wait while a large table is cleared. With `--history 5000000`
 * instead: whether years of history make a difference; with `--hosts 8`: what so many hosts claim together; with
 * `--schools 200`: what a tick of so many quiet schools costs.
 */
const { values: flags } = parseArgs({
  options: {
    pupils: { type: 'string', default: '1000,200000' },
    rounds: { type: 'string', default: '3' },
    jobs: { type: 'string', default: Object.keys(jobs).join(',') },
    texts: { type: 'string', default: '20000' },
    scans: { type: 'string', default: '100000' },
    reports: { type: 'string', default: 'csv,xlsx,pdf' },
    history: { type: 'string' },
    hosts: { type: 'string' },
    claims: { type: 'string', default: '600' },
    schools: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    starts: { type: 'string', default: '21' },
    folder: { type: 'string' },
  },
})

const HERE = path.join(__dirname, '../../tests/bench')
const EVENING = Date.parse('2026-11-23T20:30:00Z')
const WEEKS_BEFORE = Date.parse('2026-11-01T20:30:00Z')

/** Jobs that read or write marks: 100 a pupil. The others run on a school without. */
const WITH_MARKS: JobName[] = Object.values(jobs)
  .filter(({ reads, writes }) => [...reads, ...writes].some((table) => table === 'mark'))
  .map(({ name }) => name as JobName)

/** Its cost does not depend on the size of the school, but on the scans that wait: measured apart. */
const SCHOOL_OF_SCANS = 2000

const SETTINGS: Partial<Record<JobName, string>> = {
  'remove-mark-owners': 'olderThanDays: 1',
  'bonus-behaviour-points':
    'criterion: meaning, value: absent, comparison: none, ground: Effort, outcome: House point',
  'pupil-scan':
    "registers: [{ part: AM, opens: '07:30', starts: '08:40' }, { part: PM, opens: '13:00', starts: '13:40' }]",
}

const config = (names: string[]) => `
school: { name: Bench, timezone: Europe/London }
database: { type: sqlite, file: run.db }
calendar:
  terms:
    - { name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }
jobs:
${names.map((name) => `  ${name}: { timeout: 2h${SETTINGS[name as JobName] ? `, ${SETTINGS[name as JobName]}` : ''} }`).join('\n')}
`

interface Cost {
  ms: number
  maxRss: number
  statements: number
}

const folder = flags.folder ?? mkdtempSync(path.join(os.tmpdir(), 'pars-auto-bench-'))
const run = path.join(folder, 'run.db')

/** One run of the program, in a process of its own. */
function program(args: string[], now = EVENING): Cost {
  const orders = JSON.stringify({ args, cwd: folder, now })
  const said = JSON.parse(
    execFileSync(process.execPath, [path.join(HERE, 'job.cjs'), orders], { encoding: 'utf8' }),
  )
  if (said.code !== 0 || said.err) throw new Error(`${args[0]} ended with ${said.code}: ${said.err}`)
  return said
}

function reference(job: string): { ms: number } {
  return JSON.parse(
    execFileSync(process.execPath, [path.join(HERE, 'reference.cjs'), job, run], { encoding: 'utf8' }),
  )
}

function fresh(base: string): void {
  for (const part of ['-wal', '-shm']) rmSync(run + part, { force: true })
  copyFileSync(base, run, constants.COPYFILE_FICLONE)
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

function make(base: string, pupils: number, marks: boolean, scans = 0): void {
  makeBenchSchool(base, { pupils, marks, scans })
  fresh(base)
  // Weeks ago: the jobs have been live since then, and our own tables are there.
  program(['run-due'], WEEKS_BEFORE)
  const fold = `const D = require('libsql'); const d = new D(${JSON.stringify(run)}); d.exec('PRAGMA wal_checkpoint(TRUNCATE)'); d.close()`
  execFileSync(process.execPath, ['-e', fold], { cwd: HERE })
  copyFileSync(run, base)
}

function measure(job: string, base: string): { ours: Cost; theirs: number } {
  const ours: Cost[] = []
  const theirs: number[] = []
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    fresh(base)
    ours.push(program([job]))
    fresh(base)
    theirs.push(reference(job).ms)
  }
  const costs = {
    ms: median(ours.map(({ ms }) => ms)),
    maxRss: Math.max(...ours.map(({ maxRss }) => maxRss)),
    statements: median(ours.map(({ statements }) => statements)),
  }
  return { ours: costs, theirs: median(theirs) }
}

/** Clears all mark owners while another program adds a row every 50 ms. */
async function writerBeside(base: string) {
  fresh(base)
  const writer = spawn(process.execPath, [
    path.join(HERE, '../faults/writer.cjs'),
    JSON.stringify({ file: run }),
    'preference',
    '50',
  ])
  let out = ''
  writer.stdout.on('data', (data) => {
    out += data
  })
  await once(writer.stdout, 'data')
  const orders = JSON.stringify({ args: ['remove-mark-owners'], cwd: folder, now: EVENING })
  const job = spawn(process.execPath, [path.join(HERE, 'job.cjs'), orders])
  await once(job, 'close')
  writer.stdin.end()
  await once(writer, 'close')
  return JSON.parse(out.split('\n').at(-1)!) as { written: number; failed: string[]; longestWait: number }
}

const HEADS =
  '| Job | Seconds | By hand | Ratio | Memory | Statements |\n| --- | ---: | ---: | ---: | ---: | ---: |'

function row(name: string, { ours, theirs }: { ours: Cost; theirs: number }): string {
  const ratio = (ours.ms / theirs).toFixed(2)
  return `| ${name} | ${seconds(ours.ms)} | ${seconds(theirs)} | ${ratio} | ${Math.round(ours.maxRss)} MB | ${ours.statements} |`
}

/** A backlog of scans: of two days, for every pupil, with something for every outcome. */
function backlog(scans: number): void {
  const base = path.join(folder, 'scans.db')
  make(base, SCHOOL_OF_SCANS, true, scans)
  const words = (count: number) => count.toLocaleString('en-GB')
  console.log(`\n${words(SCHOOL_OF_SCANS)} pupils, ${words(scans)} waiting scans\n\n${HEADS}`)
  console.log(row('pupil-scan', measure('pupil-scan', base)))
  rmSync(base, { force: true })
}

const seconds = (ms: number) => (ms / 1000).toFixed(ms < 9950 ? 2 : 1)

async function bench(): Promise<void> {
  const only = flags.history ?? flags.hosts ?? flags.schools
  if (flags.history) benchHistory(folder, Number(flags.history), Number(flags.rounds))
  if (flags.hosts) await benchHosts(folder, Number(flags.hosts), Number(flags.claims))
  if (flags.schools) await benchSchools(folder, Number(flags.schools), Number(flags.minutes))
  if (only === undefined) await benchJobs()
  if (!flags.folder) rmSync(folder, { recursive: true })
}

async function benchJobs(): Promise<void> {
  if (Number(flags.starts) > 0) await benchStarts(folder, Number(flags.starts))
  if (Number(flags.texts) > 0) await benchMessages(folder, Number(flags.texts), Number(flags.rounds))
  const formats = flags.reports.split(',').filter((name) => name !== '')
  if (formats.length > 0) benchReports(folder, formats, Number(flags.rounds))
  const all = flags.jobs.split(',').filter((name) => name !== '' && name !== 'sms')
  writeFileSync(path.join(folder, 'automation.config.yaml'), config(all))
  if (all.includes('pupil-scan')) backlog(Number(flags.scans))
  const names = all.filter((name) => name !== 'pupil-scan')
  for (const pupils of names.length > 0 ? flags.pupils.split(',').map(Number) : []) {
    const bases = { marks: path.join(folder, `${pupils}-marks.db`), plain: path.join(folder, `${pupils}.db`) }
    const needsMarks = names.some((name) => WITH_MARKS.includes(name as JobName))
    if (needsMarks) make(bases.marks, pupils, true)
    make(bases.plain, pupils, false)
    console.log(
      `\n${pupils.toLocaleString('en-GB')} pupils, ${(pupils * 100).toLocaleString('en-GB')} marks\n`,
    )
    console.log(HEADS)
    for (const name of names)
      console.log(row(name, measure(name, WITH_MARKS.includes(name as JobName) ? bases.marks : bases.plain)))
    if (names.includes('remove-mark-owners')) {
      const { written, failed, longestWait } = await writerBeside(bases.marks)
      console.log(
        `\nWhile remove-mark-owners cleared ${(pupils * 25).toLocaleString('en-GB')} rows, another writer wrote ${written} times, one every 50 ms: ${failed.length} failed, the longest wait was ${Math.round(longestWait)} ms.`,
      )
    }
    for (const base of Object.values(bases)) rmSync(base, { force: true })
  }
}

bench()
