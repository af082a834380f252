import type { ConfiguredJob } from '../config/config.ts'
import { DatabaseBusy, type Session } from '../db/database.ts'
import { UserError } from '../exit.ts'
import { apply, contextFor, countOf, planOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { cautions } from './caution.ts'
import { assess, type Verdict } from './guard.ts'
import { Interrupted, limited, TimedOut } from './limits.ts'
import { momentAt } from './moment.ts'
import { type Claim, end, LostLease, type Outcome } from './run.ts'
import type { School } from './school.ts'
import { type SlotState, settleSlot } from './slot.ts'

/** What came of an attempt. */
export interface Result {
  outcome: Outcome
  /** State of the slot afterwards; none for a run that a person started. */
  slot?: SlotState
  counts: Record<string, number>
  withheld: Record<string, number>
  message?: string
  /** Ctrl+C or a stop request ended it. */
  interrupted?: boolean
}

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
    return patiently(() => recordFailure(school, claim, error))
  }
}

async function carryOut(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  session: Session,
): Promise<Result> {
  const { db, config } = school
  const { job, params, guard } = configured
  const moment = momentAt(config.school.zone, await db.now())
  const plan = await planOf(job, params, contextFor(job, session, moment))
  const { steps, ...judged } = await judge(session, plan, guard, claim.approved)
  const result: Result = { ...judged, counts: {} }
  for (const [count, change] of steps) result.counts[count] = await apply(session, change)
  if (result.outcome !== 'held') for (const [count] of plan) result.counts[count] ??= 0
  await conclude(session, claim, result, false, moment.now)
  return result
}

/** What the guard and the standing cautions make of a plan: the steps to take, and what is kept back. */
export async function judge(
  session: Session,
  plan: [count: string, change: Change][],
  limits: ConfiguredJob['guard'],
  approved: Record<string, number> = {},
): Promise<{
  outcome: 'succeeded' | 'partial' | 'held'
  steps: [count: string, change: Change][]
  withheld: Record<string, number>
  message?: string
}> {
  const verdict = await assess(session, plan, limits, approved)
  const hold = verdict.hold ?? (await heldByCaution(session, plan, approved))
  if (hold)
    return { outcome: 'held', steps: [], withheld: await removals(session, plan, verdict), message: hold }
  const kept = Object.values(verdict.withheld).reduce((sum, rows) => sum + rows, 0)
  if (kept === 0) return { outcome: 'succeeded', steps: plan, withheld: {} }
  return {
    outcome: 'partial',
    steps: plan.filter(([count]) => !(count in verdict.withheld)),
    withheld: verdict.withheld,
    message: `the guard kept back ${kept} removals that no leaving date explains`,
  }
}

/** While something is odd about this host or its database, nothing is deleted without a person. */
async function heldByCaution(
  session: Session,
  plan: [string, Change][],
  approved: Record<string, number> = {},
): Promise<string | undefined> {
  const [caution] = await cautions(session)
  if (!caution) return undefined
  for (const [count, change] of plan) {
    if (change.op !== 'remove') continue
    if ((await countOf(session, change)) > (approved[count] ?? 0)) return caution.detail
  }
  return undefined
}

/** What a held run would remove: the measure that an approval is held to. */
async function removals(
  session: Session,
  plan: [string, Change][],
  verdict: Verdict,
): Promise<Record<string, number>> {
  const measured: Record<string, number> = { ...verdict.withheld }
  for (const [count, change] of plan) {
    if (change.op === 'remove' && !(count in measured)) measured[count] = await countOf(session, change)
  }
  return measured
}

async function conclude(
  session: Session,
  claim: Claim,
  result: Result,
  canPass: boolean,
  now: number,
): Promise<void> {
  if (claim.slot) {
    const attempt = { job: claim.job, slot: claim.slot.name, attempt: claim.attempt }
    result.slot = await settleSlot(session, attempt, result.outcome, canPass, now, result.message)
  }
  await end(session, claim, result.outcome, now, {
    counts: JSON.stringify(result.counts),
    withheld: JSON.stringify(result.withheld),
    message: result.message ?? null,
  })
}

async function recordFailure(school: School, claim: Claim, error: unknown): Promise<Result> {
  const result: Result = {
    outcome: error instanceof TimedOut ? 'timed-out' : 'failed',
    counts: {},
    withheld: {},
    message: messageOf(error),
    interrupted: error instanceof Interrupted,
  }
  try {
    await school.db.transaction(async (session) =>
      conclude(session, claim, result, canPass(error), await school.db.now()),
    )
  } catch (again) {
    if (again instanceof LostLease) return lost(again)
    throw again
  }
  return result
}

const lost = (error: LostLease): Result => ({
  outcome: 'abandoned',
  counts: {},
  withheld: {},
  message: `${error.message} Its lease had run out; nothing was changed.`,
})

/** Would the same run, a little later, perhaps succeed? A mistake in the config or in us stays a mistake. */
function canPass(error: unknown): boolean {
  if (error instanceof DatabaseBusy || error instanceof TimedOut || error instanceof Interrupted) return true
  return /^SQLITE_(FULL|IOERR|NOMEM|INTERRUPT)/.test((error as { code?: string }).code ?? '')
}

function messageOf(error: unknown): string {
  if (error instanceof UserError || error instanceof TimedOut || error instanceof Interrupted)
    return error.message
  const { name, message } = error as Error
  return `${name}: ${message}`.slice(0, 2000)
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
