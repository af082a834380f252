import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { formatTime, parseTime, wallMinute } from '../schedule/wall.ts'
import { WEEKDAYS } from '../schedule/weekday.ts'
import type { Zone } from '../schedule/zone.ts'
import type { RegisterText } from './params.ts'

export type Part = 'AM' | 'PM'

/** Registration of one session of one day, or a lesson: instants, epoch milliseconds. */
export interface RegisterWindow {
  part: Part
  /** From here on a scan counts for it. */
  opens: number
  /** From here on a pupil is late. */
  starts: number
  /** The last instant at which a pupil is late rather than too late. */
  closes: number
}

/** The open minutes of a register unless the config says when it closes. */
const OPEN_MINUTES = 30

const PARTS: Part[] = ['AM', 'PM']

/** Whose registration it is: the reader's site, the pupil's national curriculum year, and the day. */
interface Case {
  site: string | undefined
  year: number | undefined
  weekday: number
  closesEarly: boolean
}

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase()

function applies({ site, years, days, earlyClosing }: RegisterText, which: Case): boolean {
  return (
    (site === undefined || (which.site !== undefined && same(site, which.site))) &&
    (years === undefined || (which.year !== undefined && years.includes(which.year))) &&
    (days === undefined || days.includes(WEEKDAYS[which.weekday - 1]!)) &&
    (!earlyClosing || which.closesEarly)
  )
}

/** How much an entry says about whom it is for. */
const rank = ({ site, years, days, earlyClosing }: RegisterText) =>
  [site, years, days, earlyClosing].filter((said) => said !== undefined).length

/** The entries that say most of those that apply: one, if the config is in order, or none. */
function chosen(registers: RegisterText[], part: Part, which: Case): RegisterText[] {
  const fitting = registers.filter((one) => one.part === part && applies(one, which))
  const most = Math.max(...fitting.map(rank))
  return fitting.filter((one) => rank(one) === most)
}

/** The registration times of a school, looked up by day, site and year. */
export class RegisterTimes {
  readonly #registers: RegisterText[]
  readonly #calendar: Calendar
  readonly #zone: Zone
  readonly #known = new Map<string, RegisterWindow[]>()

  constructor(registers: RegisterText[], calendar: Calendar, zone: Zone) {
    this.#registers = registers
    this.#calendar = calendar
    this.#zone = zone
  }

  /** The sessions that take place on a day, first to last; none on a day without school. */
  on(day: Day, site: string | undefined, year: number | undefined): RegisterWindow[] {
    const key = `${day.number} ${year ?? ''} ${site ?? ''}`
    const windows = this.#known.get(key) ?? this.#windows(day, site, year)
    this.#known.set(key, windows)
    return windows
  }

  #windows(day: Day, site: string | undefined, year: number | undefined): RegisterWindow[] {
    if (!this.#calendar.isOn(day, 'school')) return []
    const closing = this.#calendar.closesAt(day)
    const which = { site, year, weekday: day.weekday, closesEarly: closing !== undefined }
    const instant = (minute: number) => this.#zone.firstInstantOf(wallMinute(day, minute))
    return PARTS.flatMap((part) => {
      const [entry] = chosen(this.#registers, part, which)
      if (!entry) return []
      const { opens, starts, closes } = minutesOf(entry)
      // A session that would start when everybody has gone home does not take place.
      if (closing !== undefined && starts >= closing) return []
      const end = Math.min(closes, closing ?? closes)
      return [{ part, opens: instant(opens), starts: instant(starts), closes: instant(end) }]
    })
  }
}

function minutesOf({ opens, starts, closes }: RegisterText) {
  const start = parseTime(starts)!
  const last = 24 * 60 - 1
  return {
    opens: parseTime(opens)!,
    starts: start,
    closes: closes === undefined ? Math.min(start + OPEN_MINUTES, last) : parseTime(closes)!,
  }
}

/** What is wrong with registration times that are each in the right form: which entry, and why. */
export function problemsOf(registers: RegisterText[]): { at: number; message: string }[] {
  const problems = new Map<number, string>()
  for (const [at, entry] of registers.entries()) {
    const { opens, starts, closes } = minutesOf(entry)
    if (opens >= starts) problems.set(at, 'it must open before it starts')
    else if (closes < starts) problems.set(at, 'it must not close before it starts')
  }
  if (problems.size > 0) return listOf(problems)
  for (const which of everyCase(registers)) {
    const [am = [], pm = []] = PARTS.map((part) => chosen(registers, part, which))
    for (const rivals of [am, pm].filter(({ length }) => length > 1)) {
      const [first, second] = rivals.map((one) => registers.indexOf(one)) as [number, number]
      const message = `for some pupils it applies as much as entry ${first + 1}: say more in one of them, or add one for the case in which both apply`
      if (!problems.has(second)) problems.set(second, message)
    }
    const [morning] = am
    const [afternoon] = pm
    if (morning && afternoon && minutesOf(morning).opens >= minutesOf(afternoon).opens) {
      const at = registers.indexOf(afternoon)
      const message = `the afternoon opens at ${afternoon.opens}, not after the morning of the same pupils (${formatTime(minutesOf(morning).opens)})`
      if (!problems.has(at)) problems.set(at, message)
    }
  }
  return listOf(problems)
}

const listOf = (problems: Map<number, string>) => [...problems].map(([at, message]) => ({ at, message }))

/** Every case that the entries could tell apart. */
function* everyCase(registers: RegisterText[]): Generator<Case> {
  const sites = [undefined, ...new Set(registers.flatMap(({ site }) => site ?? []))]
  const years = [undefined, ...new Set(registers.flatMap((one) => one.years ?? []))]
  for (const site of sites)
    for (const year of years)
      for (const weekday of [1, 2, 3, 4, 5, 6, 7])
        for (const closesEarly of [false, true]) yield { site, year, weekday, closesEarly }
}
