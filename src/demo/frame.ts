import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { wallMinute } from '../schedule/wall.ts'
import { Zone } from '../schedule/zone.ts'
import { Random } from './random.ts'
import { leavingDayOf, schoolDays, schoolYearOf } from './school-year.ts'

export interface SchoolOptions {
  /** Pupils on roll today; guests, applicants and those who have left come on top. */
  pupils: number
  seed: number
  today: Day
  /** The moment it is, epoch milliseconds: registers after it are still empty. */
  now: number
  calendar: Calendar
  /** Until when the school will be lived with, epoch milliseconds: what is to come is made up too. Now, unless given. */
  until?: number
  /** The school's own; London's unless given. */
  zone?: Zone
  /** Lesson marks too, besides those of the sessions. They are three rows in four. */
  lessons?: boolean
  /** Told what is being made: `pupils`, `marks to 2026-03-06`. */
  onProgress?: (step: string) => void
}

export const YEARS = [7, 8, 9, 10, 11, 12, 13] as const

/** Where they are taught. */
export const SITES = { main: 'Main site', sixthForm: 'Sixth form centre' }

/** Sixth forms are smaller. */
const SHARES: Record<number, number> = { 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 0.55, 13: 0.45 }

/** Of a Year 11, so many stay for the sixth form. */
const STAYING_ON = 0.45

const LARGEST_TUTOR_GROUP = 30

export interface TutorGroup {
  id: number
  name: string
  year: number
}

/** What everything else hangs on: the school's size, its days, its year groups and tutor groups. */
export class Frame {
  readonly options: SchoolOptions
  readonly zone: Zone
  readonly today: Day
  readonly calendar: Calendar
  readonly schoolYear: number
  /** School days of the last twelve months; today too, if it is one. */
  readonly days: Day[]
  /** School days after today, as far as the school will be lived with. */
  readonly comingDays: Day[]
  /** The July leavers' last day: the latest one before today, and the one to come. */
  readonly lastLeaving: Day
  readonly nextLeaving: Day
  /** Pupils on roll today, by year. */
  readonly onRoll: Record<number, number>
  /** What a year group holds before its July leavers go. */
  readonly full: Record<number, number>
  readonly groups: TutorGroup[] = []
  readonly #firstGroup: Record<number, number> = {}

  constructor(options: SchoolOptions) {
    const { pupils, today, calendar } = options
    this.options = options
    this.today = today
    this.calendar = calendar
    this.zone = options.zone ?? new Zone('Europe/London')
    this.schoolYear = schoolYearOf(today)
    this.days = schoolDays(today.minusDays(364), today, calendar)
    const lastDay = this.zone.dayAt(options.until ?? options.now)
    this.comingDays = lastDay > today ? schoolDays(today.plusDays(1), lastDay, calendar) : []
    const thisLeaving = leavingDayOf(this.schoolYear, calendar)
    const gone = thisLeaving < today
    this.lastLeaving = gone ? thisLeaving : leavingDayOf(this.schoolYear - 1, calendar)
    this.nextLeaving = gone ? leavingDayOf(this.schoolYear + 1, calendar) : thisLeaving
    const shares = gone ? { ...SHARES, 11: STAYING_ON, 13: 0 } : SHARES
    this.onRoll = divide(pupils, shares)
    this.full = gone ? divide(Math.round((pupils * sum(SHARES)) / sum(shares)), SHARES) : this.onRoll
    for (const year of YEARS) {
      this.#firstGroup[year] = this.groups.length
      const count = Math.max(1, Math.ceil(this.full[year]! / LARGEST_TUTOR_GROUP))
      for (let at = 0; at < count; at++) {
        this.groups.push({ id: this.groups.length + 1, name: `${year}${letters(at)}`, year })
      }
    }
  }

  random(stream: string): Random {
    return new Random(this.options.seed, stream)
  }

  /** Year 11 pupils of a full year group who leave in July. */
  get leavingYear11(): number {
    return Math.round(this.full[11]! * (1 - STAYING_ON))
  }

  yearGroupId(year: number): number {
    return year - YEARS[0] + 1
  }

  /** The tutor group of the pupil who comes `form`-th in a year group. */
  groupFor(year: number, form: number): TutorGroup {
    const first = this.#firstGroup[year]!
    const next = this.#firstGroup[year + 1] ?? this.groups.length
    return this.groups[first + (form % (next - first))]!
  }

  /** ISO 8601 in UTC of a minute of the school's day. */
  instant(day: Day, minute: number): string {
    return new Date(this.zone.firstInstantOf(wallMinute(day, minute))).toISOString()
  }

  hoursAgo(hours: number): string {
    return new Date(this.options.now - hours * 3_600_000).toISOString()
  }

  /** Minutes of `day` that have passed on the school's clock: below 0 for a later day. */
  minutesInto(day: Day): number {
    return this.zone.wallAt(this.options.now) - wallMinute(day, 0)
  }

  /** A handful of pupils leaves no room for those who came back, left today, are guests and so on. */
  get hasOddCases(): boolean {
    return this.options.pupils >= 10
  }

  /** A share of the pupils, at least one; none without odd cases. */
  some(share: number): number {
    return this.hasOddCases ? Math.max(1, Math.round(this.options.pupils * share)) : 0
  }
}

const sum = (shares: Record<number, number>) =>
  Object.values(shares).reduce((total, share) => total + share, 0)

/** Whole numbers in proportion to the shares that add up to `total`. */
function divide(total: number, shares: Record<number, number>): Record<number, number> {
  const whole = sum(shares)
  const parts: Record<number, number> = {}
  let given = 0
  let upTo = 0
  for (const year of YEARS) {
    upTo += shares[year]!
    parts[year] = Math.round((total * upTo) / whole) - given
    given += parts[year]!
  }
  return parts
}

/** A to Z, then AA, AB and so on. */
function letters(at: number): string {
  return (at < 26 ? '' : letters(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26))
}
