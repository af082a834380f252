import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { type Decision, decide, isOutOfHours } from '../schedule/due.ts'
import { iso, type School } from './school.ts'
import type { SlotRow } from './slot.ts'

/** What is known of one job's slots before this tick decides anything. */
export interface Progress {
  configured: ConfiguredJob
  since: number
  handledThrough: number | undefined
  /** The slots waiting to be tried again, oldest first. */
  pending: SlotRow[]
}

/** Makes sure that every enabled job has a beginning, and forgets the beginnings of disabled ones. */
export async function begins(school: School, now: number): Promise<void> {
  const { db, config } = school
  const known = await db.all<{ job: string; schedule: string }>(
    db.sql(own('schedule')).select('job', 'schedule'),
  )
  const isKnown = (job: ConfiguredJob) =>
    known.some((row) => row.job === job.id && row.schedule === job.schedule.key)
  const fresh = config.jobs.filter((job) => job.enabled && !isKnown(job))
  const off = config.jobs.filter((job) => !job.enabled && known.some((row) => row.job === job.id))
  if (fresh.length === 0 && off.length === 0) return
  const since = iso(Math.floor(now / 60_000) * 60_000)
  await db.transaction(async (session) => {
    for (const job of fresh) await beginAt(session, job, since)
    // Switched on again, it begins anew: what fell due while it was off is not made up for.
    const ids = off.map((job) => job.id)
    await session.run(session.sql(own('schedule')).whereIn('job', ids).delete())
  })
}

async function beginAt(session: Session, job: ConfiguredJob, since: string): Promise<void> {
  const { sql } = session
  const key = { job: job.id, schedule: job.schedule.key }
  if (!(await session.first(sql(own('schedule')).where(key)))) {
    await session.run(sql(own('schedule')).insert({ ...key, since }))
  }
  if (!(await session.first(sql(own('job')).where({ job: job.id })))) {
    await session.run(sql(own('job')).insert({ job: job.id, handled_through: null }))
  }
}

export async function progressOf(school: School): Promise<Progress[]> {
  const { db, config } = school
  const begun = await db.all<{ job: string; schedule: string; since: string }>(db.sql(own('schedule')))
  const marks = await db.all<{ job: string; handled_through: string | null }>(db.sql(own('job')))
  const pending = await db.all<SlotRow>(db.sql(own('slot')).where({ state: 'pending' }).orderBy('due_at'))
  return config.jobs.flatMap((configured) => {
    const { id, schedule, enabled } = configured
    const start = begun.find((row) => row.job === id && row.schedule === schedule.key)
    if (!enabled || !start) return []
    const mark = marks.find((row) => row.job === id)?.handled_through
    return {
      configured,
      since: Date.parse(start.since),
      handledThrough: mark ? Date.parse(mark) : undefined,
      pending: pending.filter((row) => row.job === id),
    }
  })
}

/** What the schedule and the missed policy make of a job's slots at `now`. */
export function decisionOf(
  { config }: Pick<School, 'config'>,
  { configured, since, handledThrough }: Omit<Progress, 'pending'>,
  now: number,
): Decision {
  const { schedule, rules, missed } = configured
  const outOfHours = (instant: number) => isOutOfHours(instant, rules, config.schoolHours)
  return decide({ schedule, rules, missed, since, handledThrough, now, outOfHours })
}
