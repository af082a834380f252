import type { ConfiguredJob } from '../config/config.ts'
import { type Decision, isOutOfHours, isTooLate, LOOK_BACK, nextOutOfHours } from '../schedule/due.ts'
import { orderDue } from '../schedule/order.ts'
import type { Slot } from '../schedule/slots.ts'
import { releasedBy, waitingFor } from './after.ts'
import type { Missed, Planned } from './claim.ts'
import { endOf, type Pause, pauseText } from './pause.ts'
import { decisionOf, type Progress, progressOf } from './progress.ts'
import { iso, type School } from './school.ts'

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
  /** Slots that waited to be tried again until it was too late. */
  givenUp: { job: string; slot: string; why: string }[]
}

/** The attempts of a slot take a quarter of an hour: up to here a retry belongs to the slot's own time, in ms. */
const STILL_ITS_TIME = 30 * 60_000

/** What there is to do at `now`. Reads only: every decision in it is taken by whoever records it first. */
export async function agendaAt(school: School, now: number): Promise<Agenda> {
  return agendaOf(school, await progressOf(school, now), now)
}

/** The same, by what was read at `now`. */
export async function agendaOf(school: School, all: Progress[], now: number): Promise<Agenda> {
  const agenda: Agenda = { due: [], waiting: [], missed: [], givenUp: [] }
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
  const { configured } = progress
  const job = configured.id
  const decision = decisionOf(school, progress, now)
  if (progress.paused) return considerPaused(school, progress, progress.paused, decision, agenda)
  if (decision.wait) agenda.waiting.push({ job, ...decision.wait })
  for (const due of candidates(school, progress, decision, now, agenda)) {
    const follower = { configured, at: due.slot.at }
    const unfinished = due.attempt === 1 ? await waitingFor(school, follower, all) : []
    if (unfinished.length > 0)
      agenda.waiting.push({ job, slot: due.slot, why: `waits for ${unfinished.join(', ')}` })
    else agenda.due.push({ ...due, reason: await releasedBy(school, follower, all) })
  }
  const missed = missedOf(decision)
  if (missed.length > 0 && decision.run.length === 0) {
    await nameWhatItWaitedFor(school, configured, missed, all)
    agenda.missed.push({ job, slots: missed, through: decision.handledThrough })
  }
}

/** What was due before the pause waits for its end. Slots within it are not due at all: `skipPaused` records them. */
function considerPaused(
  { config }: School,
  { configured, pending }: Progress,
  paused: Pause,
  decision: Decision,
  agenda: Agenda,
) {
  const [first = decision.wait?.slot] = decision.run
  const retried = pending[0] && { name: pending[0].slot, at: Date.parse(pending[0].due_at) }
  const slot = first ?? retried
  const until = Math.min(endOf(paused), Number.MAX_SAFE_INTEGER)
  const why = `waits for the end of the pause. ${pauseText(config, paused)}`
  if (slot) agenda.waiting.push({ job: configured.id, slot, until, why })
}

/** A newer slot makes up for one that waits to be tried again, unless each of them counts: then they keep their order. */
function candidates(
  school: School,
  progress: Progress,
  decision: Decision,
  now: number,
  agenda: Agenda,
): Due[] {
  const { configured, pending } = progress
  const isNewerEnough = configured.missed.policy !== 'all' && decision.run.length > 0
  if (pending.length === 0 || isNewerEnough) return fresh(configured, decision)
  return retries(school, progress, now, agenda)
}

/** Of the slots that wait to be tried again: those whose time has come. Some have become too late meanwhile. */
function retries(school: School, { configured, pending }: Progress, now: number, agenda: Agenda): Due[] {
  const { id: job, missed, rules } = configured
  const dues: Due[] = []
  for (const row of pending) {
    const slot = { name: row.slot, at: Date.parse(row.due_at) }
    const late = now - slot.at
    if (row.retry_at === null || row.retry_at > iso(now)) continue
    const within = missed.policy === 'skip' ? 0 : (missed.within ?? Number.POSITIVE_INFINITY)
    if (late > Math.max(within, STILL_ITS_TIME)) {
      agenda.givenUp.push({ job, slot: slot.name, why: 'Nobody tried it again in time.' })
    } else if (
      late > STILL_ITS_TIME &&
      missed.hours === 'out-of-hours' &&
      !isOutOfHours(now, rules, school.config.schoolHours)
    ) {
      const until = nextOutOfHours(now, rules, school.config.schoolHours)
      const why = 'waits to be tried again when the school is out'
      agenda.waiting.push({ job, slot, why, ...(until ? { until } : {}) })
    } else {
      dues.push({ configured, job, slot, attempt: row.attempts + 1, missed: [], supersedes: false })
    }
  }
  return dues
}

/** Where each slot counts they come one by one: when one fails, those behind it keep their order. */
function fresh(configured: ConfiguredJob, decision: Decision): Due[] {
  const each = configured.missed.policy === 'all'
  return decision.run.slice(0, 1).map((slot) => ({
    configured,
    job: configured.id,
    slot,
    attempt: 1,
    missed: missedOf(decision),
    supersedes: !each,
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
    const hasLimit = isTooLate(slot, configured.missed, slot.at + LOOK_BACK)
    if (!hasLimit) continue
    const waited = await waitingFor(school, { configured, at: slot.at }, all)
    if (waited.length > 0) slot.why = `${slot.why}; it waited for ${waited.join(', ')}`
  }
}
