import type { ConfiguredJob } from '../config/config.ts'
import { type Decision, isTooLate, LOOK_BACK } from '../schedule/due.ts'
import { orderDue } from '../schedule/order.ts'
import type { Slot } from '../schedule/slots.ts'
import { releasedBy, waitingFor } from './after.ts'
import type { Missed, Planned } from './claim.ts'
import { decisionOf, type Progress, progressOf } from './progress.ts'
import { iso, type School } from './school.ts'
import type { SlotRow } from './slot.ts'

/** Something to run now. Several slots of one job come in order. */
interface Due extends Planned {
  configured: ConfiguredJob
}

/** A slot that has come but does not start yet. */
interface Waiting {
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
    if (unfinished.length > 0)
      agenda.waiting.push({ job, slot: due.slot, why: `waits for ${unfinished.join(', ')}` })
    else agenda.due.push({ ...due, reason: await releasedBy(school, follower, all) })
  }
  if (missed.length > 0 && decision.run.length === 0) {
    await nameWhatItWaitedFor(school, configured, missed, all)
    agenda.missed.push({ job, slots: missed, through: decision.handledThrough })
  }
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
