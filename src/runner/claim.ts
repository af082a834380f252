import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { raise } from './alert.ts'
import { audit } from './audit.ts'
import { clockTime } from './event.ts'
import { failedSubject } from './incident.ts'
import { pauseOn } from './pause.ts'
import { leaseOn } from './records.ts'
import type { LeaseRow } from './recover.ts'
import { begin, type Claim, type RunRow } from './run.ts'
import { iso, type School } from './school.ts'
import { closePending, decideSlot } from './slot.ts'

/** Earlier slots that this one makes up for, or that came to nothing. */
export interface Missed {
  name: string
  at: number
  why: string
  /** How many slots the record stands for besides the named one. */
  others: number
}

/** A slot to run now. */
export interface Planned {
  job: string
  slot: { name: string; at: number }
  /** 1 for a new slot, more for one that is tried again. */
  attempt: number
  missed: Missed[]
  /** A slot that waits to be tried again is made up for by this one. */
  supersedes: boolean
  /** What people should know about this slot although it runs. */
  reason?: string | undefined
}

/**
 * Takes the slot and the lease in one transaction. Of any number of processes that try, one gets the slot.
 * @returns undefined when another process has it, or when the job is still running and the slot was skipped
 */
export async function claimSlot(
  school: School,
  planned: Planned,
  token: string,
  now: number,
): Promise<Claim | undefined> {
  return school.db.transaction(
    async (session) => {
      // Somebody may have paused it since it was found to be due.
      if (await isPaused(session, planned, school, now)) return undefined
      const free =
        planned.attempt === 1
          ? await take(session, planned, school, now)
          : await retake(session, planned, now)
      if (!free) return undefined
      const run = { job: planned.job, token, slot: planned.slot, attempt: planned.attempt }
      return begin(
        session,
        { ...run, startedBy: 'schedule', configHash: school.config.hash },
        school.host,
        now,
      )
    },
    { turn: 'record' },
  )
}

async function isPaused(
  session: Session,
  { job }: Planned,
  { config }: School,
  now: number,
): Promise<boolean> {
  const configured = config.jobs.find(({ id }) => id === job)
  return configured !== undefined && (await pauseOn(session, configured, now)) !== undefined
}

/** Records slots that nothing will run, and moves on past `through`. */
export async function passOver(
  session: Session,
  job: string,
  missed: Missed[],
  through: number,
  now: number,
): Promise<boolean> {
  if (!(await advance(session, job, through))) return false
  for (const slot of missed) {
    const { name, at, why, others } = slot
    await decideSlot(session, { job, name, at, state: 'missed', reason: why, others }, now)
  }
  return true
}

async function take(session: Session, planned: Planned, school: School, now: number): Promise<boolean> {
  const { job, slot, missed, reason } = planned
  const { name, at } = slot
  const lease = await leaseOn(session, job)
  const holder = lease && (await runOf(session, lease))
  // A person is running it just now: that uses up no slot. This one waits.
  if (lease && holder?.slot === null) return false
  if (!(await passOver(session, job, missed, at, now))) return false
  if (lease) {
    const stillRunning = `${holderText(lease, holder, school)} was still running.`
    await decideSlot(session, { job, name, at, state: 'skipped', reason: stillRunning }, now)
    return false
  }
  if (planned.supersedes) await supersede(session, job, name, now)
  return decideSlot(
    session,
    { job, name, at, state: 'running', attempts: 1, ...(reason ? { reason } : {}) },
    now,
  )
}

async function retake(session: Session, { job, slot, attempt }: Planned, now: number): Promise<boolean> {
  if (await leaseOn(session, job)) return false
  const { sql } = session
  const taken = await session.run(
    sql(own('slot'))
      .where({ job, slot: slot.name, state: 'pending', attempts: attempt - 1 })
      .update({ state: 'running', attempts: attempt, retry_at: null, decided_at: iso(now) }),
  )
  return taken === 1
}

/** Moves the job's mark forward to a slot. Only one process can: the others find it moved already. */
export async function advance(session: Session, job: string, at: number): Promise<boolean> {
  const { sql } = session
  const moved = await session.run(
    sql(own('job'))
      .where({ job })
      .where((mark) => mark.whereNull('handled_through').orWhere('handled_through', '<', iso(at)))
      .update({ handled_through: iso(at) }),
  )
  return moved === 1
}

/** A newer slot makes up for an older one that was waiting to be tried again: it failed, and people should know. */
async function supersede(session: Session, job: string, by: string, now: number): Promise<void> {
  const closed = await closePending(session, { job }, `Made up for by ${by}.`, now)
  if (closed > 0) await tellOfFailure(session, job, `its last slot failed, and ${by} has come.`, now)
}

/** Nobody will try this slot again. */
export async function giveUp(
  session: Session,
  job: string,
  slot: string,
  reason: string,
  now: number,
): Promise<void> {
  const closed = await closePending(session, { job, slot }, reason, now)
  if (closed > 0) await tellOfFailure(session, job, `${slot} failed. ${reason}`, now)
}

/** One process that died (the power failed) is no trouble yet; three in a row, or a real failure, are. */
async function tellOfFailure(session: Session, job: string, what: string, now: number): Promise<void> {
  const ended = session.sql(own('run')).where({ job }).whereNot({ state: 'running' }).orderBy('id', 'desc')
  const last = await session.all<RunRow>(ended.limit(3))
  const died = last.filter(({ state }) => state === 'abandoned').length
  if (last[0]?.state === 'abandoned' && died < 3) return
  const message = last[0]?.message ? ` ${last[0].message} (run ${last[0].id})` : ''
  await raise(session, failedSubject(job), `${job}: ${what}${message}`, now)
}

/** Takes the lease for a run that a person started. It uses up no slot. */
export async function claimByHand(
  school: School,
  job: string,
  token: string,
  now: number,
): Promise<Claim | { heldBy: string }> {
  return school.db.transaction(
    async (session) => {
      const lease = await leaseOn(session, job)
      if (lease) return { heldBy: holderText(lease, await runOf(session, lease), school) }
      return begin(session, { job, token, attempt: 1, ...byPerson(school) }, school.host, now)
    },
    { turn: 'record' },
  )
}

/** Takes the lease to let a held run go, and takes its slot up again. */
export async function claimApproval(
  school: School,
  approves: RunRow,
  token: string,
  now: number,
): Promise<Claim | { heldBy: string }> {
  return school.db.transaction(
    async (session) => {
      const { job } = approves
      const lease = await leaseOn(session, job)
      if (lease) return { heldBy: holderText(lease, await runOf(session, lease), school) }
      const attempt = approves.attempt + 1
      const slot = approves.slot && (await reopen(session, job, approves.slot, attempt, now))
      await audit(session, school, 'approve', `Run ${approves.id} of ${job}.`, now)
      const claim = await begin(
        session,
        {
          job,
          token,
          attempt,
          approves: approves.id,
          ...byPerson(school),
          ...(slot ? { slot: { name: slot, at: Date.parse(approves.due_at ?? '') } } : {}),
        },
        school.host,
        now,
      )
      return { ...claim, approved: JSON.parse(approves.withheld ?? '{}') }
    },
    { turn: 'record' },
  )
}

const byPerson = ({ host, config }: School) => ({ startedBy: host.person, configHash: config.hash })

async function reopen(session: Session, job: string, slot: string, attempts: number, now: number) {
  const { sql } = session
  const held = sql(own('slot')).where({ job, slot, state: 'held' })
  const reopened = await session.run(held.update({ state: 'running', attempts, decided_at: iso(now) }))
  return reopened === 1 ? slot : undefined
}

type HolderRun = Pick<RunRow, 'slot' | 'started_at'>

async function runOf(session: Session, lease: LeaseRow): Promise<HolderRun | undefined> {
  return session.first<HolderRun>(
    session.sql(own('run')).where({ id: lease.run_id }).select('slot', 'started_at'),
  )
}

/** `Run 12 (since 2026-11-23 23:00, process 4711 on SRV1)`, for messages. */
function holderText(lease: LeaseRow, run: HolderRun | undefined, { config }: School): string {
  const since = run ? `since ${clockTime(config, run.started_at)}, ` : ''
  return `Run ${lease.run_id} (${since}process ${lease.pid} on ${lease.host})`
}
