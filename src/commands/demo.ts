import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { noteFile } from '../../bin/idle.js'
import type { Config } from '../config/config.ts'
import { createSqlite, openSqlite } from '../db/sqlite.ts'
import { isDemo, markAsDemo } from '../demo/mark.ts'
import { type Measure, measure } from '../demo/measure.ts'
import { scanColumns } from '../demo/readers.ts'
import { createSchoolTables, fillSchool, type SchoolSummary } from '../demo/school.ts'
import { batchColumns, textColumns } from '../demo/texts.ts'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import { rollDayAt } from '../runner/moment.ts'
import { didNothing, newestRuns } from '../runner/records.ts'
import type { RunRow } from '../runner/run.ts'
import { countsText } from '../runner/sentence.ts'
import { minuteOfDay, wallMinute } from '../schedule/wall.ts'
import { shipped } from '../shipped.ts'
import type { World } from '../world.ts'
import { columns, howLong, paint, when, wrapped } from './display.ts'
import { comingRuns } from './list.ts'
import { asTyped, type CommonOptions, configFile, DEFAULT_CONFIG } from './options.ts'
import { runDue } from './run-due.ts'
import { embedded, usableConfig } from './school.ts'

interface DemoOptions extends CommonOptions {
  pupils: string
  seed: string
}

const MINUTE = 60_000

/** Makes a school of made-up pupils as it was last evening, and lives through the night with it. */
export async function demo(world: World, options: DemoOptions): Promise<ExitCode> {
  const pupils = wholeNumber(options.pupils, '--pupils')
  const seed = wholeNumber(options.seed, '--seed')
  const isOwn = ensureConfig(world, options)
  const config = usableConfig(world, options)
  refuseToSend(config)
  const evening = lastEvening(config, world.clock())
  const { bold } = paint(world)

  world.out(`${bold(config.school.name)}: a made-up school, so that you can try everything.\n`)
  if (!isOwn) world.out(`  ${DEFAULT_CONFIG} is new here: the example that comes with the program\n`)
  const summary = await makeSchool(world, config, { pupils, seed, now: evening })
  world.out(`\n${bold('What was wrong with it last evening')}\n${wrongs(summary)}`)
  const before = await measured(world, config, evening)
  const ticks = await live(world, config, options, evening, summary)
  world.out(`\n${bold('The night')}, ${grouped(ticks)} ticks of pars-auto run-due, one a minute\n`)
  world.out(await nightText(world, config))
  const after = await measured(world, config, world.clock())
  world.out(`\n${bold('What changed')}\n${changes(world, before, after)}`)
  world.out(`\n${bold('What comes next')}\n${coming(world, config)}`)
  world.out(`\n${bold('Try')}\n${suggestions(world)}`)
  return Exit.done
}

/** In a folder without a config the example is put. @returns whether there was one, or another is named */
function ensureConfig(world: World, options: CommonOptions): boolean {
  const file = path.resolve(world.cwd, configFile(options, world))
  if (configFile(options, world) !== DEFAULT_CONFIG || existsSync(file)) return true
  copyFileSync(shipped(DEFAULT_CONFIG), file)
  return false
}

/** @throws UserError where made-up texts and mails would really leave */
function refuseToSend({ sms, mail }: Config): void {
  const way = sms && sms.provider !== 'file' ? `sms.provider: ${sms.provider}` : mail?.smtp && 'mail.smtp'
  if (!way) return
  throw new UserError(
    `With ${way} in the config the demo would really send its made-up texts and mails. Give it a config of its own, with provider: file and mail to a folder.`,
  )
}

function wholeNumber(text: string, flag: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text)
  throw new UserError(`${flag} takes a whole number; "${text}" is none.`, Exit.usage)
}

/** 19:58 on the school's clock, before last night's jobs. */
function lastEvening({ school: { zone } }: Config, now: number): number {
  const nightIsOver = minuteOfDay(zone.wallAt(now)) >= 60
  return zone.firstInstantOf(wallMinute(zone.dayAt(now).minusDays(nightIsOver ? 1 : 2), 19 * 60 + 58))
}

async function makeSchool(
  world: World,
  config: Config,
  { pupils, seed, now }: { pupils: number; seed: number; now: number },
): Promise<SchoolSummary> {
  const started = world.clock()
  const { file } = embedded(config)
  await clearAway(config, world)
  rmSync(noteFile(config.file), { force: true })
  mkdirSync(path.dirname(file), { recursive: true })
  const db = createSqlite(file, { clock: () => now })
  try {
    await markAsDemo(db, pupils, seed)
    await createSchoolTables(db)
    const { zone } = config.school
    const summary = await fillSchool(db, {
      pupils,
      seed,
      today: zone.dayAt(now),
      now,
      until: world.clock(),
      calendar: config.calendar,
      zone,
      onProgress: (step) => world.progress.tell(`Making the school: ${step}`),
    })
    const { tables } = summary
    const facts = [
      `${grouped(tables.pupil)} pupils past and present`,
      `${grouped(tables.staff)} staff`,
      `${grouped(tables.contact)} contacts`,
      `${grouped(tables.mark)} marks`,
      `${grouped(tables.incident)} incidents`,
    ]
    const where = path.relative(world.cwd, file) || file
    const size = Math.round((statSync(file).size + walSize(file)) / 1e6)
    world.out(
      `  ${facts.join(', ')}\n  in ${where} (${size} MB, made in ${howLong(world.clock() - started)})\n`,
    )
    return summary
  } finally {
    await db.close()
  }
}

const grouped = (count: number) => count.toLocaleString('en-GB')
const walSize = (file: string) => (existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0)

/** Removes what an earlier demo made, and nothing else. */
async function clearAway(config: Config, world: World): Promise<void> {
  const { file } = embedded(config)
  if (!existsSync(file)) return
  if (!(await isDemo(file, world))) {
    throw new UserError(
      `${file} is not a database that the demo made, so it is left alone. Give the demo a config of its own.`,
    )
  }
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
  clearLetters(config)
}

/** What the references of texts and mails look like as files. */
const LETTER = /^([mrt]\d+-[0-9a-f]{16}|p-[0-9a-f]{24})\.(json|eml)$/

/** What this demo sends has the same references as what an earlier one sent. Only beside their database. */
function clearLetters(config: Config): void {
  const { sms, mail } = config
  const beside = `${path.dirname(embedded(config).file)}${path.sep}`
  for (const folder of [sms?.file && path.join(sms.file.folder, 'outgoing'), mail?.folder]) {
    if (!folder?.startsWith(beside) || !existsSync(folder)) continue
    for (const name of readdirSync(folder)) if (LETTER.test(name)) rmSync(path.join(folder, name))
  }
}

function wrongs({ corruptions }: SchoolSummary): string {
  return corruptions.map(({ count, about }) => `${grouped(count).padStart(7)}  ${about}\n`).join('')
}

/** Ticks every minute from the evening until now, as Task Scheduler would, while the school goes on living. */
async function live(
  world: World,
  config: Config,
  options: CommonOptions,
  evening: number,
  summary: SchoolSummary,
): Promise<number> {
  let ticks = 0
  const scans = inTurn(summary.coming)
  const texts = inTurn(summary.comingTexts)
  for (let now = evening; now <= world.clock(); now += MINUTE) {
    const clock = () => now
    world.progress.tell(`The night: ${when(config.school.zone, now)}`)
    await happen(config, { scans: scans(now), texts: texts(now) }, clock)
    await runDue({ ...world, clock, databaseClock: clock, out: () => {} }, options)
    ticks += 1
  }
  return ticks
}

/** Gives out what has happened by each moment, once. */
function inTurn<Event extends { at: number }>(coming: Event[]): (now: number) => Event[] {
  let given = 0
  return (now) => {
    const next = coming.findIndex(({ at }, n) => n >= given && at > now)
    const due = coming.slice(given, next === -1 ? coming.length : next)
    given += due.length
    return due
  }
}

/** The readers write into the database what they have read, and PARS what staff have written. */
async function happen(
  config: Config,
  { scans, texts }: { scans: SchoolSummary['coming']; texts: SchoolSummary['comingTexts'] },
  clock: () => number,
): Promise<void> {
  if (scans.length + texts.length === 0) return
  const db = openSqlite(embedded(config).file, { clock })
  try {
    const scanned = scans.map(({ row }) => row)
    const batches = texts.map(({ batch }) => batch)
    const written = texts.flatMap((one) => one.texts)
    await db.bulkInsert('scan', scanColumns, scanned)
    await db.bulkInsert('sms_batch', batchColumns, batches)
    await db.bulkInsert('sms_message', textColumns, written)
  } finally {
    await db.close()
  }
}

async function measured(world: World, config: Config, at: number): Promise<Measure> {
  const db = openSqlite(embedded(config).file, { clock: world.clock })
  try {
    return await measure(db, rollDayAt(config.school.zone, at))
  } finally {
    await db.close()
  }
}

function changes(world: World, before: Measure, after: Measure): string {
  const row = (what: string, key: keyof Measure) => [what, grouped(before[key]), grouped(after[key])]
  return columns(
    world,
    ['', 'before', 'after'],
    [
      row('  pupils on roll', 'onRoll'),
      row('  All Years groups', 'groups'),
      row('  members of All Years', 'members'),
      row('  temporary groups', 'temporary'),
      row('  groups that the jobs keep', 'kept'),
      row('  notices', 'notices'),
      row('  reminders of detentions', 'reminders'),
      row('  incidents awarded by rules', 'awarded'),
      row('  incidents in SIMS', 'inSims'),
      row('  marks made by scans', 'scanned'),
      row('  figures for School Information', 'figures'),
    ],
  )
}

async function nightText(world: World, config: Config): Promise<string> {
  const db = openSqlite(embedded(config).file, { clock: world.clock })
  try {
    const runs = together((await newestRuns(db, 2000)).filter((run) => !didNothing(run)).reverse())
    const rows = runs.map(([run, ...more]) => {
      const job = config.jobs.find(({ id }) => id === run.job)
      const counts = job
        ? countsText(job, sumOf([run, ...more]))
            .split('; ')
            .filter(Boolean)
        : []
      const times = more.length > 0 ? [`in ${more.length + 1} runs:`] : []
      const did = [...times, ...counts, ...(run.message ? [wrapped(run.message, 70).join('\n')] : [])].join(
        '\n',
      )
      return [`  ${when(config.school.zone, run.started_at)}`, run.job, run.state, did]
    })
    return columns(world, ['  When', 'Job', '', 'What it did'], rows)
  } finally {
    await db.close()
  }
}

/** Runs that went alike, one after the other, of a job that runs all day: a line for each would fill pages. */
function together(runs: RunRow[]): [RunRow, ...RunRow[]][] {
  const lines: [RunRow, ...RunRow[]][] = []
  for (const run of runs) {
    const line = lines.findLast(([first]) => first.job === run.job)
    const isMore = line && line[0].state === run.state && line[0].message === run.message
    if (isMore) line.push(run)
    else lines.push([run])
  }
  return lines
}

function sumOf(runs: RunRow[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const { counts } of runs)
    for (const [count, n] of Object.entries(JSON.parse(counts ?? '{}') as Record<string, number>))
      sum[count] = (sum[count] ?? 0) + n
  return sum
}

/** Those that come every few minutes come anyway. */
function coming(world: World, config: Config): string {
  const runs = comingRuns(
    config.jobs.filter(({ job }) => !job.waiting),
    world.clock(),
    4,
  )
  return runs.map(({ job, slot }) => `  ${when(config.school.zone, slot.at)}  ${job}\n`).join('')
}

/** What to try next, as it is typed where the demo was started. */
function suggestions(world: World): string {
  const typed = SUGGESTIONS.map(([command, about]) => [`  ${asTyped(world)} ${command}`, about] as const)
  const width = Math.max(...typed.map(([command]) => command.length))
  return typed.map(([command, about]) => `${command.padEnd(width)}  ${about}\n`).join('')
}

const SUGGESTIONS: [string, string][] = [
  ['list', 'every job, its last and its next run'],
  ['why refresh-all-years', 'why it ran, or did not'],
  ['refresh-all-years --dry-run --verbose', 'what it would change now'],
  ['history', 'what ran'],
  ['groups adopt --dry-run', 'groups that PARS made and the jobs could keep'],
  ['rules list', 'what earns a pupil an incident'],
  ['sms queue', 'texts that wait, and what became of the others'],
  ['pupil-scan outcomes', 'what became of today’s scans'],
  ['report list', 'the reports there are, and which go out by themselves'],
  ['report run lates --out lates.pdf', 'one of them, as a PDF; or .xlsx, .csv, .html'],
  ['report preview monday-absences', 'what the deputy head is mailed on Mondays'],
  ['school-info', 'attendance, points and absence as charts'],
  ['validate', 'check automation.config.yaml after an edit'],
]
