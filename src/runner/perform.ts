import type { ConfiguredJob } from '../config/config.ts'
import { SimsTrouble } from '../db/apart/trouble.ts'
import { DatabaseConflict, type Session } from '../db/database.ts'
import { outboxMemory } from '../db/migrations/0003-outbox.ts'
import { own } from '../db/migrations/index.ts'
import { type JobTable, nameOf } from '../db/tables.ts'
import { inPlainWords, mayPass } from '../db/trouble.ts'
import { UserError } from '../exit.ts'
import { apply, planOf, prepare } from '../jobs/apply.ts'
import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import { type Looked, look } from '../shadow/look.ts'
import { remember } from '../shadow/remember.ts'
import { takeBatches } from './batches.ts'
import { keepingAlive } from './heartbeat.ts'
import { reflect } from './incident.ts'
import { judge } from './judge.ts'
import { Interrupted, type Limits, limited, TimedOut } from './limits.ts'
import { becomeLive } from './live.ts'
import { logged } from './logged.ts'
import { momentOf } from './moment.ts'
import { patiently } from './patiently.ts'
import { pingEnd, pingStart } from './ping.ts'
import { preview } from './preview.ts'
import type { Result } from './result.ts'
import { type Claim, end, LostLease, type RunRow } from './run.ts'
import type { School } from './school.ts'
import { settleSlot } from './slot.ts'

/**
 * Runs a job that this process holds the lease of. Effects, counts, the end of the run, the slot and the lease
 * are one commit: after it the run has happened, before it nothing has.
 */
export async function perform(school: School, configured: ConfiguredJob, claim: Claim): Promise<Result> {
  pingStart(school, configured, claim)
  const result = await logged(school, claim, () =>
    keepingAlive(school, claim, () => attempt(school, configured, claim)),
  )
  pingEnd(school, configured, claim, result)
  return result
}

async function attempt(school: School, configured: ConfiguredJob, claim: Claim): Promise<Result> {
  // What batches have done stays done, however the run ends.
  const progress: Result['counts'] = {}
  const limits = { deadline: school.clock() + configured.timeout, clock: school.clock, stop: school.stop }
  try {
    if (configured.shadow) return await rehearse(school, configured, claim, limits)
    await fetchFor(school, configured)
    if (configured.job.inBatches) return await carryOutInBatches(school, configured, claim, limits, progress)
    const prepared = await prepareFor(school, configured, claim, limits)
    return await patiently(() =>
      school.db.transaction(
        (session) => carryOut(school, configured, claim, limited(session, limits), prepared),
        { tables: tablesOf(configured) },
      ),
    )
  } catch (error) {
    if (error instanceof LostLease) return lost(error)
    return patiently(() => recordFailure(school, configured, claim, error, progress))
  }
}

/** What the job needs from outside. Without it nothing is planned: better late than on half of the facts. */
async function fetchFor(
  { db, config, stop }: School,
  { job, params, timeout }: ConfiguredJob,
): Promise<void> {
  const inTime = AbortSignal.timeout(timeout)
  try {
    await job.fetch?.(params, {
      db,
      settings: config,
      now: () => db.now(),
      stop: AbortSignal.any([stop, inTime]),
    })
  } catch (error) {
    if (stop.aborted) throw new Interrupted('The program was asked to stop.')
    if (inTime.aborted) throw new TimedOut('The job took longer than its timeout.')
    throw error
  }
}

/** On a picture of the database, so that others can write meanwhile. */
async function prepareFor(
  school: School,
  configured: ConfiguredJob,
  { slot }: Claim,
  limits: Limits,
): Promise<unknown> {
  if (!configured.job.prepare) return undefined
  return school.db.snapshot(async (session) => {
    const moment = await momentOf(school, session, configured, slot)
    return prepare(configured, limited(session, limits), school.config.calendar, moment)
  })
}

/** What its transaction needs. A job that prepares has read most of that already, and asks for the rest. */
function tablesOf({ job }: ConfiguredJob) {
  const named = (tables: JobTable[]) => tables.map((table) => nameOf(table))
  return { reads: job.prepare ? [] : named(job.reads), writes: named(job.writes) }
}

async function carryOut(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  session: Session,
  prepared: unknown,
): Promise<Result> {
  const { db } = school
  if (sends(configured.job)) await session.takeTurn('outbox')
  const { steps, counted, ...judged } = await decided(school, configured, claim, session, prepared)
  const result: Result = { ...judged, counts: {} }
  for (const [count, change] of steps) {
    result.counts[count] = await apply(session, change)
    // On a server others write meanwhile: an import that is cut short between the look and the deed, for one.
    if (result.counts[count] > (counted[count] ?? Number.POSITIVE_INFINITY))
      throw new DatabaseConflict(`${configured.id}: what it goes by changed while it was at work.`)
  }
  await session.takeTurn('record')
  await becomeLive(session, configured.id, await db.now())
  return conclude(session, configured, claim, complete(configured, result), false, await db.now())
}

/** Whether it touches what is on its way out, or waits to go: then it takes turns with those who send. */
const sends = ({ writes }: ConfiguredJob['job']) =>
  writes.some((table) => table in outboxMemory || table === 'sms_message')

/** What is to be done, and what is not. */
async function decided(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  session: Session,
  prepared?: unknown,
) {
  const moment = await momentOf(school, session, configured, claim.slot)
  const planned = await planOf(configured, session, school.config.calendar, moment, prepared)
  return judge(school, session, planned, configured.guard, claim.approved)
}

/** A count for which there was nothing to do is 0. Of a held run nothing is known. */
function complete({ job }: ConfiguredJob, result: Result): Result {
  if (result.outcome !== 'held') for (const count of Object.keys(job.counts)) result.counts[count] ??= 0
  return result
}

/** Each batch is a commit of its own, safe to repeat: what is left when a run dies is done by the next. */
async function carryOutInBatches(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  limits: Limits,
  counts: Result['counts'],
): Promise<Result> {
  const { db } = school
  const {
    steps,
    counted: _,
    ...judged
  } = await db.snapshot((session) => decided(school, configured, claim, limited(session, limits)))
  const result: Result = { ...judged, counts }
  await takeBatches(school, claim, steps, limits, counts)
  return patiently(() =>
    db.transaction(
      async (session) => {
        await becomeLive(session, configured.id, await db.now())
        return conclude(session, configured, claim, complete(configured, result), false, await db.now())
      },
      { turn: 'record' },
    ),
  )
}

/** A run in shadow: works out what it would do, and records that and nothing else. */
async function rehearse(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  limits: Limits,
): Promise<Result> {
  const { db } = school
  const { slot } = claim
  let looked: Looked | undefined
  const { outcome, counts, withheld, message } = await preview(school, configured, undefined, {
    slot,
    limits,
    inspect: async (session, steps) => {
      looked = await look(session, configured.id, steps)
    },
  })
  const would = outcome === 'held' ? 'It would have been held:' : undefined
  const words = [would, message].filter(Boolean).join(' ')
  const result: Result = {
    outcome: 'succeeded',
    shadow: true,
    counts,
    withheld,
    ...(words ? { message: words } : {}),
  }
  return patiently(() =>
    db.transaction(
      async (session) => {
        const now = await db.now()
        const day = school.config.school.zone.dayAt(now).toString()
        if (looked) await remember(session, configured.id, looked, { now, day })
        return conclude(session, configured, claim, result, false, now)
      },
      { turn: 'record' },
    ),
  )
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
    shadow: result.shadow ? 1 : null,
  })
  return { ...result, isNews }
}

async function recordFailure(
  school: School,
  configured: ConfiguredJob,
  claim: Claim,
  error: unknown,
  counts: Result['counts'],
): Promise<Result> {
  const { db } = school
  const result: Result = {
    outcome: error instanceof TimedOut ? 'timed-out' : 'failed',
    counts,
    withheld: {},
    message: messageOf(error),
  }
  try {
    return await db.transaction(
      async (session) => conclude(session, configured, claim, result, canPass(error), await db.now()),
      { turn: 'record' },
    )
  } catch (again) {
    if (again instanceof LostLease) return howItEnded(school, claim, again)
    throw again
  }
}

/**
 * A connection can be lost between a commit and the answer to it. The fenced update has waited for the end of that
 * transaction, and found the run ended: by itself, if its record says so.
 */
async function howItEnded({ db }: School, { runId, token }: Claim, error: LostLease): Promise<Result> {
  const run = await db.first<RunRow>(db.sql(own('run')).where({ id: runId, token }))
  if (!run || (run.state !== 'succeeded' && run.state !== 'partial' && run.state !== 'held'))
    return lost(error)
  return {
    outcome: run.state,
    counts: JSON.parse(run.counts ?? '{}'),
    withheld: JSON.parse(run.withheld ?? '{}'),
    ...(run.message ? { message: run.message } : {}),
    ...(run.shadow ? { shadow: true } : {}),
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
  if (error instanceof OutsideTrouble) return error.passes
  return error instanceof TimedOut || error instanceof Interrupted || mayPass(error)
}

/** Their messages are for people as they are. */
const WORDED = [UserError, TimedOut, Interrupted, OutsideTrouble, SimsTrouble]

function messageOf(error: unknown): string {
  if (WORDED.some((kind) => error instanceof kind)) return (error as Error).message
  const { name, message } = error as Error
  return (inPlainWords(error) ?? `${name}: ${message}`).slice(0, 2000)
}
