import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Host } from './host.ts'
import { iso } from './school.ts'

/** How an attempt can end. */
export type Outcome = 'succeeded' | 'partial' | 'held' | 'failed' | 'timed-out' | 'abandoned'
type RunState = 'running' | Outcome

/** A row of the run table. Instants are ISO 8601 in UTC. */
export interface RunRow {
  id: number
  job: string
  slot: string | null
  due_at: string | null
  attempt: number
  token: string
  state: RunState
  started_by: string
  host: string
  pid: number
  started_at: string
  ended_at: string | null
  config_hash: string | null
  approves: number | null
  counts: string | null
  withheld: string | null
  message: string | null
  shadow: number | null
}

/** The last run of a job as JSON shows it. */
export const lastRunJson = (run: Pick<RunRow, 'id' | 'state' | 'shadow' | 'started_at' | 'ended_at'>) => ({
  run: run.id,
  state: run.state,
  shadow: run.shadow === 1,
  startedAt: run.started_at,
  endedAt: run.ended_at,
})

/** A run that this process holds the lease of. */
export interface Claim {
  runId: number
  job: string
  token: string
  attempt: number
  slot?: { name: string; at: number }
  /** What the held run that is being let go would have removed without explanation, by count. */
  approved?: Record<string, number>
  startedAt: number
}

/** How long a lease lives unless its holder renews it, in milliseconds. */
export const LEASE = 10 * 60_000

/** Adds the run and takes the lease. The caller has made sure, in this transaction, that the lease is free. */
export async function begin(
  session: Session,
  run: {
    job: string
    token: string
    slot?: { name: string; at: number }
    attempt: number
    startedBy: string
    configHash: string
    approves?: number
  },
  host: Host,
  now: number,
): Promise<Claim> {
  const runId = await session.insert(own('run'), {
    job: run.job,
    slot: run.slot?.name ?? null,
    due_at: run.slot ? iso(run.slot.at) : null,
    attempt: run.attempt,
    token: run.token,
    state: 'running',
    started_by: run.startedBy,
    host: host.name,
    pid: host.pid,
    started_at: iso(now),
    config_hash: run.configHash,
    approves: run.approves ?? null,
  })
  const { sql } = session
  await session.run(
    sql(own('lease')).insert({
      job: run.job,
      token: run.token,
      run_id: runId,
      host: host.name,
      boot: host.boot,
      pid: host.pid,
      expires_at: iso(now + LEASE),
    }),
  )
  return {
    runId,
    job: run.job,
    token: run.token,
    attempt: run.attempt,
    startedAt: now,
    ...(run.slot ? { slot: run.slot } : {}),
  }
}

/**
 * Between two batches: records how far the run has come and renews its lease, if it is still this token's run. In
 * the transaction of the batch: when it is not, the batch rolls back.
 * @throws LostLease when the run was ended by somebody else.
 */
export async function goOn(
  session: Session,
  run: Pick<Claim, 'runId' | 'token' | 'job'>,
  counts: Record<string, number>,
  now: number,
): Promise<void> {
  const { sql } = session
  const ours = sql(own('run')).where({ id: run.runId, token: run.token, state: 'running' })
  if ((await session.run(ours.update({ counts: JSON.stringify(counts) }))) === 0) throw lost(run)
  const lease = sql(own('lease')).where({ job: run.job, token: run.token })
  await session.run(lease.update({ expires_at: iso(now + LEASE) }))
}

const lost = ({ runId, job }: Pick<Claim, 'runId' | 'job'>) =>
  new LostLease(`Run ${runId} of ${job} is no longer ours to finish.`)

/** Somebody else ended this run while it was still at work: its lease had run out. */
export class LostLease extends Error {
  override name = 'LostLease'
}

/**
 * The fence. Ends the run if, and only if, it is still this token's to end, and gives the lease back. It is the
 * last thing in the transaction of a job's effects: when it finds nothing to end, all of it rolls back.
 * @throws LostLease when the run was ended by somebody else.
 */
export async function end(
  session: Session,
  run: { runId: number; token: string; job: string },
  outcome: Outcome,
  now: number,
  details: Partial<Pick<RunRow, 'counts' | 'withheld' | 'message' | 'shadow'>> = {},
): Promise<void> {
  const { sql } = session
  const ended = await session.run(
    sql(own('run'))
      .where({ id: run.runId, token: run.token, state: 'running' })
      .update({ state: outcome, ended_at: iso(now), ...details }),
  )
  if (ended === 0) throw lost(run)
  await session.run(sql(own('lease')).where({ job: run.job, token: run.token }).delete())
}
