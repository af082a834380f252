import { firstMinute, isOutOfHours } from './out-of-hours.ts'
import type { Schedule } from './schedule.ts'
import { type Slot, type SlotRules, slotsBetween } from './slots.ts'
import { formatWall } from './wall.ts'

export { isOutOfHours, nextOutOfHours } from './out-of-hours.ts'

/** What to do about slots that came while nothing was there to run them. */
export interface MissedPolicy {
  /** `skip`: none; `once`: the newest stands for all; `all`: each of them. */
  policy: 'skip' | 'once' | 'all'
  /** How late, in ms, a slot may still run; without it there is no limit. A slot on time always runs. */
  within?: number
  /** When a late slot may start. A slot on time starts whatever the hour. */
  hours: 'any' | 'out-of-hours'
}

/** Up to this age, in ms, a slot is on time: ticks are a minute apart and may start late. */
export const ON_TIME = 150_000

/** How far back, in ms, slots are looked for: beyond 60 days the server was not merely off. */
export const LOOK_BACK = 60 * 86_400_000

/** At most this many missed slots are listed one by one. */
export const MISSED_LISTED = 100

/** One job and the moment. All instants are epoch ms. */
export interface DueInput {
  schedule: Schedule
  rules: SlotRules
  missed: MissedPolicy
  /** When a host first saw this job with this schedule, floored to the minute: no slot before it is due. */
  since: number
  /** Every slot up to here is dealt with. Undefined: none yet. */
  handledThrough: number | undefined
  now: number
  /** Whether a late slot may start at an instant; without it, `isOutOfHours` with the usual school hours. */
  outOfHours?: (instant: number) => boolean
  /** Whether a slot fell into a pause: such a one is neither run nor made up for. Whoever asks records it. */
  isPaused?: (instant: number) => boolean
}

/** What to do about one job now. */
export interface Decision {
  /** Oldest first; at most one, except with the policy `all`. */
  run: Slot[]
  /** Slots that never run, oldest first, each with the reason. Of more than 100: the first 99 and the last. */
  missed: MissedSlot[]
  /** How many there are, listed or not. */
  missedCount: number
  /** A late slot that starts when the hours permit, unless a newer one comes first. Ask again at every tick. */
  wait?: { slot: Slot; until: number; why: string }
  /** Store this as the next `handledThrough`, even where it is lower than before (the clock had jumped). */
  handledThrough: number
  /**
   * `since` or `handledThrough` is more than a day ahead of now, and ignored: the job goes on from now. If
   * nothing else says what is dealt with, that is everything before the minute of now.
   */
  clockJumped?: boolean
  /** Slots at or before this instant were not looked at, and are in no count: the gap is longer than 60 days. */
  lookedBackTo?: number
}

interface MissedSlot {
  slot: Slot
  why: string
}

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/**
 * Decides which slots of a job run now. Due is since <= slot, handledThrough < slot <= now: an interval test,
 * so it does not matter when in its minute a tick comes, or how many ticks there were.
 */
export function decide(input: DueInput): Decision {
  const { schedule, rules, now } = input
  const thisMinute = Math.floor(now / MINUTE) * MINUTE
  const { after, clockJumped } = dealtWith(input, thisMinute)
  const lookBack = Math.max(after, thisMinute - LOOK_BACK)
  const due = slotsBetween(schedule, rules, lookBack, now).filter(({ at }) => !input.isPaused?.(at))

  const chosen = choose(due, input)
  const taken = new Set(chosen)
  const missed = due.filter((slot) => !taken.has(slot))
  const listed =
    missed.length > MISSED_LISTED ? [...missed.slice(0, MISSED_LISTED - 1), missed.at(-1)!] : missed

  const wait = chosen[0] && waitOf(chosen[0], input)
  const decision: Decision = {
    run: wait ? [] : chosen,
    missed: listed.map((slot) => ({ slot, why: whyMissed(slot, chosen[0], input) })),
    missedCount: missed.length,
    // A slot that waits stays due; otherwise everything up to now is dealt with.
    handledThrough: wait ? wait.slot.at - 1 : Math.max(thisMinute, after),
  }
  if (wait) decision.wait = wait
  if (clockJumped) decision.clockJumped = true
  if (lookBack > after) decision.lookedBackTo = lookBack
  return decision
}

/** The instant up to which nothing is due any more. */
function dealtWith({ since, handledThrough, now }: DueInput, thisMinute: number) {
  const isSane = (instant: number) => instant <= now + DAY
  const known = handledThrough !== undefined && isSane(handledThrough) ? handledThrough : undefined
  const clockJumped = !isSane(since) || (handledThrough !== undefined && known === undefined)
  const handled = known ?? (clockJumped ? thisMinute - MINUTE : -Infinity)
  return { clockJumped, after: isSane(since) ? Math.max(since - 1, handled) : handled }
}

/** Whether a slot has become too old to run, by its job's policy. */
export function isTooLate(slot: Pick<Slot, 'at'>, missed: MissedPolicy, now: number): boolean {
  const limit = missed.policy === 'skip' ? 0 : (missed.within ?? Infinity)
  return now - slot.at > Math.max(limit, ON_TIME)
}

function choose(due: Slot[], { missed, now }: DueInput): Slot[] {
  return (missed.policy === 'all' ? due : due.slice(-1)).filter((slot) => !isTooLate(slot, missed, now))
}

/** Out of hours only: a late slot waits, and with the policy `all` the slots behind it keep their order. */
function waitOf(slot: Slot, { missed, rules, now, outOfHours }: DueInput): Decision['wait'] {
  const late = now - slot.at
  const permitted = outOfHours ?? ((instant: number) => isOutOfHours(instant, rules))
  if (missed.hours === 'any' || late <= ON_TIME || permitted(now)) return undefined
  const until = firstMinute(now, permitted) ?? now + DAY
  const why = `${howLong(late)} late: waits for the first permitted minute, ${formatWall(rules.zone.wallAt(until)).replace('T', ' ')}`
  return { slot, until, why }
}

function whyMissed(slot: Slot, instead: Slot | undefined, { missed, rules, now }: DueInput): string {
  if (instead && !isTooLate(slot, missed, now))
    return `made up for by the one of ${formatWall(rules.zone.wallAt(instead.at)).replace('T', ' ')}`
  const late = `${howLong(now - slot.at)} late`
  if (missed.policy === 'skip' || missed.within === undefined) return `${late}: missed slots are skipped`
  return `${late}: the limit is ${howLong(missed.within)}`
}

/** `61 s`, `90 min`, `36 h`, `3 days`: rounded down to a unit of which there are at least two. */
function howLong(ms: number): string {
  const minutes = ms / MINUTE
  if (minutes < 2) return `${Math.floor(ms / 1000)} s`
  if (minutes < 120) return `${Math.floor(minutes)} min`
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`
}
