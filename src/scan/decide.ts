import { type Facts, sessionKey } from './facts.ts'
import type { Scan } from './fresh.ts'
import type { Holder } from './holders.ts'
import { inRegister, onDay, type Register } from './keys.ts'
import type { Mark } from './marks.ts'
import type { ScanOutcome } from './outcome.ts'
import type { ScanParams } from './params.ts'
import type { Part, RegisterWindow } from './register-times.ts'

/** What became of a scan. */
export interface Decision {
  scan: Scan
  outcome: ScanOutcome
  pupilId?: number
  /** The place in the register that it was for. */
  entry?: Entry
  /** What it wrote there, and what had stood there before. */
  made?: { code: string; before: Mark | undefined }
  /** For a scan of somebody who is marked absent: of which session, or of the session with the lesson in it. */
  absentFrom?: Part
}

/** The place of one pupil in one register, as it stands after the scans so far. */
export interface Entry extends Register {
  pupilId: number
  date: string
  /** As it stood before all of them. */
  stored: Mark | undefined
  mark: Mark | undefined
}

/** When a scan came: what it says of the pupil, unless it came too late to say anything. */
interface Arrival {
  outcome: 'marked' | 'late'
  code: string
  minutesLate: number | null
}

type Rules = Pick<ScanParams, 'replaceN' | 'afterClosing'>

/** Not a mark at all, and a mark for which nobody knows a reason yet. */
const MISSING = '-'
const UNEXPLAINED = 'N'

/** Says what becomes of each scan. One after the other, in the order in which they happened. */
export class Decisions {
  readonly #facts: Facts
  readonly #rules: Rules
  readonly #entries = new Map<string, Entry>()

  constructor(facts: Facts, rules: Rules) {
    this.#facts = facts
    this.#rules = rules
  }

  /** The places in the registers in which something is written. */
  get changed(): Entry[] {
    return [...this.#entries.values()].filter(({ stored, mark }) => mark !== stored)
  }

  decide(scan: Scan): Decision {
    const { holders, consents, onRoll } = this.#facts
    const { date } = scan.day
    const holder = holders.holderOn(scan.identity, date)
    if (!holder) return { scan, outcome: 'unknown-identity' }
    const { pupilId } = holder
    if (holder.biometric && !consents.holds(pupilId, date)) return { scan, outcome: 'no-consent', pupilId }
    if (!onRoll.has(onDay(pupilId, date))) return { scan, outcome: 'not-on-roll', pupilId }
    if (scan.kind === 'session') return this.#atSession(scan, holder)
    if (scan.kind === 'lesson') return this.#atLesson(scan, holder)
    if (scan.kind === 'sign-in') return this.#signingIn(scan, holder)
    return { scan, outcome: 'noted', pupilId }
  }

  #atSession(scan: Scan, holder: Holder): Decision {
    const { pupilId } = holder
    const found = this.#sessionOf(scan, holder)
    if (typeof found === 'string') return { scan, outcome: found, pupilId }
    const { window, entry } = found
    return this.#enter(scan, entry, window, this.#arrival(scan, window, true))
  }

  #atLesson(scan: Scan, holder: Holder): Decision {
    const { pupilId } = holder
    const { room } = this.#facts.readers.get(scan.device) ?? {}
    const lesson = this.#facts.timetable.lessonFor(scan, holder, room)
    if (!lesson) return { scan, outcome: 'no-lesson', pupilId }
    const part = this.#partAt(lesson.starts, scan, holder)
    const window = { part, opens: lesson.opens, starts: lesson.starts, closes: lesson.closes }
    const entry = this.#entry({ sessionId: null, lessonId: lesson.id }, pupilId, scan.day.date)
    return this.#enter(scan, entry, window, this.#arrival(scan, window, false))
  }

  /** Never a mark; but somebody who signs in is on site. */
  #signingIn(scan: Scan, holder: Holder): Decision {
    const { pupilId } = holder
    const found = this.#sessionOf(scan, holder)
    if (typeof found === 'string' || !this.#isAbsent(found.entry)) return { scan, outcome: 'noted', pupilId }
    return { scan, outcome: 'on-site', pupilId, entry: found.entry, absentFrom: found.window.part }
  }

  /** The session that is on: from its opening to the opening of the next one, or the end of the day. */
  #sessionOf(
    { device, at, day }: Scan,
    { pupilId, year }: Holder,
  ): { window: RegisterWindow; entry: Entry } | 'no-session' | 'too-early' {
    const windows = this.#facts.registerTimes.on(day.day, this.#siteOf(device), year)
    if (windows.length === 0) return 'no-session'
    const window = windows.findLast(({ opens }) => opens <= at)
    if (!window) return 'too-early'
    const sessionId = this.#facts.sessions.get(sessionKey(day.date, window.part))
    if (sessionId === undefined) return 'no-session'
    return { window, entry: this.#entry({ sessionId, lessonId: null }, pupilId, day.date) }
  }

  #siteOf(device: string): string | undefined {
    return this.#facts.readers.get(device)?.site
  }

  /** A lesson from the opening of the afternoon's registration on belongs to the afternoon. */
  #partAt(instant: number, { device, day }: Scan, { year }: Holder): Part {
    const afternoon = this.#facts.registerTimes
      .on(day.day, this.#siteOf(device), year)
      .find(({ part }) => part === 'PM')
    return instant >= (afternoon?.opens ?? (day.from + day.until) / 2) ? 'PM' : 'AM'
  }

  #arrival({ at, day }: Scan, window: RegisterWindow, isSession: boolean): Arrival | undefined {
    const { part, starts, closes } = window
    if (at < starts) return { outcome: 'marked', code: part === 'AM' ? '/' : '\\', minutesLate: null }
    // Late is late: a few seconds are a minute.
    const minutesLate = Math.max(1, Math.floor((at - starts) / 60_000))
    if (at <= closes) return { outcome: 'late', code: 'L', minutesLate }
    const { afterClosing } = this.#rules
    const meaning = isSession && afterClosing ? this.#facts.codes.on(day.date, afterClosing) : undefined
    return meaning && { outcome: 'late', code: afterClosing!, minutesLate: meaning.late ? minutesLate : null }
  }

  #enter(scan: Scan, entry: Entry, window: RegisterWindow, arrival: Arrival | undefined): Decision {
    const { pupilId, mark } = entry
    const decision = { scan, pupilId, entry }
    if (arrival && this.#mayEnter(entry, arrival)) {
      const { outcome, code, minutesLate } = arrival
      const id = entry.stored?.id ?? 0
      entry.mark = { id, code, minutesLate, staffId: null, alteredAt: null, byScan: true }
      return { ...decision, outcome, made: { code, before: mark } }
    }
    if (mark === undefined || mark.code === MISSING) return { ...decision, outcome: 'too-late' }
    if (mark.byScan) return { ...decision, outcome: 'duplicate' }
    if (this.#isAbsent(entry)) return { ...decision, outcome: 'on-site', absentFrom: window.part }
    return { ...decision, outcome: 'already-marked' }
  }

  /** Only where nothing stands, or N if the school says so, or where a scan had entered a later arrival. */
  #mayEnter({ mark }: Entry, arrival: Arrival): boolean {
    if (mark === undefined || mark.code === MISSING) return true
    if (mark.byScan) return isEarlier(arrival, mark)
    return mark.code === UNEXPLAINED && this.#rules.replaceN
  }

  /** Marked as somewhere else. That somebody came after registration had closed is no such mark. */
  #isAbsent({ mark, date }: Entry): boolean {
    if (!mark || mark.byScan) return false
    const code = this.#facts.codes.on(date, mark.code)
    return code !== undefined && ELSEWHERE.includes(code.meaning) && !code.late
  }

  #entry(register: Register, pupilId: number, date: string): Entry {
    const key = inRegister(register, pupilId)
    const known = this.#entries.get(key)
    if (known) return known
    const stored = this.#facts.marks.get(key)
    const entry = { ...register, pupilId, date, stored, mark: stored }
    this.#entries.set(key, entry)
    return entry
  }
}

const ELSEWHERE = ['authorised', 'unauthorised', 'approved', 'not-required']

/** Whether a scan that was sent late shows that the pupil came earlier than another scan had said. */
function isEarlier(arrival: Arrival, mark: Mark): boolean {
  const difference = lateness(arrival.code) - lateness(mark.code)
  if (difference !== 0) return difference < 0
  return arrival.minutesLate !== null && arrival.minutesLate < (mark.minutesLate ?? 0)
}

/** In time, late, or after registration had closed. */
const lateness = (code: string) => (code === '/' || code === '\\' ? 0 : code === 'L' ? 1 : 2)
