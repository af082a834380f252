import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { type Decision, decide, isOutOfHours, LOOK_BACK } from '../schedule/due.ts'
import { becomeLive, noLongerLive } from './live.ts'
import { inForceAt, type Pause, pausesOf, pausesSince } from './pause.ts'
import { iso, type School, sourceOf } from './school.ts'
import { closePending, type SlotRow } from './slot.ts'

/** What is known of one job's slots before this tick decides anything. */
export interface Progress {
  configured: ConfiguredJob
  since: number
  handledThrough: number | undefined
  /** The slots waiting to be tried again, oldest first. */
  pending: SlotRow[]
  /** Those that concern its slots, of the last 60 days. */
  pauses: Pause[]
  /** The one that keeps it from running now. */
  paused: Pause | undefined
}

/** A schedule with its day rules: what a job's beginning belongs to. */
export const scheduleKey = ({ schedule, rules }: ConfiguredJob): string =>
  `${schedule.key} ${rules.days} ${rules.nonSchoolDay}`

interface BegunRow {
  job: string
  schedule: string
  since: string
  seen_at: string
}

/**
 * Makes sure that every job that is switched on has a beginning, and notes that it was seen. A job that this
 * config did not have, or had switched off, when this host last looked begins anew: what fell due meanwhile is
 * nobody's. That another host has another config does not matter.
 */
export async function begins(school: School, now: number): Promise<void> {
  const { db, config } = school
  const source = sourceOf(school)
  const on = config.jobs.filter((job) => job.enabled)
  const begun = await db.all<BegunRow>(db.sql(own('schedule')))
  const rowOf = (job: ConfiguredJob) =>
    begun.find((row) => row.job === job.id && row.schedule === scheduleKey(job))
  const before = await db.first<{ last_tick_at: string }>(db.sql(own('source')).where({ source }))
  const fresh = on.filter((job) => !rowOf(job))
  const back = on.filter(
    (job) => before && (rowOf(job)?.seen_at ?? before.last_tick_at) < before.last_tick_at,
  )
  const { live, over } = await turns(db, config.jobs)
  const isRecent = before && Math.abs(now - Date.parse(before.last_tick_at)) < 60_000
  if (isRecent && [fresh, back, live, over].every((jobs) => jobs.length === 0)) return
  await db.transaction(
    async (session) => {
      const since = iso(Math.floor(now / 60_000) * 60_000)
      for (const job of fresh) await beginAt(session, job, since, now)
      for (const job of back) await beginAnew(session, job, since, now)
      for (const job of live) await becomeLive(session, job.id, now)
      await noLongerLive(
        session,
        over.map(({ id }) => id),
      )
      await noteSeen(session, on, source, now)
    },
    { turn: 'record' },
  )
}

/** The jobs that have become live since the last look, and those that have ceased to be. */
async function turns(db: Session, jobs: ConfiguredJob[]) {
  const rows = await db.all<{ job: string }>(db.sql(own('job')).whereNotNull('live_since').select('job'))
  const wasLive = new Set(rows.map(({ job }) => job))
  const isLive = (job: ConfiguredJob) => job.enabled && !job.shadow
  return {
    live: jobs.filter((job) => isLive(job) && !wasLive.has(job.id)),
    over: jobs.filter((job) => !isLive(job) && wasLive.has(job.id)),
  }
}

async function beginAt(session: Session, job: ConfiguredJob, since: string, now: number): Promise<void> {
  const { sql } = session
  const key = { job: job.id, schedule: scheduleKey(job) }
  if (!(await session.first(sql(own('schedule')).where(key)))) {
    await session.run(sql(own('schedule')).insert({ ...key, since, seen_at: iso(now) }))
  }
  if (!(await session.first(sql(own('job')).where({ job: job.id })))) {
    await session.run(sql(own('job')).insert({ job: job.id, handled_through: null }))
  }
}

async function beginAnew(session: Session, job: ConfiguredJob, since: string, now: number): Promise<void> {
  const { sql } = session
  const key = { job: job.id, schedule: scheduleKey(job) }
  await session.run(sql(own('schedule')).where(key).update({ since }))
  await closePending(session, { job: job.id }, 'The job was switched off.', now)
}

async function noteSeen(session: Session, on: ConfiguredJob[], source: string, now: number): Promise<void> {
  const { sql } = session
  if (on.length > 0) {
    const seen = sql(own('schedule')).where((any) => {
      for (const job of on) any.orWhere({ job: job.id, schedule: scheduleKey(job) })
    })
    await session.run(seen.update({ seen_at: iso(now) }))
  }
  const updated = await session.run(
    sql(own('source'))
      .where({ source })
      .update({ last_tick_at: iso(now) }),
  )
  if (updated === 0) await session.run(sql(own('source')).insert({ source, last_tick_at: iso(now) }))
}

/** @param now epoch ms */
export async function progressOf(school: School, now: number): Promise<Progress[]> {
  const { db, config } = school
  const begun = await db.all<BegunRow>(db.sql(own('schedule')))
  const marks = await db.all<{ job: string; handled_through: string | null }>(db.sql(own('job')))
  const pending = await db.all<SlotRow>(db.sql(own('slot')).where({ state: 'pending' }).orderBy('due_at'))
  const all = await pausesSince(db, now - LOOK_BACK)
  return config.jobs.flatMap((configured) => {
    const { id, enabled } = configured
    const start = begun.find((row) => row.job === id && row.schedule === scheduleKey(configured))
    if (!enabled || !start) return []
    const mark = marks.find((row) => row.job === id)?.handled_through
    const pauses = pausesOf(all, configured)
    return {
      configured,
      since: Date.parse(start.since),
      handledThrough: mark ? Date.parse(mark) : undefined,
      pending: pending.filter((row) => row.job === id),
      pauses,
      paused: inForceAt(pauses, now),
    }
  })
}

/** What the schedule and the missed policy make of a job's slots at `now`. */
export function decisionOf(
  { config }: Pick<School, 'config'>,
  { configured, since, handledThrough, pauses }: Omit<Progress, 'pending' | 'paused'>,
  now: number,
): Decision {
  const { schedule, rules, missed } = configured
  const outOfHours = (instant: number) => isOutOfHours(instant, rules, config.schoolHours)
  const isPaused = (instant: number) => inForceAt(pauses, instant) !== undefined
  return decide({ schedule, rules, missed, since, handledThrough, now, outOfHours, isPaused })
}
