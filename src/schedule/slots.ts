import { CALENDAR_REACH_DAYS, type Calendar, type Days } from './calendar.ts'
import { Day } from './day.ts'
import { type Hours, within } from './hours.ts'
import type { Schedule } from './schedule.ts'
import { DAY_MINUTES, dayOf, formatWall, type WallMinute, wallMinute } from './wall.ts'
import type { Zone } from './zone.ts'

/** One planned run of one job. */
export interface Slot {
  /**
   * Unique among the slots of a schedule. Fixed: the wall time it is planned for, `2026-10-25T01:30`, also
   * where the clock skips that time. Interval: the instant in UTC, `2026-10-25T00:30Z`.
   */
  name: string
  /** Epoch ms, a whole minute. */
  at: number
  /** The school's date the slot belongs to; after a move to the next school day, the day it runs. */
  day: Day
  /** Why it does not run when its schedule says. Moved by both: `next-school-day`. */
  moved?: 'clock-change' | 'next-school-day'
  /** After a move to the next school day: the last of the days it was moved from. */
  movedFrom?: Day
}

/** What a schedule needs besides itself to become slots. */
export interface SlotRules {
  zone: Zone
  calendar: Calendar
  days: Days
  /** For fixed slots on a day that is not one of `days`; interval slots are always skipped on such days. */
  nonSchoolDay: 'skip' | 'next' | 'run'
  /** Interval slots keep out of these hours. Fixed ones do not: the config check refuses them. */
  busy: Hours[]
}

const MINUTE = 60_000
const DAY = DAY_MINUTES * MINUTE

/**
 * The slots with after < at <= until (epoch ms), ascending. A slot never depends on the window that is asked
 * for: the slots of (a, c] are those of (a, b] and those of (b, c].
 */
export function slotsBetween(schedule: Schedule, rules: SlotRules, after: number, until: number): Slot[] {
  if (until <= after) return []
  return schedule.kind === 'fixed'
    ? fixedSlots(schedule, rules, after, until)
    : [...intervalSlots(schedule, rules, after, until)]
}

/** The first slot after an instant; undefined when there is none within the horizon. */
export function nextSlot(
  schedule: Schedule,
  rules: SlotRules,
  after: number,
  horizonDays = 400,
): Slot | undefined {
  const end = after + horizonDays * DAY
  if (schedule.kind === 'interval') return intervalSlots(schedule, rules, after, end).next().value
  // Most jobs run daily, so the first look is a short one.
  for (let from = after, to = after + DAY; from < end; from = to, to += 8 * DAY) {
    const [slot] = fixedSlots(schedule, rules, from, Math.min(to, end))
    if (slot) return slot
  }
  return undefined
}

function fixedSlots(schedule: Schedule, rules: SlotRules, after: number, until: number): Slot[] {
  const { zone } = rules
  const slots = new Map<number, Slot>()
  // The clock never shows a later time before an earlier one's first pass; after it, it can go back a day.
  const last = zone.dayAt(until).number + 1
  for (let number = zone.dayAt(after).number; number <= last; number++) {
    const day = Day.of(number)
    const planned = plannedDay(schedule, rules, day)
    if (!planned) continue
    for (const minute of schedule.minutesOfDay) {
      const wall = wallMinute(day, minute)
      const at = zone.firstInstantOf(wall)
      // Several wall times can fall on one instant: one slot, and the earliest gives the name.
      if (at <= after || at > until || slots.has(at)) continue
      const slot: Slot = { name: formatWall(wall), at, day }
      if (!planned.equals(day)) Object.assign(slot, { moved: 'next-school-day', movedFrom: planned })
      else if (zone.wallAt(at) !== wall) slot.moved = 'clock-change'
      slots.set(at, slot)
    }
  }
  return [...slots.values()].sort((a, b) => a.at - b.at)
}

/** The day whose slots run on `day`: mostly itself, or an earlier one that was moved here; undefined: none. */
function plannedDay(schedule: Schedule, { calendar, days, nonSchoolDay }: SlotRules, day: Day) {
  if (nonSchoolDay === 'run') return schedule.onDay(day) ? day : undefined
  if (!calendar.isOn(day, days)) return undefined
  if (schedule.onDay(day)) return day
  if (nonSchoolDay === 'skip') return undefined
  for (let back = 1; back <= CALENDAR_REACH_DAYS; back++) {
    const earlier = day.minusDays(back)
    if (calendar.isOn(earlier, days)) return undefined
    if (schedule.onDay(earlier)) return earlier
  }
  return undefined
}

/** One by one: there may be one a minute, and only the first is asked for. */
function* intervalSlots(
  schedule: Schedule,
  rules: SlotRules,
  after: number,
  until: number,
): Generator<Slot, undefined> {
  for (const { day, minutes, first, last, offset } of intervalDays(schedule, rules, after, until)) {
    for (const minute of minutes) {
      const wall = wallMinute(day, minute)
      if (wall < first || wall > last) continue
      const at = wall * MINUTE - offset
      yield { name: `${formatWall(at / MINUTE)}Z`, at, day }
    }
  }
}

/** The minutes of an interval on one day, of which only those from `first` to `last` (wall minutes) are meant. */
interface IntervalDay {
  day: Day
  /** Minutes after midnight. */
  minutes: number[]
  first: WallMinute
  last: WallMinute
  /** Of all these minutes, in ms. */
  offset: number
}

/** A day on which the clocks change comes in two parts. */
function* intervalDays(
  schedule: Schedule,
  rules: SlotRules,
  after: number,
  until: number,
): Generator<IntervalDay> {
  const { zone, calendar, days, busy } = rules
  const isFree = (minute: number) => !busy.some((hours) => within(hours, minute))
  const minutes = busy.length === 0 ? schedule.minutesOfDay : schedule.minutesOfDay.filter(isFree)
  const from = (Math.floor(after / MINUTE) + 1) * MINUTE
  // Between two changes of the clock, wall time and instants run side by side.
  for (const stretch of zone.stretches(from, until + 1)) {
    const { offset } = stretch
    const first = Math.ceil((stretch.from + offset) / MINUTE)
    const last = Math.ceil((stretch.to + offset) / MINUTE) - 1
    for (let day = dayOf(first); day <= dayOf(last); day = day.plusDays(1))
      if (schedule.onDay(day) && calendar.isOn(day, days)) yield { day, minutes, first, last, offset }
  }
}

/** How often a schedule comes on one day. */
export interface DayCount {
  day: Day
  slots: number
  /** The first and the last of them, epoch ms. */
  first: number
  last: number
}

/** The slots with after < at <= until (epoch ms), counted by day: for what comes every minute, which nobody lists. */
export function countByDay(schedule: Schedule, rules: SlotRules, after: number, until: number): DayCount[] {
  const counts = new Map<number, DayCount>()
  const add = (day: Day, slots: number, first: number, last: number) => {
    const known = counts.get(day.number)
    if (!known) counts.set(day.number, { day, slots, first, last })
    else Object.assign(known, { slots: known.slots + slots, last })
  }
  if (schedule.kind === 'fixed')
    for (const { day, at } of slotsBetween(schedule, rules, after, until)) add(day, 1, at, at)
  else
    for (const { day, minutes, first, last, offset } of intervalDays(schedule, rules, after, until)) {
      const midnight = wallMinute(day, 0)
      // Whole days are nearly all days, and need no look at each of their minutes.
      const isWhole = first <= midnight && midnight + DAY_MINUTES - 1 <= last
      const meant = isWhole
        ? minutes
        : minutes.filter((minute) => midnight + minute >= first && midnight + minute <= last)
      const instant = (minute: number) => (midnight + minute) * MINUTE - offset
      if (meant.length > 0) add(day, meant.length, instant(meant[0]!), instant(meant.at(-1)!))
    }
  return [...counts.values()]
}
