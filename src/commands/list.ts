import type { ConfiguredJob } from '../config/config.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { agendaAt } from '../runner/due.ts'
import { newestRuns } from '../runner/records.ts'
import type { RunRow } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import { nextSlot, type Slot, slotsBetween } from '../schedule/slots.ts'
import type { World } from '../world.ts'
import { asJson, columns, paint, when } from './display.ts'
import { type CommonOptions, countOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

/** Every job of the config: its schedule, its last run, its next slot. */
export async function list(world: World, options: CommonOptions): Promise<ExitCode> {
  return withSchoolInForce(world, options, async (school) => {
    const now = await school.db.now()
    const { waiting } = await agendaAt(school, now)
    const jobs = []
    for (const configured of school.config.jobs) {
      const [last] = await newestRuns(school.db, 1, configured.id)
      const wait = waiting.find(({ job }) => job === configured.id)
      jobs.push({ configured, last, next: upcoming(configured, now), waits: wait?.why })
    }
    if (options.json) world.out(asJson(jobs.map(jsonOf)))
    else
      world.out(
        columns(
          world,
          ['Job', 'Runs', 'Last run', 'Next run'],
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
}

const upcoming = ({ enabled, schedule, rules }: ConfiguredJob, now: number) =>
  enabled ? nextSlot(schedule, rules, now) : undefined

const jsonOf = ({ configured, last, next, waits }: Listed) => ({
  id: configured.id,
  job: configured.job.name,
  title: configured.job.title,
  enabled: configured.enabled,
  shadow: configured.shadow,
  mandatory: configured.job.mandatory === true,
  schedule: configured.schedule.text,
  lastRun: last
    ? { run: last.id, state: last.state, startedAt: last.started_at, endedAt: last.ended_at }
    : null,
  nextRun: next ? { slot: next.name, at: new Date(next.at).toISOString() } : null,
  waits: waits ?? null,
})

function rowOf(world: World, { config }: School, { configured, last, next, waits }: Listed): string[] {
  const { green, red, yellow, dim } = paint(world)
  const { zone } = config.school
  const colours: Record<string, (text: string) => string> = {
    succeeded: green,
    running: yellow,
    held: yellow,
    partial: yellow,
  }
  const colour = colours[last?.state ?? ''] ?? red
  const lastText = last ? `${when(zone, last.started_at)} ${colour(last.state)}` : dim('never')
  const nextTime = next ? when(zone, next.at) : 'not within a year'
  const shadowed = configured.shadow ? `${nextTime} ${yellow('in shadow')}` : nextTime
  const nextText = configured.enabled ? shadowed : dim('switched off')
  return [
    configured.id,
    configured.schedule.text,
    lastText,
    waits ? `${nextText}\n${yellow(waits)}` : nextText,
  ]
}

/** The runs to come. */
export async function next(world: World, options: CommonOptions & { count: string }): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async ({ config, db }) => {
    const runs = comingRuns(config.jobs, await db.now(), count)
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
      world.out(columns(world, ['When', 'Job', ''], rows))
    }
    return Exit.done
  })
}

/** The next `count` slots of all jobs, in order; of one that looks all day, only the very next. A year ahead at most. */
export function comingRuns(jobs: ConfiguredJob[], now: number, count: number): { job: string; slot: Slot }[] {
  const day = 86_400_000
  const enabled = jobs.filter((job) => job.enabled)
  const runs: { job: string; slot: Slot }[] = []
  for (let from = now; from < now + 366 * day && runs.length < count; from += day) {
    const today = enabled.flatMap(({ id, job, schedule, rules }) => {
      if (job.waiting && runs.some((run) => run.job === id)) return []
      const slots = slotsBetween(schedule, rules, from, from + day).map((slot) => ({ job: id, slot }))
      return job.waiting ? slots.slice(0, 1) : slots
    })
    runs.push(...today.sort((a, b) => a.slot.at - b.slot.at))
  }
  return runs.slice(0, count)
}
