import { DAY_MINUTES, formatTime, parseTime } from './wall.ts'

/**
 * Part of every day on the wall clock, in minutes after midnight: `from` inclusive, `to` exclusive.
 * Crosses midnight when `to` is not after `from` (22:00-06:00); the whole day is 0 to 1440.
 */
export interface Hours {
  from: number
  to: number
}

/**
 * Reads `22:00-06:00`; the end may be `24:00`. Undefined for any other text, and for equal ends, which
 * could mean all day or nothing: the whole day is `00:00-24:00`.
 */
export function parseHours(text: string): Hours | undefined {
  const parts = /^(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)$/.exec(text.trim())
  if (!parts) return undefined
  const from = parseTime(parts[1]!)
  const to = parseTime(parts[2]!, { endOfDay: true })
  if (from === undefined || to === undefined || from === to) return undefined
  return { from, to }
}

/** Whether a minute of the day (0 to 1439) lies in these hours. */
export function within(hours: Hours, minuteOfDay: number): boolean {
  const { from, to } = hours
  return from < to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to
}

/** How many minutes these hours last, 1 to 1440. */
export function lengthOf(hours: Hours): number {
  return hours.from < hours.to ? hours.to - hours.from : hours.to - hours.from + DAY_MINUTES
}

/** As `22:00-06:00`. */
export function formatHours(hours: Hours): string {
  return `${formatTime(hours.from)}-${formatTime(hours.to)}`
}
