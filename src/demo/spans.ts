import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import { dateOf } from './pupil-rows.ts'
import { OPEN, type Pupils } from './pupils.ts'
import type { Random } from './random.ts'

/** A time for which something held for a pupil: day numbers, both inclusive; OPEN while it goes on. */
export interface Span {
  from: number
  to: number
}

/** Leavers whose rows somebody closed. Of the others, everything goes on for ever. */
const CLOSED_ON_LEAVING = 0.3

/** Makes up since when, and until when, something held for a pupil. */
export class Spans {
  readonly #pupils: Pupils
  readonly #today: number
  readonly #random: Random

  constructor(frame: Frame, pupils: Pupils, random: Random) {
    this.#pupils = pupils
    this.#today = frame.today.number
    this.#random = random
  }

  /** Goes on; began up to `before` days before the pupil came to the school. For applicants too. */
  lasting(at: number, before = 0): Span {
    const left = this.#pupils.end[at]! < this.#today
    const closed = left && this.#random.chance(CLOSED_ON_LEAVING)
    return { from: this.#begin(at, before), to: closed ? this.#pupils.end[at]! : OPEN }
  }

  /** Is over, some by today's end. */
  ended(at: number, before = 0): Span {
    const from = this.#begin(at, before)
    return { from, to: this.#random.int(from, this.#last(at)) }
  }

  #begin(at: number, before: number): number {
    const last = this.#last(at)
    return this.#random.int(Math.min(this.#pupils.start[at]! - before, last), last)
  }

  #last(at: number): number {
    return Math.min(this.#today, this.#pupils.end[at]!)
  }
}

/** The two dates of a span, as the tables hold them. */
export const dates = ({ from, to }: Span): Row[string][] => [dateOf(from), to === OPEN ? null : dateOf(to)]
