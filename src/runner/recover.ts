import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { raise } from './alert.ts'
import { isDead, removeTraces } from './alive.ts'
import type { Finding } from './event.ts'
import { failedSubject } from './incident.ts'
import { end, LostLease, type RunRow } from './run.ts'
import { iso, type School } from './school.ts'
import { settleSlot } from './slot.ts'

export interface LeaseRow {
  job: string
  token: string
  run_id: number
  host: string
  boot: string
  pid: number
  expires_at: string
}

/**
 * Ends the runs whose process is gone, or whose lease has run out, so that their slots can be tried again.
 * @returns how many slots were given up, having died too often
 */
export async function recover(school: School, now: number): Promise<number> {
  const { db } = school
  const leases = await db.all<LeaseRow>(db.sql(own('lease')))
  let givenUp = 0
  for (const lease of leases) {
    const why = await whyOver(lease, school, now)
    if (why && (await abandon(school, lease, why, now)) === 'given up') givenUp += 1
  }
  return givenUp
}

async function whyOver(lease: LeaseRow, school: School, now: number): Promise<string | undefined> {
  if (await isDead(lease, school.host))
    return `The process that ran it (${lease.pid} on ${lease.host}) was gone.`
  if (lease.expires_at < iso(now))
    return `Its lease ran out before it ended (process ${lease.pid} on ${lease.host}).`
  return undefined
}

/**
 * Ends somebody else's run by the same fenced update that its holder would use: had the holder committed a
 * moment ago, there is nothing left to end, and its success stands.
 * @param besides what is recorded with it
 */
export async function abandon(
  school: School,
  lease: LeaseRow,
  why: string,
  now: number,
  besides?: Finding,
): Promise<'free' | 'given up' | 'ended by itself'> {
  try {
    const state = await school.db.transaction(
      async (session) => {
        const run = await runOf(session, lease)
        const ending = { runId: lease.run_id, token: lease.token, job: lease.job }
        const state = run?.slot ? await settleDead(session, run, run.slot, why, now) : undefined
        await end(session, ending, 'abandoned', now, { message: why })
        await besides?.(session)
        return state
      },
      { turn: 'record' },
    )
    school.log('run-end', 'error', { job: lease.job, run: lease.run_id, outcome: 'abandoned' })
    if (lease.host === school.host.name) removeTraces(lease.token)
    return state === 'done' ? 'given up' : 'free'
  } catch (error) {
    if (error instanceof LostLease) return 'ended by itself'
    throw error
  }
}

async function settleDead(session: Session, run: RunRow, slot: string, why: string, now: number) {
  const attempt = { job: run.job, slot, attempt: run.attempt }
  const state = await settleSlot(session, attempt, 'abandoned', true, now)
  const givenUp = `${run.job}: given up after ${run.attempt} attempts. ${why} (run ${run.id})`
  if (state === 'done') await raise(session, failedSubject(run.job), givenUp, now)
  return state
}

const runOf = (session: Session, lease: LeaseRow) =>
  session.first<RunRow>(session.sql(own('run')).where({ id: lease.run_id, state: 'running' }))
