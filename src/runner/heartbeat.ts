import { own } from '../db/migrations/index.ts'
import { type Claim, LEASE } from './run.ts'
import { iso, type School } from './school.ts'

/** How often a holder says that it is alive, in milliseconds: a few may be lost without the lease running out. */
const BEAT = LEASE / 4

/**
 * Does the work of a run, and renews its lease beside it on a connection of its own. Not on an embedded database: one
 * who writes to it keeps everybody out, this heartbeat too, and that is proof enough of life.
 */
export async function keepingAlive<T>(school: School, claim: Claim, work: () => Promise<T>): Promise<T> {
  if (school.db.dialect === 'sqlite') return work()
  // One that does not get through says nothing: whether the run is still ours is asked when it ends.
  const stop = school.every(BEAT, () => renew(school, claim).catch(() => {}))
  try {
    return await work()
  } finally {
    stop()
  }
}

async function renew({ db }: School, { job, token }: Claim): Promise<void> {
  const expires = iso((await db.now()) + LEASE)
  await db.run(db.sql(own('lease')).where({ job, token }).update({ expires_at: expires }))
}
