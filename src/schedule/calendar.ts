import { Day } from './day.ts'
import { weekdayName } from './weekday.ts'

/** A named run of days, both ends inclusive. */
export interface Period {
  name: string
  from: Day
  to: Day
}

/** The school's year as it stands in the config. Any part may be missing; the order does not matter. */
export interface CalendarText {
  terms?: Period[]
  holidays?: Period[]
  inset?: Day[]
  /** `at`: minutes after midnight. */
  earlyClosing?: { on: Day; at: number }[]
}

/** `beyond` is a weekday that no term, holiday or INSET day speaks of: it counts as a school day. */
export interface DayKind {
  kind: 'school' | 'inset' | 'holiday' | 'weekend' | 'beyond'
  /** The term or the holiday. */
  name?: string
}

/** Which days a job runs on: `staff` is school days and INSET days. */
export type Days = 'all' | 'school' | 'staff'

/** How far ahead a matching day is looked for. */
export const CALENDAR_REACH_DAYS = 400

/** The school's days: terms, holidays and INSET days. Pure; made once from the config. */
export class Calendar {
  readonly #terms: Period[]
  readonly #holidays: Period[]
  readonly #inset: Set<number>
  readonly #closing = new Map<number, number>()
  readonly #kinds = new Map<number, DayKind>()

  constructor({ terms = [], holidays = [], inset = [], earlyClosing = [] }: CalendarText = {}) {
    this.#terms = [...terms].sort((a, b) => a.from.compare(b.from))
    this.#holidays = holidays
    this.#inset = new Set(inset.map((day) => day.number))
    for (const { on, at } of earlyClosing) {
      this.#closing.set(on.number, Math.min(at, this.#closing.get(on.number) ?? at))
    }
  }

  /** The most particular wins: weekend, INSET day, holiday, term, between terms, beyond. */
  kindOf(day: Day): DayKind {
    const kind = this.#kinds.get(day.number) ?? this.#findKind(day)
    this.#kinds.set(day.number, kind)
    return kind
  }

  isOn(day: Day, days: Days): boolean {
    if (days === 'all') return true
    const { kind } = this.kindOf(day)
    return kind === 'school' || kind === 'beyond' || (kind === 'inset' && days === 'staff')
  }

  /** What a day is, for people: `Saturday`, `holiday: Autumn half term`, `INSET day`. */
  explain(day: Day): string {
    const { kind, name } = this.kindOf(day)
    if (kind === 'weekend') return weekdayName(day)
    if (kind === 'inset') return 'INSET day'
    if (kind === 'holiday') return `holiday: ${name}`
    if (kind === 'school') return `school day: ${name}`
    const [first] = this.#terms
    if (!first || !this.endsOn) return 'school day: the calendar has no terms'
    return day < first.from
      ? `before the start of the calendar (${first.from})`
      : `after the end of the calendar (${this.endsOn})`
  }

  /** The first matching day on or after `day`; undefined when there is none within 400 days. */
  next(day: Day, days: Days): Day | undefined {
    for (let ahead = 0; ahead <= CALENDAR_REACH_DAYS; ahead++) {
      const candidate = day.plusDays(ahead)
      if (this.isOn(candidate, days)) return candidate
    }
    return undefined
  }

  /** The terms, first to last. */
  get terms(): readonly Period[] {
    return this.#terms
  }

  get holidays(): readonly Period[] {
    return this.#holidays
  }

  /** The last day of the last term; undefined without terms. */
  get endsOn(): Day | undefined {
    const ends = this.#terms.map((term) => term.to.number)
    return ends.length > 0 ? Day.of(Math.max(...ends)) : undefined
  }

  /** When the school closes early that day, in minutes after midnight. */
  closesAt(day: Day): number | undefined {
    return this.#closing.get(day.number)
  }

  #findKind(day: Day): DayKind {
    if (day.weekday > 5) return { kind: 'weekend' }
    if (this.#inset.has(day.number)) return { kind: 'inset' }
    const holds = (period: Period) => period.from <= day && day <= period.to
    const holiday = this.#holidays.find(holds)
    if (holiday) return { kind: 'holiday', name: holiday.name }
    const term = this.#terms.find(holds)
    if (term) return { kind: 'school', name: term.name }
    const before = this.#terms.findLast((one) => one.to < day)
    const after = this.#terms.find((one) => one.from > day)
    if (before && after) return { kind: 'holiday', name: `between ${before.name} and ${after.name}` }
    return { kind: 'beyond' }
  }
}
