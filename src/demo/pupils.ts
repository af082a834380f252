/** The end of a stay that goes on, as a day number. */
export const OPEN = 2 ** 30

export type EnrolmentStatus = 'single' | 'main' | 'subsidiary' | 'guest' | 'applicant'

/** A stretch at the school: day numbers, both inclusive. */
export interface Stay {
  start: number
  end: number
  status: EnrolmentStatus
}

/** Somebody who is, was or will be a pupil; `start`, `end` and `status` are those of the last stay. */
export interface Enrolment extends Stay {
  /** The school year in which the pupil is, was or will be in Year 7. */
  intake: number
  /** Place in the year group: decides the tutor group. */
  form: number
  earlier?: Stay[]
}

/**
 * All pupils, in columns: a quarter of a million objects would take most of the memory there is. A pupil is
 * known by the place in them, from 0.
 */
export class Pupils {
  readonly length: number
  readonly intake: Int16Array
  readonly form: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
  readonly status: EnrolmentStatus[]
  readonly surname: string[]
  readonly forename: string[]
  /** Day number. */
  readonly born: Int32Array
  /** Index into the families. */
  readonly family: Int32Array
  /** 1 where only the first of the family's contacts is the pupil's too. */
  readonly halfSibling: Uint8Array
  readonly #earlier = new Map<number, Stay[]>()

  /** Numbers the pupils in the order given. */
  constructor(enrolments: Enrolment[]) {
    this.length = enrolments.length
    this.intake = Int16Array.from(enrolments, ({ intake }) => intake)
    this.form = Int32Array.from(enrolments, ({ form }) => form)
    this.start = Int32Array.from(enrolments, ({ start }) => start)
    this.end = Int32Array.from(enrolments, ({ end }) => end)
    this.status = enrolments.map(({ status }) => status)
    this.surname = new Array(this.length).fill('')
    this.forename = new Array(this.length).fill('')
    this.born = new Int32Array(this.length)
    this.family = new Int32Array(this.length)
    this.halfSibling = new Uint8Array(this.length)
    for (const [at, { earlier }] of enrolments.entries()) if (earlier) this.#earlier.set(at, earlier)
  }

  /** The number in the database. */
  id(at: number): number {
    return at + 1
  }

  stays(at: number): Stay[] {
    const last = { start: this.start[at]!, end: this.end[at]!, status: this.status[at]! }
    return [...(this.#earlier.get(at) ?? []), last]
  }

  isOnRoll(at: number, day: number): boolean {
    if (this.start[at]! <= day && day <= this.end[at]!) return counts(this.status[at]!)
    if (this.#earlier.size === 0 || !this.#earlier.has(at)) return false
    return this.stays(at).some(({ start, end, status }) => start <= day && day <= end && counts(status))
  }

  /** Pupils for whom a condition holds, in order. */
  where(condition: (at: number) => boolean): number[] {
    const found: number[] = []
    for (let at = 0; at < this.length; at++) if (condition(at)) found.push(at)
    return found
  }
}

const counts = (status: EnrolmentStatus) => status !== 'guest' && status !== 'applicant'
