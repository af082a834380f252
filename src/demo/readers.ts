import type { Row } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { wallMinute } from '../schedule/wall.ts'
import { type Frame, SITES } from './frame.ts'
import { dateOf, yearNow } from './pupil-rows.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import { type Part, REGISTER_CLOSES_AFTER, REGISTRATION } from './timetable.ts'

const GATE = 'GATE'
const SIXTH_FORM = 'SIXTH'

export const deviceColumns = ['id', 'code', 'name', 'site', 'room']
export const deviceRows: Row[string][][] = [
  [1, GATE, 'Main gate', SITES.main, null],
  [2, SIXTH_FORM, 'Sixth form entrance', SITES.sixthForm, null],
  [3, 'CO12', 'Computing room', SITES.main, 'CO12'],
]

/** Pupils who have a card; of those, who lost one before; and of those with consent, who have given a finger. */
const CARD = 0.97
const LOST = 0.06
const FINGER = 0.3

/** Of a day's pupils: who does not come, who is late, who comes when registration has closed, who scans twice. */
const AWAY = 0.05
const LATE = 0.035
const TOO_LATE = 0.006
const TWICE = 0.07

/** So many minutes into registration the office makes its list of who is missing: some come after all. */
const LISTED_AFTER = 20

interface Known {
  card?: string
  /** A card that was replaced, and since when it is not valid any more. */
  lost?: { card: string; on: number }
  finger?: string
}

/** A reader sends a scan: its row, and the moment in epoch milliseconds. */
export interface ComingScan {
  at: number
  row: Row[string][]
}

export const identityColumns = ['id', 'pupil_id', 'kind', 'identity', 'valid_from', 'valid_to']
export const scanColumns = ['device', 'event_id', 'identity', 'at', 'kind']

/** The readers of the school, and by what they know its pupils. */
export class Readers {
  readonly #frame: Frame
  readonly #pupils: Pupils
  readonly #known: Known[] = []
  #events = 0
  /** Numbers of the pupils on the office’s list of who is missing, by the day to come: known after `coming`. */
  readonly away = new Map<string, number[]>()

  /** @param consented numbers of the pupils for whom there was a consent at some time */
  constructor(frame: Frame, pupils: Pupils, consented: ReadonlySet<number>) {
    this.#frame = frame
    this.#pupils = pupils
    const random = frame.random('identities')
    const number = () => String(random.int(10_000_000, 99_999_999))
    for (let at = 0; at < pupils.length; at++) {
      const known: Known = {}
      if (random.chance(CARD)) known.card = number()
      if (known.card && random.chance(LOST)) known.lost = { card: number(), on: this.#someDayOf(at, random) }
      if (consented.has(pupils.id(at)) && random.chance(FINGER)) known.finger = `F${number()}`
      this.#known.push(known)
    }
  }

  *identityRows(): Generator<Row[string][]> {
    let id = 0
    for (const [at, { card, lost, finger }] of this.#known.entries()) {
      const pupil = this.#pupils.id(at)
      const from = dateOf(Math.min(this.#pupils.start[at]!, this.#frame.today.number))
      if (lost) yield [++id, pupil, 'card', lost.card, from, dateOf(lost.on)]
      if (card) yield [++id, pupil, 'card', card, lost ? dateOf(lost.on + 1) : from, null]
      if (finger) yield [++id, pupil, 'fingerprint', finger, from, null]
    }
  }

  /** Scans before a registration, by pupils of these numbers, that the reader at the gate sends days late. */
  *lateScans(day: Day, part: Part, pupilIds: number[]): Generator<Row[string][]> {
    const random = this.#frame.random(`late scans of ${day} ${part}`)
    for (const id of pupilIds) {
      const { card } = this.#known[id - 1]!
      if (!card) continue
      const { row } = this.#scan(GATE, card, day, REGISTRATION[part] - random.int(1, 25), random)
      row[1] = this.#nextEvent()
      yield row
    }
  }

  #nextEvent(): string {
    this.#events += 1
    return String(this.#events).padStart(8, '0')
  }

  /** What the readers will send after today, in the order in which it happens. */
  coming(): ComingScan[] {
    const scans = this.#frame.comingDays.flatMap((day) => [...this.#scansOf(day)])
    scans.sort((a, b) => a.at - b.at)
    for (const { row } of scans) row[1] = this.#nextEvent()
    return scans
  }

  *#scansOf(day: Day): Generator<ComingScan> {
    const random = this.#frame.random(`scans of ${day}`)
    const away: number[] = []
    this.away.set(day.toString(), away)
    for (let at = 0; at < this.#pupils.length; at++) {
      if (!this.#pupils.isOnRoll(at, day.number)) continue
      if (random.chance(AWAY)) {
        away.push(this.#pupils.id(at))
        continue
      }
      const { card, lost, finger } = this.#known[at]!
      const isSixthForm = yearNow(this.#frame, this.#pupils, at) > 11
      const reader = isSixthForm ? SIXTH_FORM : GATE
      // Somebody has found the old card in a pocket.
      const shown = lost && random.chance(0.1) ? lost.card : finger && isSixthForm ? finger : card
      if (!shown) continue
      const minute = this.#arrival(random)
      if (minute > REGISTRATION.AM + LISTED_AFTER) away.push(this.#pupils.id(at))
      yield this.#scan(reader, shown, day, minute, random)
      if (random.chance(TWICE)) yield this.#scan(reader, shown, day, minute + random.int(1, 4), random)
      if (!isSixthForm) continue
      if (random.chance(0.3)) yield this.#scan(reader, shown, day, random.int(755, 775), random, 'sign-out')
      yield this.#scan(reader, shown, day, REGISTRATION.PM - random.int(-3, 30), random)
    }
  }

  #arrival(random: Random): number {
    const starts = REGISTRATION.AM
    if (random.chance(TOO_LATE)) return starts + REGISTER_CLOSES_AFTER + random.int(1, 60)
    if (random.chance(LATE)) return starts + random.int(0, REGISTER_CLOSES_AFTER - 1)
    return starts - 1 - random.int(0, random.int(1, 45))
  }

  /** Without its number: that comes in the order in which the scans happen. */
  #scan(
    reader: string,
    identity: string,
    day: Day,
    minute: number,
    random: Random,
    kind = 'session',
  ): ComingScan {
    const at = this.#frame.zone.firstInstantOf(wallMinute(day, minute)) + random.int(0, 59) * 1000
    return { at, row: [reader, null, identity, new Date(at).toISOString(), kind] }
  }

  #someDayOf(at: number, random: Random): number {
    const today = this.#frame.today.number
    const last = Math.min(this.#pupils.end[at]!, today - 1)
    const first = Math.min(this.#pupils.start[at]!, last)
    return random.int(Math.max(first, last - 300), last)
  }
}
