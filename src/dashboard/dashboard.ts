import path from 'node:path'
import type { Config, ConfiguredJob } from '../config/config.ts'
import { clockTime } from '../runner/event.ts'
import { inForceAt, pausesOf, pausesSince, untilText } from '../runner/pause.ts'
import { lastRunJson } from '../runner/run.ts'
import type { School } from '../runner/school.ts'
import { nextSlot, type Slot } from '../schedule/slots.ts'
import { type Cell, cellsOf } from './cells.ts'
import { type Found, readFound, type ShownRun, type Volume } from './read.ts'
import { type Took, tookOf } from './took.ts'
import { type Mishap, mishapsOf, type Trouble, troublesOf } from './trouble.ts'
import { type ShownDays, shownDays } from './window.ts'

/** Everything that the page shows. */
export interface Dashboard {
  config: Config
  /** Epoch ms, by the database's clock. */
  now: number
  /** Where it was made. */
  host: string
  shown: ShownDays
  troubles: Trouble[]
  mishaps: Mishap[]
  moreMishaps: number
  jobs: ShownJob[]
  volumes: Volume[]
  hosts: Found['hosts']
}

export interface ShownJob {
  configured: ConfiguredJob
  days: Cell[]
  last?: ShownRun
  /** A pause is not reckoned with. */
  next?: Slot
  /** `paused until 2026-11-30 00:00`: not by whom, which is nobody's business on an intranet. */
  paused?: { until: string | null; text: string }
  took?: Took
}

/** Reads it all on one picture of the database: its parts agree with each other. */
export async function dashboardOf({ config, db, host }: School): Promise<Dashboard> {
  const now = await db.now()
  const shown = shownDays(config.school.zone, now)
  const ids = config.jobs.map(({ id }) => id)
  const { found, pauses } = await db.snapshot(async (session) => ({
    found: await readFound(session, ids, shown),
    pauses: await pausesSince(session, now),
  }))
  const cells = cellsOf(ids, found, shown)
  const runs = byJob(found.runs)
  const before = byJob(found.before)
  const { mishaps, more } = mishapsOf(ids, found, (instant) => clockTime(config, instant))
  return {
    config,
    now,
    host: host.name,
    shown,
    troubles: troublesOf(config.jobs, found),
    mishaps,
    moreMishaps: more,
    jobs: config.jobs.map((configured) => {
      const { id, enabled, schedule, rules } = configured
      const own = runs.get(id) ?? []
      const last = own[0] ?? before.get(id)?.at(-1)
      const next = enabled ? nextSlot(schedule, rules, now) : undefined
      const took = tookOf(own, shown)
      const pause = inForceAt(pausesOf(pauses, configured), now)
      return {
        configured,
        days: cells.get(id)!,
        ...(last ? { last } : {}),
        ...(next ? { next } : {}),
        ...(pause ? { paused: { until: pause.until, text: `paused ${untilText(config, pause)}` } } : {}),
        ...(took ? { took } : {}),
      }
    }),
    volumes: found.volumes,
    hosts: found.hosts,
  }
}

function byJob(runs: ShownRun[]): Map<string, ShownRun[]> {
  const jobs = new Map<string, ShownRun[]>()
  for (const run of runs) {
    const own = jobs.get(run.job)
    if (own) own.push(run)
    else jobs.set(run.job, [run])
  }
  return jobs
}

/** What a job is besides being live. */
export function standingOf({ enabled, shadow, job }: ConfiguredJob): string[] {
  return [
    ...(enabled ? [] : ['switched off']),
    ...(enabled && shadow ? ['in shadow'] : []),
    ...(job.mandatory ? ['mandatory'] : []),
  ]
}

/** The same for programs. Instants are ISO 8601 in UTC, durations milliseconds. */
export function jsonOf({ config, now, host, shown, jobs, ...rest }: Dashboard) {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    school: config.school.name,
    madeAt: iso(now),
    host,
    config: { file: path.basename(config.file), hash: config.hash },
    days: shown.days.map(String),
    troubles: rest.troubles.map(({ kind, job = null, run = null, since, what, todo }) => ({
      ...{ kind, job, run, since, what, todo },
    })),
    mishaps: rest.mishaps.map(({ at, job, run = null, what, why }) => ({ at, job, run, what, why })),
    moreMishaps: rest.moreMishaps,
    jobs: jobs.map(({ configured, days, last, next, took, paused }) => ({
      job: configured.id,
      kind: configured.job.name,
      title: configured.job.title,
      schedule: configured.schedule.text,
      enabled: configured.enabled,
      shadow: configured.shadow,
      mandatory: configured.job.mandatory === true,
      lastRun: last ? lastRunJson(last) : null,
      nextRun: next ? { slot: next.name, at: iso(next.at) } : null,
      paused: paused ? { until: paused.until } : null,
      took: took ? { ...took, trend: took.trend ?? null } : null,
      days,
    })),
    volumes: rest.volumes,
    hosts: rest.hosts.map(({ source, last_tick_at }) => ({ source, lastTickAt: last_tick_at })),
    calendar: {
      terms: config.calendar.terms.map(dated),
      holidays: config.calendar.holidays.map(dated),
      endsOn: config.calendar.endsOn?.toString() ?? null,
    },
  }
}

const dated = ({ name, from, to }: Config['calendar']['terms'][number]) => ({
  name,
  from: from.toString(),
  to: to.toString(),
})
