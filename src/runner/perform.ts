import type { ConfiguredJob } from '../config/config.ts'
import { DatabaseBusy, type Session } from '../db/database.ts'
import { inPlainWords, mayPass } from '../db/trouble.ts'
import { UserError } from '../exit.ts'
import { apply, contextFor, planOf } from '../jobs/apply.ts'
import { reflect } from './incident.ts'
import { judge } from './judge.ts'
import { Interrupted, limited, TimedOut } from './limits.ts'
import { momentAt } from './moment.ts'
import type { Result } from './result.ts'
import { type Claim, end, LostLease } from './run.ts'
import type { School } from './school.ts'
import { settleSlot } from './slot.ts'

/** How often an attempt asks again for a database that another writer holds; each asking waits five seconds. */
const PATIENCE = 12

/**
 * Runs a job that this process holds the lease of. Effects, counts, the end of the run, the slot and the lease
 * are one commit: after it the run has happened, before it nothing has.
 */
export async function perform(school: School, configured: ConfiguredJob, claim: Claim): Promise<Result> {
  const deadline = school.clock() + configured.timeout
  try {
    return await patiently(() =>
      school.db.transaction((session) =>
        carryOut(
          school,
          configured,
          claim,
          limited(session, { deadline, clock: school.clock, stop: school.stop }),
        ),
      ),
    )
  } catch (error) {
    if (error instanceof LostLease) return lost(error)
    return patiently(() => recordFailure(school, configured, claim, error))
  }
}

async function carryOut(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  session: Session,
): Promise<Result> {
  const { db, config } = school
  const { job, params } = configured
  const moment = momentAt(config.school.zone, await db.now())
  const plan = await planOf(job, params, contextFor(job, session, moment))
  const { steps, ...judged } = await judge(school, session, plan, configured.guard, claim.approved)
  const result: Result = { ...judged, counts: {} }
  for (const [count, change] of steps) result.counts[count] = await apply(session, change)
  if (result.outcome !== 'held') for (const [count] of plan) result.counts[count] ??= 0
  return conclude(session, configured, claim, result, false, await db.now())
}

/** The end of an attempt: its slot, its run, its lease and what people will be told, in one transaction. */
async function conclude(
  session: Session,
  configured: ConfiguredJob,
  claim: Claim,
  result: Result,
  canPass: boolean,
  now: number,
): Promise<Result> {
  if (claim.slot) {
    const attempt = { job: claim.job, slot: claim.slot.name, attempt: claim.attempt }
    result.slot = await settleSlot(session, attempt, result.outcome, canPass, now)
  }
  const isNews = await reflect(session, configured, claim, result, now)
  await end(session, claim, result.outcome, now, {
    counts: JSON.stringify(result.counts),
    withheld: JSON.stringify(result.withheld),
    message: result.message ?? null,
  })
  return { ...result, isNews }
}

async function recordFailure(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  error: unknown,
): Promise<Result> {
  const { db } = school
  const result: Result = {
    outcome: error instanceof TimedOut ? 'timed-out' : 'failed',
    counts: {},
    withheld: {},
    message: messageOf(error),
  }
  try {
    return await db.transaction(async (session) =>
      conclude(session, configured, claim, result, canPass(error), await db.now()),
    )
  } catch (again) {
    if (again instanceof LostLease) return lost(again)
    throw again
  }
}

const lost = (error: LostLease): Result => ({
  outcome: 'abandoned',
  counts: {},
  withheld: {},
  message: `${error.message} Its lease had run out; nothing was changed.`,
})

/** Would the same run, a little later, perhaps succeed? A mistake in the config or in us stays a mistake. */
function canPass(error: unknown): boolean {
  return error instanceof TimedOut || error instanceof Interrupted || mayPass(error)
}

function messageOf(error: unknown): string {
  if (error instanceof UserError || error instanceof TimedOut || error instanceof Interrupted)
    return error.message
  const { name, message } = error as Error
  return (inPlainWords(error) ?? `${name}: ${message}`).slice(0, 2000)
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DatabaseBusy) || tries === PATIENCE) throw error
    }
  }
}
