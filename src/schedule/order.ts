import type { Slot } from './slots.ts'

/** A job that runs at this tick. */
export interface DueJob {
  id: string
  /** Ids of the jobs that it comes after. */
  after: string[]
  /** Its slot, epoch ms. */
  at: number
  /** Its place in the config file. */
  index: number
}

/** What became of a slot; undefined where nothing is decided yet. */
export type SlotState = 'pending' | 'running' | 'done' | 'skipped' | 'missed' | 'held' | 'failed'

/** A job named by `after:`, with its slots and what became of them. */
export interface Predecessor {
  id: string
  slots: { name: string; at: number; state: SlotState | undefined }[]
}

/** A follower may start when `waitingFor` is empty. */
export interface Waiting {
  /** Slots that are not finished, in the order of `after:` and then of time. */
  waitingFor: { id: string; slot: string }[]
  /** Jobs that are finished, but whose last slot was no success: to be named in the follower's record. */
  releasedWithout: { id: string; slot: string; state: 'failed' | 'held' | 'skipped' | 'missed' }[]
}

/** How far back, in ms, a follower looks for slots of the jobs it comes after. */
export const AFTER_REACH = 12 * 3_600_000

/**
 * Puts jobs into the order in which a tick runs them: every job after those it names, otherwise by slot time,
 * then by place in the file. Names that are not due are ignored. A circle, which the config check refuses,
 * is broken at its earliest slot: no job is ever left out.
 */
export function orderDue<Job extends DueJob>(jobs: Job[]): Job[] {
  const rest = [...jobs].sort((a, b) => a.at - b.at || a.index - b.index)
  const unplaced = new Map<string, number>()
  for (const { id } of rest) unplaced.set(id, (unplaced.get(id) ?? 0) + 1)

  const ordered: Job[] = []
  while (rest.length > 0) {
    const ready = rest.findIndex((job) => !job.after.some((id) => id !== job.id && unplaced.get(id)))
    const [job] = rest.splice(Math.max(ready, 0), 1) as [Job]
    ordered.push(job)
    unplaced.set(job.id, unplaced.get(job.id)! - 1)
  }
  return ordered
}

/**
 * What a follower waits for: the unfinished slots of its predecessors in the twelve hours up to its own slot,
 * which is included. Slots outside of these hours are ignored; a state that is undefined is unfinished.
 */
export function waitsFor(follower: Pick<Slot, 'at'>, predecessors: Predecessor[]): Waiting {
  const waiting: Waiting = { waitingFor: [], releasedWithout: [] }
  for (const { id, slots } of predecessors) {
    const recent = slots
      .filter(({ at }) => at > follower.at - AFTER_REACH && at <= follower.at)
      .sort((a, b) => a.at - b.at)
    const unfinished = recent.filter(({ state }) => !state || state === 'pending' || state === 'running')
    waiting.waitingFor.push(...unfinished.map(({ name }) => ({ id, slot: name })))
    if (unfinished.length > 0) continue
    // An interval job has many slots: how its last one went is what matters to the follower.
    const last = recent.at(-1)
    if (last && isWithoutSuccess(last.state)) {
      waiting.releasedWithout.push({ id, slot: last.name, state: last.state })
    }
  }
  return waiting
}

function isWithoutSuccess(state: SlotState | undefined): state is 'failed' | 'held' | 'skipped' | 'missed' {
  return state === 'failed' || state === 'held' || state === 'skipped' || state === 'missed'
}
