import type { Day } from './day.ts'

/** Monday first, as in ISO 8601. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

export type Weekday = (typeof WEEKDAYS)[number]

const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** `Monday` to `Sunday`. */
export function weekdayName(day: Day): string {
  return NAMES[day.weekday - 1]!
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]

/** `January` to `December`. */
export function monthName(day: Day): string {
  return MONTHS[day.month - 1]!
}

/** `26 November 2026`. */
export function dateText(day: Day): string {
  return `${day.dayOfMonth} ${monthName(day)} ${day.year}`
}

/** `Thursday 26 November 2026`. */
export function dateInWords(day: Day): string {
  return `${weekdayName(day)} ${dateText(day)}`
}

/** `Thu 2026-11-26`. */
export function shortDate(day: Day): string {
  return `${NAMES[day.weekday - 1]!.slice(0, 3)} ${day}`
}

/** The Monday of the week of a day. */
export const mondayOf = (day: Day): Day => day.minusDays(day.weekday - 1)

/** Canonical text for a set of ISO weekdays (1 to 7, in any order): `every-day` or `mon,wed`. */
export function weekdaysKey(weekdays: ReadonlySet<number>): string {
  if (weekdays.size === 7) return 'every-day'
  return WEEKDAYS.filter((_, index) => weekdays.has(index + 1)).join(',')
}

/** A set of ISO weekdays for people: `every day`, `weekdays`, `weekends`, `Mondays and Thursdays`. */
export function weekdaysText(weekdays: ReadonlySet<number>): string {
  const key = weekdaysKey(weekdays)
  if (key === 'every-day') return 'every day'
  if (key === 'mon,tue,wed,thu,fri') return 'weekdays'
  if (key === 'sat,sun') return 'weekends'
  return listed(NAMES.filter((_, index) => weekdays.has(index + 1)).map((name) => `${name}s`))
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
