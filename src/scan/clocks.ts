import { parseDuration } from '../config/duration.ts'
import type { Day } from '../schedule/day.ts'
import { wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'
import type { ClockText } from './params.ts'

/** Today and so many days before: as far back a reader may send its scans late. */
const DAYS_BACK = 3

/** A clock is hardly ever right to the second. */
const TOLERANCE = 60_000

/** One of the days whose scans are looked at. Instants in epoch milliseconds, `until` exclusive. */
export interface ScanDay {
  day: Day
  date: string
  from: number
  until: number
}

/** By how much each reader's clock is ahead, in milliseconds; below zero for one that is behind. */
export type Clocks = Map<string, number>

export const clocksOf = (texts: ClockText[]): Clocks =>
  new Map(
    texts.map(({ device, ahead, behind }) => [
      device,
      parseDuration(ahead ?? '') ?? -(parseDuration(behind ?? '') ?? 0),
    ]),
  )

/** The time that is looked at: from the start of the first day to a minute after now. */
export class Horizon {
  readonly days: ScanDay[]
  readonly from: number
  /** What is dated later waits for its time to come. */
  readonly until: number

  constructor(zone: Zone, today: Day, now: number) {
    const midnight = (day: Day) => zone.firstInstantOf(wallMinute(day, 0))
    this.days = Array.from({ length: DAYS_BACK + 1 }, (_, back) => today.minusDays(back)).map((day) => ({
      day,
      date: day.toString(),
      from: midnight(day),
      until: midnight(day.plusDays(1)),
    }))
    this.from = this.days.at(-1)!.from
    this.until = now + TOLERANCE
  }

  /** The day of an instant that is not after `until`; a minute past midnight may not have begun yet. */
  dayOf(at: number): ScanDay | undefined {
    return this.days.find(({ from, until }) => at >= from && at < until)
  }
}
