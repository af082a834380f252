import type { Knex } from 'knex'
import type { Session } from '../db/database.ts'
import { cautions } from '../runner/caution.ts'
import { ALL, endOf, inForceAt, pausesSince } from '../runner/pause.ts'
import type { School } from '../runner/school.ts'

/** How the references of alerts begin. They say that something is wrong, so nothing holds them back. */
export const ALERT = 'alert-'

/** What may not leave at present, although it is due. */
export interface Hold {
  /** Something is odd about this host or its database: nothing but alerts leaves. */
  caution: boolean
  /** Whatever a job has put on its way waits, but for what people send themselves. */
  all: boolean
  /** Jobs whose items wait. */
  jobs: string[]
  /** A person has just run this job: what it has put on its way goes. */
  despite?: string | undefined
  /** When a pause ends next, epoch ms. */
  until: number
}

/**
 * What is held back now, by cautions and pauses; undefined while everything may go.
 * @param despite the job that a person has just run
 */
export async function holdOn(
  session: Session,
  { host }: Pick<School, 'host'>,
  now: number,
  despite?: string,
): Promise<Hold | undefined> {
  const caution = (await cautions(session, host)).length > 0
  const pauses = (await pausesSince(session, now)).filter((pause) => inForceAt([pause], now))
  const all = pauses.some(({ job }) => job === ALL)
  const jobs = pauses.map(({ job }) => job).filter((job) => job !== ALL && job !== despite)
  if (!caution && !all && jobs.length === 0) return undefined
  return { caution, all, jobs, despite, until: Math.min(...pauses.map(endOf)) }
}

/** Those items of a query that are not held back. */
export function released<Rows extends Knex.QueryBuilder>(items: Rows, hold: Hold | undefined): Rows {
  if (!hold) return items
  if (hold.caution) items.whereNull('job').where('reference', 'like', `${ALERT}%`)
  else
    items.where((free) => {
      free.whereNull('job')
      if (!hold.all) free.orWhereNotIn('job', hold.jobs)
      else if (hold.despite) free.orWhere('job', hold.despite)
    })
  return items
}
