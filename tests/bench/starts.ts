import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeBenchSchool } from './school.ts'

const ROOT = path.join(__dirname, '../..')
const BIN = path.join(ROOT, 'bin/pars-auto.js')
const WATCH = path.join(ROOT, 'tests/bench/watch.cjs')

/** A Monday morning in term, epoch ms. */
const MORNING = Date.parse('2026-11-23T09:00:00Z')
const MINUTE = 60_000

/** A start of the program that is timed beside `node -e 0`. */
interface Start {
  name: string
  args: string[]
  /** At most so many times the CPU and wall time of the reference. */
  atMost: number
  /** Before each: by how many milliseconds the clock moves on. */
  step?: number
  env?: Record<string, string>
  /** Whether this round is one of those that are meant. */
  counts?: () => boolean
}

interface Cost {
  cpu: number
  wall: number
  rss: number
}

/** What the program costs when there is little to do, as ratios to starting Node at all. */
export async function benchStarts(folder: string, rounds: number): Promise<void> {
  const place = path.join(folder, 'starts')
  mkdirSync(place, { recursive: true })
  const server = await schools(place)
  console.log('\n| Start | CPU | Wall | CPU ratio | Wall ratio | Promised | Memory |')
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |')
  for (const start of startsAt(place, server.port)) {
    const pairs: { ours: Cost; bare: Cost }[] = []
    // Compiled code and notes are there from the second start on.
    for (let round = -6; round < rounds; ) {
      now += start.step ?? 0
      writeFileSync(path.join(place, 'now'), String(now))
      const bare = timed(['-e', '0'], place)
      const ours = timed([BIN, ...start.args], place, start.env)
      if (round < 0 || start.counts?.() !== false) {
        if (round >= 0) pairs.push({ ours, bare })
        round += 1
      }
    }
    const middle = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of))
    const cells = [
      start.name,
      `${middle(({ ours }) => ours.cpu).toFixed(0)} ms`,
      `${middle(({ ours }) => ours.wall).toFixed(0)} ms`,
      middle(({ ours, bare }) => ours.cpu / bare.cpu).toFixed(2),
      middle(({ ours, bare }) => ours.wall / bare.wall).toFixed(2),
      start.atMost.toFixed(2),
      `${Math.max(...pairs.map(({ ours }) => ours.rss)).toFixed(0)} MB`,
    ]
    console.log(`| ${cells.join(' | ')} |`)
  }
  server.stop()
}

let now = MORNING

function startsAt(place: string, port: number): Start[] {
  const env = {
    SCHOOL_SERVER: `Server=127.0.0.1,${port};Database=SIMS;User Id=pars;Password=Pa55word£;Encrypt=no`,
  }
  const quiet = (config: string) => ({
    args: ['run-due', '--config', path.join(place, config)],
    step: MINUTE,
    env,
  })
  const lookedLast = (config: string) => () => wasLook(path.join(place, config))
  return [
    {
      name: 'idle tick',
      args: ['run-due', '--config', path.join(place, 'idle.yaml')],
      atMost: 1.1,
      step: 1000,
    },
    {
      name: 'quiet tick, embedded',
      ...quiet('embedded.yaml'),
      counts: lookedLast('embedded.yaml'),
      atMost: 2,
    },
    { name: 'quiet tick, server', ...quiet('server.yaml'), counts: lookedLast('server.yaml'), atMost: 2.5 },
    { name: '`--help`', args: ['--help'], atMost: 1.5 },
    { name: '`completion bash`', args: ['completion', 'bash'], atMost: 1.5 },
    { name: '`validate`, 300 jobs', args: ['validate', path.join(place, '300.yaml')], atMost: 5 },
    {
      name: '`simulate`, a year of 50 jobs',
      args: [
        'simulate',
        '--config',
        path.join(place, '50.yaml'),
        '--from',
        '2026-09-01',
        '--to',
        '2027-08-31',
      ],
      atMost: 10,
    },
  ]
}

/** Every fifth quiet tick is a whole one, which writes the note anew: those are not what is timed here. */
function wasLook(config: string): boolean {
  const note = path.join(path.dirname(config), '.pars-auto', `${path.basename(config)}.note.json`)
  return (JSON.parse(readFileSync(note, 'utf8')) as { written: number }).written < now - MINUTE / 2
}

function timed(args: string[], cwd: string, env: Record<string, string> = {}): Cost {
  const said = path.join(cwd, 'cost.json')
  const begun = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['-r', WATCH, ...args], {
    cwd,
    env: { ...process.env, ...env, BENCH_NOW: String(now), BENCH_COST: said },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const wall = performance.now() - begun
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return { wall, ...(JSON.parse(readFileSync(said, 'utf8')) as Omit<Cost, 'wall'>) }
}

/** The schools of the starts, and a server before one of them. */
async function schools(place: string): Promise<{ port: number; stop: () => void }> {
  const file = path.join(place, 'school.db')
  makeBenchSchool(file, { pupils: 1000, marks: true })
  const write = (name: string, database: string, jobs: string, rest = '') =>
    writeFileSync(path.join(place, name), `${head(database)}${rest}\njobs:\n${jobs}\n`)
  const embedded = 'database: { type: sqlite, file: school.db }'
  write('idle.yaml', embedded, "  clear-expired-notices: { at: '23:00' }")
  write('embedded.yaml', embedded, QUIET, SMS)
  write('300.yaml', embedded, many(300))
  write('50.yaml', embedded, many(50))
  // Our own tables are there before the server is.
  for (const config of ['embedded.yaml', 'idle.yaml'])
    execFileSync(process.execPath, ['-r', WATCH, BIN, 'run-due', '--config', path.join(place, config)], {
      env: { ...process.env, BENCH_NOW: String(now), BENCH_COST: path.join(place, 'cost.json') },
    })
  const served = path.join(place, 'served.db')
  execFileSync(process.execPath, ['-e', COPY, file, served], { cwd: ROOT })
  write('server.yaml', 'database: { type: sqlserver, connection: "${SCHOOL_SERVER}" }', QUIET, SMS)
  const server = spawn(
    process.execPath,
    [path.join(__dirname, 'served.cjs'), served, path.join(place, 'now')],
    { stdio: 'pipe' },
  )
  const [said] = await once(server.stdout, 'data')
  return { port: Number(said), stop: () => void server.kill() }
}

/** With what stands in the write-ahead log. What the job sms does when it asks for replies, the server does not know. */
const COPY = `
const [, file, copy] = process.argv
require('node:fs').rmSync(copy, { force: true })
const db = new (require('libsql'))(file)
db.exec("VACUUM INTO '" + copy + "'")
db.close()
const made = new (require('libsql'))(copy)
made.exec('PRAGMA journal_mode = WAL')
made.exec("INSERT OR REPLACE INTO auto_sms_poll (provider, what, tried_at) VALUES ('file', 'replies', '2027-01-01T00:00:00.000Z')")
made.close()`

const head = (database: string) => `school: { name: Bench, timezone: Europe/London }
${database}
calendar:
  terms:
    - { name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }
    - { name: Spring 2027, from: 2027-01-04, to: 2027-03-25 }
    - { name: Summer 2027, from: 2027-04-12, to: 2027-07-21 }
`

const SMS = `sms: { provider: file, file: { folder: sms }, replies: { central: office@example.org } }
mail: { from: Bench <office@example.org>, folder: mail }`

const QUIET = `  sms: {}
  pupil-scan:
    registers: [{ part: AM, opens: '07:30', starts: '08:40' }, { part: PM, opens: '13:00', starts: '13:40' }]`

const many = (count: number) =>
  Array.from({ length: count }, (_, job) => {
    const time = `${String(4 + Math.floor(job / 60)).padStart(2, '0')}:${String(job % 60).padStart(2, '0')}`
    return `  clear-${job}:\n    job: clear-expired-notices\n    cycle: weekdays\n    at: '${time}'`
  }).join('\n')

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!
