import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { raise } from './alert.ts'
import { isDead } from './alive.ts'
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

/** Ends the runs whose process is gone, or whose lease has run out, so that their slots can be tried again. */
export async function recover(school: School, now: number): Promise<number> {
  const { db } = school
  const leases = await db.all<LeaseRow>(db.sql(own('lease')))
  let recovered = 0
  for (const lease of leases) {
    const why = await whyOver(lease, school, now)
    if (why && (await abandon(school, lease, why, now))) recovered += 1
  }
  return recovered
}

async function whyOver(lease: LeaseRow, school: School, now: number): Promise<string | undefined> {
  if (await isDead(lease, school.host))
    return `The process that ran it (${lease.pid} on ${lease.host}) was gone.`
  if (lease.expires_at < iso(now)) return `Its lease ran out; ${lease.host} did not renew it.`
  return undefined
}

/**
 * Ends somebody else's run by the same fenced update that its holder would use: had the holder committed a
 * moment ago, there is nothing left to end, and its success stands.
 */
export async function abandon(school: School, lease: LeaseRow, why: string, now: number): Promise<boolean> {
  try {
    await school.db.transaction(async (session) => {
      const run = await runOf(session, lease)
      if (run?.slot) {
        const attempt = { job: run.job, slot: run.slot, attempt: run.attempt }
        const state = await settleSlot(session, attempt, 'abandoned', true, now, why)
        const givenUp = `${run.job}: given up after ${run.attempt} attempts. ${why} (run ${run.id})`
        if (state === 'done') await raise(session, `job ${run.job}`, givenUp, now)
      }
      await end(session, { runId: lease.run_id, token: lease.token, job: lease.job }, 'abandoned', now, {
        message: why,
      })
    })
    return true
  } catch (error) {
    if (error instanceof LostLease) return false
    throw error
  }
}

const runOf = (session: Session, lease: LeaseRow) =>
  session.first<RunRow>(session.sql(own('run')).where({ id: lease.run_id, state: 'running' }))
