import type { ConfiguredJob } from '../config/config.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { agendaAt } from '../runner/due.ts'
import { ALL, endOf, inForceAt, type Pause, pausesOf, pausesSince, pauseText } from '../runner/pause.ts'
import { newestRuns } from '../runner/records.ts'
import { lastRunJson, type RunRow } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import { nextSlot, type Slot, slotsBetween } from '../schedule/slots.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint, tableWidth, when, withTextBelow } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Every job of the config: its schedule, its last run, its next slot. */
export async function list(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const now = await school.db.now()
    const { waiting } = await agendaAt(school, now)
    const pauses = await pausesSince(school.db, now)
    const jobs = []
    for (const configured of school.config.jobs) {
      const [last] = await newestRuns(school.db, 1, configured.id)
      const wait = waiting.find(({ job }) => job === configured.id)
      const paused = inForceAt(pausesOf(pauses, configured), now)
      const next = upcoming(configured, now, paused)
      jobs.push({ configured, last, next, waits: wait?.why, paused })
    }
    if (options.json) world.out(asJson(jobs.map(jsonOf)))
    else
      world.out(
        listTable(
          world,
          jobs.map((job) => rowOf(world, school, job)),
        ),
      )
    return Exit.done
  })
}

interface Listed {
  configured: ConfiguredJob
  last: RunRow | undefined
  next: Slot | undefined
  waits: string | undefined
  paused: Pause | undefined
}

/** Its next run: not one that the pause it is under would skip. */
function upcoming({ enabled, schedule, rules }: ConfiguredJob, now: number, paused?: Pause) {
  const from = paused ? endOf(paused) - 1 : now
  return enabled && Number.isFinite(from) ? nextSlot(schedule, rules, from) : undefined
}

const jsonOf = ({ configured, last, next, waits, paused }: Listed) => ({
  job: configured.id,
  kind: configured.job.name,
  title: configured.job.title,
  enabled: configured.enabled,
  shadow: configured.shadow,
  mandatory: configured.job.mandatory === true,
  schedule: configured.schedule.text,
  lastRun: last ? lastRunJson(last) : null,
  nextRun: next ? { slot: next.name, at: new Date(next.at).toISOString() } : null,
  waits: waits ?? null,
  paused: paused ? pauseJson(paused) : null,
})

/** A pause as JSON shows it. */
export const pauseJson = ({ job, since, until, person, why }: Pause) => ({
  all: job === ALL,
  since,
  until,
  by: person,
  why,
})

/** On a terminal that it is too wide for, in two lines a job. */
function listTable(world: World, rows: Row[]): string {
  const heads = ['Job', 'Runs', 'Last run', 'Next run']
  const wide = rows.map(({ id, runs, last, next }) => [id, runs, last.join(' '), next.join(' ')])
  if (!world.terminal.output || tableWidth(heads, wide) <= world.columns) {
    const noted = rows.map(({ notes }, at) => wide[at]!.with(3, [wide[at]![3], ...notes].join('\n')))
    return columns(world, heads, noted)
  }
  const { dim } = paint(world)
  const narrow = rows.map(({ id, runs, last, next, notes }) => [
    `${id}\n${dim(`  ${runs}`)}`,
    last.join('\n'),
    next.join('\n'),
    notes.join('\n'),
  ])
  return withTextBelow(world, ['Job', 'Last run', 'Next run', ''], narrow)
}

interface Row {
  id: string
  runs: string
  /** When, and what came of it. */
  last: string[]
  next: string[]
  /** What is in its way. */
  notes: string[]
}

function rowOf(world: World, { config }: School, { configured, last, next, waits, paused }: Listed): Row {
  const { green, red, yellow, dim } = paint(world)
  const { zone } = config.school
  const colours: Record<string, (text: string) => string> = {
    succeeded: green,
    running: yellow,
    held: yellow,
    partial: yellow,
  }
  const colour = colours[last?.state ?? ''] ?? red
  const lastText = last ? [when(zone, last.started_at), colour(last.state)] : [dim('never')]
  const isOpen = paused && !next
  const nextTime = next ? when(zone, next.at) : isOpen ? 'not while it is paused' : 'not within a year'
  const shadowed = configured.shadow ? [nextTime, yellow('in shadow')] : [nextTime]
  const nextText = configured.enabled ? shadowed : [dim('switched off')]
  const pausedText = paused && `paused ${paused.until ? `until ${when(zone, paused.until)}` : ''}`.trim()
  const notes = [pausedText, paused ? undefined : waits].filter((one) => one !== undefined)
  const { id, schedule } = configured
  return { id, runs: schedule.text, last: lastText, next: nextText, notes: notes.map((one) => yellow(one)) }
}

/** The runs to come. */
export async function next(world: World, options: CommonOptions & { count: string }): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async ({ config, db }) => {
    const now = await db.now()
    const pauses = (await pausesSince(db, now)).filter((pause) => inForceAt([pause], now))
    const runs = comingRuns(config.jobs, now, count, (job, at) => !inForceAt(pausesOf(pauses, job), at))
    if (options.json) {
      world.out(
        asJson(runs.map(({ job, slot }) => ({ job, slot: slot.name, at: new Date(slot.at).toISOString() }))),
      )
    } else {
      const rows = runs.map(({ job, slot }) => [
        when(config.school.zone, slot.at),
        job,
        slot.moved?.replaceAll('-', ' ') ?? '',
      ])
      for (const pause of pauses)
        world.out(
          `${paint(world).yellow(`${pause.job ? `${pause.job}: ` : ''}${pauseText(config, pause)}`)}\n`,
        )
      world.out(columns(world, ['When', 'Job', ''], rows))
    }
    return Exit.done
  })
}

/**
 * The next `count` slots of all jobs, in order; of one that looks all day, only the very next. A year ahead at most.
 * @param runsAt whether a job runs its slot of that instant: not while it is paused
 */
export function comingRuns(
  jobs: ConfiguredJob[],
  now: number,
  count: number,
  runsAt: (job: ConfiguredJob, at: number) => boolean = () => true,
): { job: string; slot: Slot }[] {
  const day = 86_400_000
  const enabled = jobs.filter((job) => job.enabled)
  const runs: { job: string; slot: Slot }[] = []
  for (let from = now; from < now + 366 * day && runs.length < count; from += day) {
    const today = enabled.flatMap((configured) => {
      const { id, job, schedule, rules } = configured
      if (job.waiting && runs.some((run) => run.job === id)) return []
      const slots = slotsBetween(schedule, rules, from, from + day)
        .filter(({ at }) => runsAt(configured, at))
        .map((slot) => ({ job: id, slot }))
      return job.waiting ? slots.slice(0, 1) : slots
    })
    runs.push(...today.sort((a, b) => a.slot.at - b.slot.at))
  }
  return runs.slice(0, count)
}
