import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso } from './school.ts'

/**
 * Since when a job has been live, epoch milliseconds: what happened before is nobody's, or another program's. A job
 * in shadow is asked as though it had been live since it was first seen.
 */
export async function liveSince(
  session: Session,
  { id, shadow }: Pick<ConfiguredJob, 'id' | 'shadow'>,
): Promise<number | undefined> {
  const { sql } = session
  const since = shadow
    ? sql(own('schedule')).where({ job: id }).min({ since: 'since' })
    : sql(own('job')).where({ job: id }).select({ since: 'live_since' })
  const row = await session.first<{ since: string | null }>(since)
  return row?.since ? Date.parse(row.since) : undefined
}

/** Whether the job was in shadow before: another program did its work until then. */
export async function wasInShadow(session: Session, job: string): Promise<boolean> {
  return (await session.first(session.sql(own('run')).where({ job, shadow: 1 }).limit(1))) !== undefined
}

/** Notes that a job is live from now on, unless it has been already. */
export async function becomeLive(session: Session, job: string, now: number): Promise<void> {
  const { sql } = session
  const row = await session.first<{ live_since: string | null }>(sql(own('job')).where({ job }))
  if (!row) await session.run(sql(own('job')).insert({ job, handled_through: null, live_since: iso(now) }))
  else if (!row.live_since) {
    await session.run(
      sql(own('job'))
        .where({ job })
        .update({ live_since: iso(now) }),
    )
  }
}

/** Jobs that are back in shadow, or switched off, are no longer live: going live again is a new beginning. */
export async function noLongerLive(session: Session, jobs: string[]): Promise<void> {
  if (jobs.length === 0) return
  const { sql } = session
  await session.run(
    sql(own('job')).whereIn('job', jobs).whereNotNull('live_since').update({ live_since: null }),
  )
}
