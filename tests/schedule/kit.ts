import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { type DueInput, decide } from '../../src/schedule/due.ts'
import { compileSchedule, type Schedule, type ScheduleText } from '../../src/schedule/schedule.ts'
import type { Slot, SlotRules } from '../../src/schedule/slots.ts'
import { Zone } from '../../src/schedule/zone.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const LONDON = new Zone('Europe/London')

/** An instant from ISO text, which must end in Z. */
export function utc(text: string): number {
  if (!text.endsWith('Z')) throw new Error(`${text} is not UTC`)
  return Date.parse(text)
}

export function iso(instant: number): string {
  return new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z')
}

export function day(text: string): Day {
  return Day.parse(text)
}

export function schedule(text: ScheduleText): Schedule {
  const compiled = compileSchedule(text)
  if (!compiled.ok) throw new Error(`${compiled.key}: ${compiled.message}`)
  return compiled.schedule
}

/** Rules of a job that runs every day in London; no calendar. */
export function rules(changes: Partial<SlotRules> = {}): SlotRules {
  return { zone: LONDON, calendar: new Calendar(), days: 'all', nonSchoolDay: 'next', busy: [], ...changes }
}

/** Autumn 2026 and spring 2027 of a made-up school. */
export function schoolYear(): Calendar {
  return new Calendar({
    terms: [
      { name: 'Autumn 2026', from: day('2026-09-01'), to: day('2026-12-18') },
      { name: 'Spring 2027', from: day('2027-01-04'), to: day('2027-03-25') },
      { name: 'Summer 2027', from: day('2027-04-12'), to: day('2027-07-20') },
    ],
    holidays: [{ name: 'Autumn half term', from: day('2026-10-26'), to: day('2026-10-30') }],
    inset: [day('2026-09-01'), day('2026-11-02')],
    earlyClosing: [{ on: day('2026-12-18'), at: 12 * 60 }],
  })
}

export function named(slots: Slot[]): string[] {
  return slots.map((slot) => `${slot.name} at ${iso(slot.at)}`)
}

/**
 * A row of ticks, each of which knows only what the database knows: since when the job has been there, and
 * through when it was handled. Returns what ran at which tick.
 */
export function tick(times: number[], job: Omit<DueInput, 'handledThrough' | 'now'>, from?: number) {
  let handledThrough = from
  const ran: { slot: Slot; now: number }[] = []
  const missed: string[] = []
  for (const now of times) {
    const decision = decide({ ...job, handledThrough, now })
    for (const slot of decision.run) ran.push({ slot, now })
    missed.push(...decision.missed.map(({ slot, why }) => `${slot.name}: ${why}`))
    handledThrough = decision.handledThrough
  }
  return { ran, missed, handledThrough }
}

/** Every minute from one instant to another, both included. */
export function everyMinute(from: number, to: number, secondsIn = 0): number[] {
  return Array.from({ length: (to - from) / MINUTE + 1 }, (_, i) => from + i * MINUTE + secondsIn * 1000)
}
