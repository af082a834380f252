import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { scheduleKey } from './progress.ts'
import type { School } from './school.ts'

/** A mandatory job has to succeed this often, in milliseconds. */
const WITHIN = 36 * 3_600_000

/** How a mandatory job stands. Instants are ISO 8601 in UTC. */
export interface Mandatory {
  job: string
  lastSuccess: string | null
  /** Since when it should have succeeded, at the latest: its last success, or the first tick that saw it. */
  since: string | undefined
  overdue: boolean
}

/** The mandatory jobs of the config, and which of them have not succeeded for 36 hours. */
export async function mandatoryJobs(school: School, now: number): Promise<Mandatory[]> {
  const found: Mandatory[] = []
  for (const configured of school.config.jobs.filter(({ job }) => job.mandatory)) {
    const lastSuccess = await lastSuccessOf(school, configured.id)
    const since = lastSuccess ?? (await firstSeen(school, configured))
    const overdue = since !== undefined && now - Date.parse(since) > WITHIN
    found.push({ job: configured.id, lastSuccess, since, overdue })
  }
  return found
}

/** When a job last succeeded, in one look at an index. */
export async function lastSuccessOf({ db }: Pick<School, 'db'>, job: string): Promise<string | null> {
  const runs = db.sql(own('run')).where({ job, state: 'succeeded' })
  return (await db.first<{ last: string | null }>(runs.max({ last: 'ended_at' })))?.last ?? null
}

async function firstSeen({ db }: School, configured: ConfiguredJob): Promise<string | undefined> {
  const begun = db.sql(own('schedule')).where({ job: configured.id, schedule: scheduleKey(configured) })
  return (await db.first<{ since: string }>(begun))?.since
}
