import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Outcome } from './run.ts'
import { iso } from './school.ts'

export type SlotState = 'pending' | 'running' | 'done' | 'skipped' | 'missed' | 'held'

/** A row of the slot table. Instants are ISO 8601 in UTC. */
export interface SlotRow {
  job: string
  slot: string
  due_at: string
  state: SlotState
  attempts: number
  retry_at: string | null
  reason: string | null
  others: number
  decided_at: string
}

/** Runs that one slot gets at most, those that died included. */
const MAX_ATTEMPTS = 4

/** How long after the n-th failed attempt the next one may start, in milliseconds. */
const PAUSES = [60_000, 2 * 60_000, 10 * 60_000]

/** Records a slot as decided. The first decision stands: a second one for the same slot changes nothing. */
export async function decideSlot(
  session: Session,
  slot: {
    job: string
    name: string
    at: number
    state: SlotState
    reason?: string
    others?: number
    attempts?: number
  },
  now: number,
): Promise<boolean> {
  const { sql } = session
  const present = await session.first(
    sql(own('slot')).where({ job: slot.job, slot: slot.name }).select('slot'),
  )
  if (present) return false
  await session.run(
    sql(own('slot')).insert({
      job: slot.job,
      slot: slot.name,
      due_at: iso(slot.at),
      state: slot.state,
      attempts: slot.attempts ?? 0,
      reason: slot.reason?.slice(0, 400) ?? null,
      others: slot.others ?? 0,
      decided_at: iso(now),
    }),
  )
  return true
}

/** What the end of an attempt means for its slot: finished, held, or tried again later. */
export async function settleSlot(
  session: Session,
  attempt: { job: string; slot: string; attempt: number },
  outcome: Outcome,
  canPass: boolean,
  now: number,
): Promise<SlotState> {
  const again = canPass && attempt.attempt < MAX_ATTEMPTS
  const state: SlotState = outcome === 'held' ? 'held' : again ? 'pending' : 'done'
  // A process that was killed says nothing about the job: the next tick may try at once.
  const pause = outcome === 'abandoned' ? 0 : (PAUSES[attempt.attempt - 1] ?? 0)
  const { sql } = session
  await session.run(
    sql(own('slot'))
      .where({ job: attempt.job, slot: attempt.slot, state: 'running' })
      .update({
        state,
        retry_at: again ? iso(now + pause) : null,
        decided_at: iso(now),
      }),
  )
  return state
}

/** Slots that wait to be tried again, of a job or one of them, will not be. @returns how many waited */
export async function closePending(
  session: Session,
  slots: { job: string; slot?: string },
  reason: string,
  now: number,
): Promise<number> {
  const { sql } = session
  return session.run(
    sql(own('slot'))
      .where({ ...slots, state: 'pending' })
      .update({ state: 'missed', reason, retry_at: null, decided_at: iso(now) }),
  )
}
