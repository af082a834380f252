import type { ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { type Decision, decide, isOutOfHours, isTooLate, LOOK_BACK } from '../schedule/due.ts'
import { AFTER_REACH, orderDue, type Predecessor, waitsFor } from '../schedule/order.ts'
import { type Slot, slotsBetween } from '../schedule/slots.ts'
import type { Missed, Planned } from './claim.ts'
import type { RunRow } from './run.ts'
import { iso, type School } from './school.ts'
import type { SlotRow } from './slot.ts'

/** What is known of one job's slots before this tick decides anything. */
export interface Progress {
  configured: ConfiguredJob
  since: number
  handledThrough: number | undefined
  /** The slots waiting to be tried again, oldest first. */
  pending: SlotRow[]
}

/** Something to run now. Several slots of one job come in order. */
export interface Due extends Planned {
  configured: ConfiguredJob
}

/** A slot that has come but does not start yet. */
export interface Waiting {
  job: string
  slot: Pick<Slot, 'name' | 'at'>
  until?: number
  why: string
}

export interface Agenda {
  due: Due[]
  waiting: Waiting[]
  /** Slots that nothing will run: to be recorded, per job, up to `through`. */
  missed: { job: string; slots: Missed[]; through: number }[]
}

/** Makes sure that every enabled job has a beginning, and forgets the beginnings of disabled ones. */
export async function begins(school: School, now: number): Promise<void> {
  const { db, config } = school
  const known = await db.all<{ job: string; schedule: string }>(db.sql(own('schedule')).select('job', 'schedule'))
  const isKnown = (job: ConfiguredJob) => known.some((row) => row.job === job.id && row.schedule === job.schedule.key)
  const fresh = config.jobs.filter((job) => job.enabled && !isKnown(job))
  const off = config.jobs.filter((job) => !job.enabled && known.some((row) => row.job === job.id))
  if (fresh.length === 0 && off.length === 0) return
  const since = iso(Math.floor(now / 60_000) * 60_000)
  await db.transaction(async (session) => {
    for (const job of fresh) await beginAt(session, job, since)
    // Switched on again, it begins anew: what fell due while it was off is not made up for.
    const ids = off.map((job) => job.id)
    await session.run(session.sql(own('schedule')).whereIn('job', ids).delete())
  })
}

async function beginAt(session: Session, job: ConfiguredJob, since: string): Promise<void> {
  const { sql } = session
  const key = { job: job.id, schedule: job.schedule.key }
  if (!(await session.first(sql(own('schedule')).where(key)))) {
    await session.run(sql(own('schedule')).insert({ ...key, since }))
  }
  if (!(await session.first(sql(own('job')).where({ job: job.id })))) {
    await session.run(sql(own('job')).insert({ job: job.id, handled_through: null }))
  }
}

export async function progressOf(school: School): Promise<Progress[]> {
  const { db, config } = school
  const begun = await db.all<{ job: string; schedule: string; since: string }>(db.sql(own('schedule')))
  const marks = await db.all<{ job: string; handled_through: string | null }>(db.sql(own('job')))
  const pending = await db.all<SlotRow>(db.sql(own('slot')).where({ state: 'pending' }).orderBy('due_at'))
  return config.jobs.flatMap((configured) => {
    const { id, schedule, enabled } = configured
    const start = begun.find((row) => row.job === id && row.schedule === schedule.key)
    if (!enabled || !start) return []
    const mark = marks.find((row) => row.job === id)?.handled_through
    return {
      configured,
      since: Date.parse(start.since),
      handledThrough: mark ? Date.parse(mark) : undefined,
      pending: pending.filter((row) => row.job === id),
    }
  })
}

/** What there is to do at `now`. Reads only: every decision in it is taken by whoever records it first. */
export async function agendaAt(school: School, now: number): Promise<Agenda> {
  const agenda: Agenda = { due: [], waiting: [], missed: [] }
  const all = await progressOf(school)
  for (const progress of all) await consider(school, progress, all, now, agenda)
  const order = school.config.jobs.map((job) => job.id)
  const inOrder = orderDue(
    agenda.due.map((due) => ({
      ...due,
      id: due.job,
      after: due.configured.after,
      at: due.slot.at,
      index: order.indexOf(due.job),
    })),
  )
  return { ...agenda, due: inOrder }
}

async function consider(school: School, progress: Progress, all: Progress[], now: number, agenda: Agenda) {
  const { configured, pending } = progress
  const job = configured.id
  const decision = decisionOf(school, progress, now)
  if (decision.wait) agenda.waiting.push({ job, ...decision.wait })

  const candidates = [...retries(configured, pending, decision, now), ...fresh(configured, decision)]
  const missed = missedOf(decision)
  for (const due of candidates) {
    const follower = { configured, at: due.slot.at }
    const unfinished = due.attempt === 1 ? await waitingFor(school, follower, all) : []
    if (unfinished.length > 0) agenda.waiting.push({ job, slot: due.slot, why: `waits for ${unfinished.join(', ')}` })
    else agenda.due.push({ ...due, reason: await releasedBy(school, follower, all) })
  }
  if (missed.length > 0 && decision.run.length === 0) {
    await nameWhatItWaitedFor(school, configured, missed, all)
    agenda.missed.push({ job, slots: missed, through: decision.handledThrough })
  }
}

export function decisionOf(
  { config }: Pick<School, 'config'>,
  { configured, since, handledThrough }: Omit<Progress, 'pending'>,
  now: number,
): Decision {
  const { schedule, rules, missed } = configured
  const outOfHours = (instant: number) => isOutOfHours(instant, rules, config.schoolHours)
  return decide({ schedule, rules, missed, since, handledThrough, now, outOfHours })
}

/** A newer slot makes up for one that waits to be tried again, unless each of them counts. */
function retries(configured: ConfiguredJob, pending: SlotRow[], decision: Decision, now: number): Due[] {
  if (configured.missed.policy !== 'all' && decision.run.length > 0) return []
  return pending
    .filter((row) => row.retry_at !== null && row.retry_at <= iso(now))
    .map((row) => ({
      configured,
      job: configured.id,
      slot: { name: row.slot, at: Date.parse(row.due_at) },
      attempt: row.attempts + 1,
      missed: [],
    }))
}

function fresh(configured: ConfiguredJob, decision: Decision): Due[] {
  const missed = missedOf(decision)
  return decision.run.map((slot, at) => ({
    configured,
    job: configured.id,
    slot,
    attempt: 1,
    missed: at === 0 ? missed : [],
  }))
}

/** Of many missed slots, the last record stands for those that are not listed. */
function missedOf(decision: Decision): Missed[] {
  const unlisted = decision.missedCount - decision.missed.length
  return decision.missed.map(({ slot, why }, at) => ({
    name: slot.name,
    at: slot.at,
    why,
    others: at === decision.missed.length - 1 ? unlisted : 0,
  }))
}

/** The slots of the jobs it comes after that are not finished yet, in words. */
export async function waitingFor(school: School, due: Follower, all: Progress[]): Promise<string[]> {
  if (due.configured.after.length === 0) return []
  const { waitingFor: unfinished } = waitsFor({ at: due.at }, await predecessorsOf(school, due, all))
  return unfinished.map(({ id, slot }) => `${id} (${slot})`)
}

/** The jobs it comes after that ended without success, in words: it goes ahead all the same. */
async function releasedBy(school: School, due: Follower, all: Progress[]): Promise<string | undefined> {
  if (due.configured.after.length === 0) return undefined
  const { releasedWithout } = waitsFor({ at: due.at }, await predecessorsOf(school, due, all))
  const names = releasedWithout.map(({ id, slot, state }) => `${id} (${slot}) was ${state}`)
  return names.length > 0 ? `Went ahead although ${names.join(', ')}.` : undefined
}

interface Follower {
  configured: ConfiguredJob
  /** Its slot, epoch ms. */
  at: number
}

/** What became of the slots that a job comes after, in the twelve hours up to its own. */
async function predecessorsOf({ db }: School, { configured, at }: Follower, all: Progress[]): Promise<Predecessor[]> {
  const within = [iso(at - AFTER_REACH), iso(at)] as const
  const recent = (table: string) => db.sql(own(table)).whereIn('job', configured.after).whereBetween('due_at', within)
  const slots = await db.all<SlotRow>(recent('slot'))
  const failures = await db.all<RunRow>(recent('run').whereIn('state', ['failed', 'timed-out', 'abandoned']))
  const hasFailed = (row: SlotRow) =>
    row.state === 'done' &&
    failures.some((run) => run.job === row.job && run.slot === row.slot && run.attempt === row.attempts)
  return configured.after.map((id) => {
    const decided = slots
      .filter((row) => row.job === id)
      .map((row) => ({ name: row.slot, at: Date.parse(row.due_at), state: hasFailed(row) ? ('failed' as const) : row.state }))
    const undecided = all.filter((progress) => progress.configured.id === id).flatMap((progress) => open(progress, at))
    return {
      id,
      slots: [...decided, ...undecided.map((slot) => ({ name: slot.name, at: slot.at, state: undefined }))],
    }
  })
}

/** Slots of a predecessor that nobody has decided yet: due in this very tick, or waiting for permitted hours. */
function open({ configured, since, handledThrough }: Progress, at: number): Slot[] {
  const after = Math.max(since - 1, handledThrough ?? 0, at - LOOK_BACK)
  return slotsBetween(configured.schedule, configured.rules, after, at)
}

async function nameWhatItWaitedFor(
  school: School,
  configured: ConfiguredJob,
  missed: Missed[],
  all: Progress[],
): Promise<void> {
  for (const slot of missed) {
    if (!isTooLate(slot, configured.missed, slot.at + LOOK_BACK)) continue
    const waited = await waitingFor(school, { configured, at: slot.at }, all)
    if (waited.length > 0) slot.why = `${slot.why}; it waited for ${waited.join(', ')}`
  }
}
