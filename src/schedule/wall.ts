import { Day } from './day.ts'

/** Minutes in a day on the wall clock; days on which the clocks change are no exception here. */
export const DAY_MINUTES = 1440

/**
 * A minute on the school's wall clock: minutes since 1970-01-01T00:00, as though that clock were UTC.
 * It is not an instant: some occur twice or never. `Zone` maps between the two.
 */
export type WallMinute = number

/** `minuteOfDay`: minutes after midnight, 0 to 1439. */
export function wallMinute(day: Day, minuteOfDay: number): WallMinute {
  return day.number * DAY_MINUTES + minuteOfDay
}

/** As `2026-10-25T01:30`. */
export function formatWall(wall: WallMinute): string {
  const day = dayOf(wall)
  // A year has thousands of slots, several on each day: to ask for the date of each would be most of the work.
  if (!recent?.day.equals(day)) recent = { day, date: day.toString() }
  return `${recent.date}T${formatTime(minuteOfDay(wall))}`
}
let recent: { day: Day; date: string } | undefined

export function dayOf(wall: WallMinute): Day {
  return Day.of(Math.floor(wall / DAY_MINUTES))
}

/** Minutes after midnight, 0 to 1439. */
export function minuteOfDay(wall: WallMinute): number {
  return wall - Math.floor(wall / DAY_MINUTES) * DAY_MINUTES
}

/**
 * Reads a time of the 24-hour clock, `07:30` or `7:30`, as minutes after midnight.
 * `24:00` is 1440, and only read where `endOfDay` allows it. Undefined for any other text.
 */
export function parseTime(text: string, options: { endOfDay?: boolean } = {}): number | undefined {
  const parts = /^(\d{1,2}):(\d\d)$/.exec(text)
  if (!parts) return undefined
  const hour = Number(parts[1])
  const minute = Number(parts[2])
  if (hour === 24 && minute === 0 && options.endOfDay) return DAY_MINUTES
  return hour < 24 && minute < 60 ? hour * 60 + minute : undefined
}

/** Minutes after midnight as `07:30`; 1440 as `24:00`. */
export function formatTime(minutes: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
