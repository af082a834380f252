import { spawn } from 'node:child_process'
import { once, setMaxListeners } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import Libsql from 'libsql'
import { parseDocument } from 'yaml'
import { main } from '../../src/main.ts'
import { makeBenchSchool } from './school.ts'

const ROOT = path.join(__dirname, '../..')
const BIN = path.join(ROOT, 'bin/pars-auto.js')
const CLOCK = path.join(ROOT, 'tests/many/clock.cjs')

/** A Monday morning in term, at which nothing of the demo's config is due but looks. Epoch ms. */
const MORNING = Date.parse('2026-11-23T09:00:00Z')
const MINUTE = 60_000
/** In which Linux counts CPU, ms. */
const TICK = 10
/** Until whole ticks are where they will be, minutes. */
const BEFORE = 7

/** Of the last, the provider of texts is asked for replies every five minutes, which is work. */
const KINDS = ['with nightly jobs only', 'with jobs that look every minute', 'and ask for replies'] as const

/** Ticks after those whose CPU is counted: to look how large the processes are keeps them from their work. */
const WATCHED = 6

/** All processes of a tick together. */
interface Minute {
  /** In ms, with what Node does to leave. */
  cpu: number
  processes: number
}

/** In MB. */
interface Size {
  /** What is resident in each, added up: what they share counts in each. */
  rss: number
  /** What they share counts once. */
  pss: number
}

/**
 * Quiet schools of a trust, ticked minute by minute in one go, beside one of them ticked by itself: each with all of
 * the demo's jobs, by a config that extends that of the trust.
 * @param count how many schools
 * @param minutes how many ticks are counted
 */
export async function benchSchools(folder: string, count: number, minutes: number): Promise<void> {
  const place = path.join(folder, 'trust')
  const school = path.join(folder, 'quiet.db')
  makeBenchSchool(school, { pupils: 100, marks: true })
  console.log(`\n${count} quiet schools, ${minutes} ticks, one a minute\n`)
  console.log(
    '| Schools | CPU a minute | Worst minute | Ratio | Worst | Processes | Resident | Without what is shared |',
  )
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const kind of KINDS) {
    const [one, all] = [1, count].map((number) => path.join(place, `${number}, ${kind}`)) as [string, string]
    await make(one, school, 1, kind)
    await make(all, school, count, kind)
    const alone = await ticks(one, path.join(one, 'schools/school-001.yaml'), minutes)
    const together = await ticks(all, 'schools/*.yaml', minutes)
    const reference = mean(alone.counted)
    print(`one, ${kind}`, alone, reference)
    print(`${count}, ${kind}`, together, reference)
  }
}

interface Ticks {
  counted: Minute[]
  watched: Size[]
}

function print(name: string, { counted: minutes, watched }: Ticks, reference: number): void {
  const worst = Math.max(...minutes.map(({ cpu }) => cpu))
  const largest = (of: (size: Size) => number) => Math.max(...watched.map(of))
  const cells = [
    name,
    `${mean(minutes).toFixed(0)} ms`,
    `${worst.toFixed(0)} ms`,
    (mean(minutes) / reference).toFixed(1),
    (worst / reference).toFixed(1),
    `${Math.max(...minutes.map(({ processes }) => processes))}`,
    `${largest(({ rss }) => rss).toFixed(0)} MB`,
    `${largest(({ pss }) => pss).toFixed(0)} MB`,
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

const mean = (minutes: Minute[]) => minutes.reduce((sum, { cpu }) => sum + cpu, 0) / minutes.length

/** Schools that have had a first tick. */
async function make(
  folder: string,
  database: string,
  count: number,
  kind: (typeof KINDS)[number],
): Promise<void> {
  mkdirSync(path.join(folder, 'schools'), { recursive: true })
  const trust = parseDocument(readFileSync(path.join(ROOT, 'automation.config.yaml'), 'utf8'))
  for (const key of ['school', 'database']) trust.delete(key)
  if (kind === 'with nightly jobs only')
    for (const job of ['sms', 'pupil-scan']) trust.deleteIn(['jobs', job])
  writeFileSync(path.join(folder, 'trust.yaml'), String(trust))
  const clock = () => MORNING - (BEFORE + 1) * MINUTE
  const { signal: stop } = new AbortController()
  setMaxListeners(0, stop)
  for (let number = 1; number <= count; number += 1) {
    const name = `school-${String(number).padStart(3, '0')}`
    copyFileSync(database, path.join(folder, 'schools', `${name}.db`))
    const config = path.join(folder, 'schools', `${name}.yaml`)
    writeFileSync(
      config,
      `extends: ../trust.yaml\nschool: { name: School ${number}, timezone: Europe/London }\ndatabase: { type: sqlite, file: ${name}.db }\n`,
    )
    await main(['run-due', '--config', config], { clock, stop, out: () => {} })
    if (kind === 'with jobs that look every minute') askNever(path.join(folder, 'schools', `${name}.db`))
  }
}

/** As if replies had been asked for in a year from now. */
function askNever(file: string): void {
  const db = new Libsql(file)
  db.exec("UPDATE auto_sms_poll SET tried_at = '2027-11-23T00:00:00.000Z'")
  db.close()
}

async function ticks(cwd: string, config: string, minutes: number): Promise<Ticks> {
  const all: Ticks = { counted: [], watched: [] }
  for (let minute = -BEFORE; minute < minutes + WATCHED; minute += 1) {
    const isCounted = minute < minutes
    const { size, ...tick } = await tickAt(MORNING + minute * MINUTE, cwd, config, !isCounted)
    if (!isCounted) all.watched.push(size)
    else if (minute >= 0) all.counted.push(tick)
  }
  return all
}

async function tickAt(
  now: number,
  cwd: string,
  config: string,
  isWatched: boolean,
): Promise<Minute & { size: Size }> {
  const processes = path.join(cwd, 'processes')
  rmSync(processes, { force: true })
  const before = spentByChildren()
  const child = spawn(process.execPath, [BIN, 'run-due', '--config', config], {
    cwd,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${CLOCK}`,
      TEST_AHEAD: String(now - Date.now()),
      TEST_PROCESSES: processes,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const size: Size = { rss: 0, pss: 0 }
  const look = () => {
    const sizes = family(child.pid!).map(sizeOf)
    size.rss = Math.max(size.rss, sum(sizes.map(({ rss }) => rss)))
    size.pss = Math.max(size.pss, sum(sizes.map(({ pss }) => pss)))
  }
  const sample = isWatched ? setInterval(look, 40) : undefined
  const [code] = await once(child, 'close')
  clearInterval(sample)
  if (code !== 0) throw new Error(`A tick ended with ${code}.`)
  const count = text(processes).trim().split('\n').length
  return { cpu: spentByChildren() - before, processes: count, size }
}

/** CPU of all processes that this one has started, and of those that they have, as far as they have ended; ms. */
function spentByChildren(): number {
  const fields = text('/proc/self/stat')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * TICK
}

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)

/** A process and those that it started, as Linux knows them. */
const family = (pid: number): number[] => [
  pid,
  ...(text(`/proc/${pid}/task/${pid}/children`).match(/\d+/g) ?? []).map(Number).flatMap(family),
]

function sizeOf(pid: number): { rss: number; pss: number } {
  const said = text(`/proc/${pid}/smaps_rollup`)
  const of = (name: string) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(said)?.[1] ?? 0) / 1024
  return { rss: of('Rss'), pss: of('Pss') }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
