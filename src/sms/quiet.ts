import { type Hours, within } from '../schedule/hours.ts'
import { firstMinute } from '../schedule/out-of-hours.ts'
import { minuteOfDay, wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

/** The hours in which parents are left alone, on the school's clock. No schedule overrides them. */
export interface QuietHours {
  zone: Zone
  hours: Hours
}

/** Whether no text may go at an instant, but for those of an urgent batch. */
export const isQuiet = ({ zone, hours }: QuietHours, instant: number): boolean =>
  within(hours, minuteOfDay(zone.wallAt(instant)))

/** The first instant from this one on that is not quiet: it itself, or a whole minute. */
export function nextLoud(quiet: QuietHours, instant: number): number {
  if (!isQuiet(quiet, instant)) return instant
  // Quiet around the clock: nothing goes but what is urgent.
  return firstMinute(instant, (minute) => !isQuiet(quiet, minute)) ?? Number.POSITIVE_INFINITY
}

/** What a text says of its own time, epoch milliseconds. */
export interface TextTimes {
  queuedAt: number
  notBefore?: number | undefined
  notAfter?: number | undefined
  urgent: boolean
}

/** The last instant at which a text is of use: as it says, or the end of the day it was due on. */
export function lastMoment({ zone }: Pick<QuietHours, 'zone'>, text: TextTimes): number {
  if (text.notAfter !== undefined) return text.notAfter
  const due = text.notBefore ?? text.queuedAt
  return zone.firstInstantOf(wallMinute(zone.dayAt(due).plusDays(1), 0)) - 1
}

/** When a text may go at the earliest, seen from now; expired where it would be of no use any more by then. */
export function nextMoment(quiet: QuietHours, text: TextTimes, now: number): number | 'expired' {
  const due = Math.max(now, text.notBefore ?? text.queuedAt)
  const next = text.urgent ? due : nextLoud(quiet, due)
  return next > lastMoment(quiet, text) ? 'expired' : next
}
