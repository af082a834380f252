import { iso } from '../runner/school.ts'
import type { Verdict, Withdrawal } from './channel.ts'
import type { Item } from './item.ts'

/** What is to be written of an item. */
export type Outcome = { item: Item } & Pick<
  Item,
  'state' | 'reason' | 'due_at' | 'tries' | 'token' | 'provider_id'
>

/** What came of an item that was marked as `sending`. */
export type Finished = { item: Item; verdict: Verdict | { kind: 'not begun' } }

const MINUTE = 60_000
/** How long to wait after the first try, the second … that came to nothing. */
const BACKOFF = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * MINUTE)
/** An item that has no time by which it must go is tried for so long, as mail servers do (RFC 5321, 4.5.4.1). */
const GIVE_UP = 5 * 24 * 60 * MINUTE
/** However soon the other side wants to see it again. */
const LEAST = 1000
const DAY = 24 * 60 * MINUTE

/** @param times how often in a row it came to nothing, from 1 */
export function backoff(times: number, retryAfter?: number): number {
  if (retryAfter !== undefined) return Math.min(Math.max(retryAfter, LEAST), DAY)
  return BACKOFF[Math.min(times, BACKOFF.length) - 1]!
}

/** What the verdict makes of the item. @param now epoch milliseconds */
export function outcomeOf({ item, verdict }: Finished, now: number): Outcome {
  const { due_at, tries, token, provider_id } = item
  const stays = { item, due_at, tries, token, provider_id }
  switch (verdict.kind) {
    case 'accepted':
      return {
        ...stays,
        state: 'sent',
        reason: verdict.note ?? null,
        provider_id: verdict.providerId ?? null,
      }
    case 'refused':
      return { ...stays, state: 'failed', reason: verdict.reason }
    case 'doubtful':
      // The call is over: nobody is sending it any more.
      return { ...stays, state: 'unknown', reason: verdict.reason, token: null }
    case 'later':
      return again(item, verdict, now)
    case 'stop':
      return { ...stays, state: 'queued', reason: verdict.reason, token: null }
    case 'not begun':
      return { ...stays, state: 'queued', reason: item.reason, tries: tries - 1, token: null }
  }
}

function again(item: Item, { reason, retryAfter }: Verdict & { kind: 'later' }, now: number): Outcome {
  const { not_after, tries, provider_id } = item
  const next = now + backoff(tries, retryAfter)
  const after = { item, tries, provider_id, token: null, due_at: iso(next) }
  if (!not_after && next > Date.parse(item.queued_at) + GIVE_UP)
    return { ...after, state: 'failed', reason: `Given up after ${tries} tries: ${reason}` }
  // It is looked at again when it becomes too late, and then expires.
  const tooLate = not_after ? Date.parse(not_after) + 1 : next
  return { ...after, state: 'queued', reason, due_at: iso(Math.min(next, tooLate)) }
}

/** An item of the queue that is not sent after all. */
export const settled = (
  item: Item,
  { state, reason }: Withdrawal | { state: 'failed'; reason: string },
): Outcome => {
  const { due_at, tries, token, provider_id } = item
  return { item, state, reason, due_at, tries, token, provider_id }
}

export const isTooLate = ({ not_after }: Item, now: number): boolean =>
  not_after !== null && not_after < iso(now)

export const tooLate: Withdrawal = { state: 'expired', reason: 'It was too late to be of use.' }
