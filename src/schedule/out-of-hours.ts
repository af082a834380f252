import { type Hours, within } from './hours.ts'
import type { SlotRules } from './slots.ts'
import { dayOf, minuteOfDay } from './wall.ts'

/** Wall hours of the school day unless the config says otherwise. */
const SCHOOL_HOURS: Hours = { from: 7.5 * 60, to: 17 * 60 }

const MINUTE = 60_000
const SEARCH_DAYS = 14

/**
 * Whether a heavy job that comes late may start at an instant: not in the server's busy hours, and not in
 * school hours of a school day.
 */
export function isOutOfHours(
  instant: number,
  { zone, calendar, busy }: Pick<SlotRules, 'zone' | 'calendar' | 'busy'>,
  schoolHours: Hours = SCHOOL_HOURS,
): boolean {
  const wall = zone.wallAt(instant)
  const minute = minuteOfDay(wall)
  if (busy.some((hours) => within(hours, minute))) return false
  return !within(schoolHours, minute) || !calendar.isOn(dayOf(wall), 'school')
}

/** The first whole minute at or after an instant that is out of hours; undefined: none within 14 days. */
export function nextOutOfHours(
  instant: number,
  rules: Pick<SlotRules, 'zone' | 'calendar' | 'busy'>,
  schoolHours: Hours = SCHOOL_HOURS,
): number | undefined {
  return firstMinute(instant, (minute) => isOutOfHours(minute, rules, schoolHours))
}

/** The first whole minute at or after an instant that passes a test; undefined: none within 14 days. */
export function firstMinute(instant: number, passes: (instant: number) => boolean): number | undefined {
  const start = Math.ceil(instant / MINUTE) * MINUTE
  for (let minute = start; minute < start + SEARCH_DAYS * 1440 * MINUTE; minute += MINUTE) {
    if (passes(minute)) return minute
  }
  return undefined
}
