import type { Day } from './day.ts'
import { dayOf, type WallMinute } from './wall.ts'

/** A moment at which the zone's clock jumps. `at` is the first instant of the new offset, epoch ms. */
export interface Transition {
  at: number
  /** Offsets from UTC in ms, positive east of Greenwich. */
  before: number
  after: number
}

/** A stretch of instants with one offset: `from` inclusive, `to` exclusive, epoch ms; `offset` in ms. */
export interface Stretch {
  from: number
  to: number
  offset: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// Since 1970 no two changes of any zone were less than seven days apart, so probes four days apart miss none.
const PROBE = 4 * DAY
const CHUNK = 100 * PROBE

// No zone was ever further than this from UTC.
const REACH = 16 * HOUR

/** Each knows when its clocks change once it was asked; the schools of a trust share one. */
const known = new Map<string, Zone>()

/**
 * A time zone of the IANA database, as this Node knows it; the host's own zone never matters.
 * Offsets are whole minutes: the few with seconds, all long ago, are rounded.
 */
export class Zone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  readonly #chunks = new Map<number, Stretch[]>()
  #recent: Stretch = { from: 0, to: 0, offset: 0 }

  /** @throws RangeError when the name is not a zone of the IANA database. */
  constructor(name: string) {
    // Newer versions of Node also take fixed offsets such as +01:00, which know no summer time.
    if (!/^[A-Za-z]/.test(name)) throw new RangeError(`Unknown time zone: ${name}`)
    this.name = name
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  }

  /** @returns undefined when the name is none */
  static named(name: string): Zone | undefined {
    try {
      const zone = known.get(name) ?? new Zone(name)
      known.set(name, zone)
      return zone
    } catch {
      return undefined
    }
  }

  /** Offset from UTC in ms, positive east of Greenwich: wall clock = instant + offset. */
  offsetAt(instant: number): number {
    return this.#stretchAt(instant).offset
  }

  /** What the wall clock shows at an instant (seconds dropped). */
  wallAt(instant: number): WallMinute {
    return Math.floor((instant + this.offsetAt(instant)) / MINUTE)
  }

  /** The school's date at an instant. */
  dayAt(instant: number): Day {
    return dayOf(this.wallAt(instant))
  }

  /** The instants at which the clock turns to a wall minute, ascending: two in a repeat, none in a gap. */
  instantsOf(wall: WallMinute): number[] {
    const local = wall * MINUTE
    const early = this.#stretchAt(local - REACH)
    if (early.to > local + REACH) return [local - early.offset]
    const offsets = new Set(this.stretches(local - REACH, local + REACH).map((stretch) => stretch.offset))
    return [...offsets]
      .map((offset) => local - offset)
      .filter((instant) => this.offsetAt(instant) === local - instant)
      .sort((a, b) => a - b)
  }

  /** The first pass through a wall minute; for one that the clock skips, the instant of the skip. */
  firstInstantOf(wall: WallMinute): number {
    const instant = this.instantsOf(wall)[0]
    if (instant !== undefined) return instant
    const local = wall * MINUTE
    const skip = this.transitionsBetween(local - REACH, local + REACH).find(
      ({ at, before, after }) => at + before <= local && local < at + after,
    )
    if (!skip) throw new Error(`${this.name} has no instant for wall minute ${wall}`)
    return skip.at
  }

  /** Changes of offset in (from, to], ascending. */
  transitionsBetween(from: number, to: number): Transition[] {
    const transitions: Transition[] = []
    let before = this.offsetAt(from)
    for (const { from: at, offset } of this.stretches(from, to + 1)) {
      if (offset !== before) transitions.push({ at, before, after: offset })
      before = offset
    }
    return transitions
  }

  /** Covers [from, to) without gaps, ascending. Neighbours may have the same offset. */
  stretches(from: number, to: number): Stretch[] {
    const stretches: Stretch[] = []
    for (let at = from; at < to; at = stretches.at(-1)!.to) {
      const { to: end, offset } = this.#stretchAt(at)
      stretches.push({ from: at, to: Math.min(end, to), offset })
    }
    return stretches
  }

  #stretchAt(instant: number): Stretch {
    const recent = this.#recent
    if (instant >= recent.from && instant < recent.to) return recent
    const index = Math.floor(instant / CHUNK)
    let chunk = this.#chunks.get(index)
    if (!chunk) {
      chunk = this.#explore(index * CHUNK, (index + 1) * CHUNK)
      this.#chunks.set(index, chunk)
    }
    this.#recent = chunk.find((stretch) => instant < stretch.to)!
    return this.#recent
  }

  #explore(from: number, to: number): Stretch[] {
    const stretches = [{ from, to, offset: this.#ask(from) }]
    for (let probe = from + PROBE; probe <= to; probe += PROBE) {
      const offset = this.#ask(probe)
      for (let last = stretches.at(-1)!; last.offset !== offset; last = stretches.at(-1)!) {
        const at = this.#firstChange(Math.max(last.from, probe - PROBE), probe, last.offset)
        if (at === to) break
        last.to = at
        stretches.push({ from: at, to, offset: this.#ask(at) })
      }
    }
    return stretches
  }

  /** The first minute in (from, to] with another offset, by bisection. */
  #firstChange(from: number, to: number, offset: number): number {
    let low = from / MINUTE
    let high = to / MINUTE
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#ask(middle * MINUTE) === offset) low = middle
      else high = middle
    }
    return high * MINUTE
  }

  #ask(instant: number): number {
    // 'GMT', 'GMT+05:45', long ago 'GMT-00:01:15'
    const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(this.#format.format(instant))
    if (!parts) throw new Error(`No offset of ${this.name} from UTC at ${instant}`)
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = parts
    const total = Math.round(Number(hours) * 60 + Number(minutes) + Number(seconds) / 60) * MINUTE
    return sign === '-' ? -total : total
  }
}
