import { codeOn } from '../db/register-codes.ts'
import type { Day } from '../schedule/day.ts'
import { Events } from './events.ts'
import type { Frame } from './frame.ts'
import { averageLength, habits, type Spell } from './habits.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import { schoolYearOf, yearOf } from './school-year.ts'
import { type Part, REGISTER_CLOSES_AFTER } from './timetable.ts'

/** What one pupil's day was, whether or not somebody has taken the register yet. */
export interface PupilDay {
  pupilId: number
  groupId: number
  am: string
  pm: string
  /** Minutes after registration began, where the code says late. */
  amLate: number | null
  pmLate: number | null
}

/** Sends every pupil through the year, day after day. Days must be asked for in order. */
export class Attendance {
  readonly #frame: Frame
  readonly #pupils: Pupils
  readonly #random: Random
  readonly #habit: Uint8Array
  readonly #late: Float32Array
  readonly #awayFor: Uint8Array
  readonly #awayAs: string[]
  readonly #startRates = habits.map(
    ({ missed, spells }) => (2 * missed) / (1 - missed) / averageLength(spells),
  )
  readonly #events: Events

  constructor(frame: Frame, pupils: Pupils) {
    this.#frame = frame
    this.#pupils = pupils
    this.#random = frame.random('attendance')
    this.#habit = new Uint8Array(pupils.length)
    this.#late = new Float32Array(pupils.length)
    this.#awayFor = new Uint8Array(pupils.length)
    this.#awayAs = new Array(pupils.length).fill('')
    const random = frame.random('habits')
    const present = pupils.where((at) => pupils.isOnRoll(at, frame.today.number))
    this.#events = new Events(frame, pupils, present)
    for (let at = 0; at < pupils.length; at++) {
      this.#late[at] = random.chance(0.06) ? 0.16 : 0.014
      this.#habit[at] = habits.indexOf(random.weighted(habits))
    }
    // Even a small school has somebody who is hardly ever there, and somebody who often is not.
    if (frame.hasOddCases) {
      const [severe, persistent] = random.sample(present, 2)
      this.#habit[severe!] = 0
      this.#habit[persistent!] = 1
    }
  }

  /** The pupils on roll that day. */
  *on(day: Day): Generator<PupilDay> {
    const schoolYear = schoolYearOf(day)
    this.#events.plan(day)
    const pupils = this.#pupils
    for (let at = 0; at < pupils.length; at++) {
      if (!pupils.isOnRoll(at, day.number)) continue
      const year = yearOf(schoolYear, pupils.intake[at]!)
      const groupId = this.#frame.groupFor(year, pupils.form[at]!).id
      const [am, amLate] = this.#session(at, day, 'AM', year, groupId)
      const [pm, pmLate] = this.#session(at, day, 'PM', year, groupId)
      yield { pupilId: pupils.id(at), groupId, am, amLate, pm, pmLate }
    }
  }

  #session(at: number, day: Day, part: Part, year: number, groupId: number): [string, number | null] {
    const random = this.#random
    const habit = this.#habit[at]!
    if (this.#awayFor[at] === 0 && random.chance(this.#startRates[habit]! * (part === 'AM' ? 0.9 : 0.1))) {
      this.#leave(at, day, year, habits[habit]!.spells)
    }
    if (this.#awayFor[at]! > 0) {
      this.#awayFor[at]!--
      return [codeOn(day, this.#awayAs[at]!), null]
    }
    const event = this.#events.codeFor(at, day, part, year, groupId)
    if (event) return [codeOn(day, event), null]
    if (!random.chance(this.#late[at]! * (part === 'AM' ? 1 : 0.25)))
      return [part === 'AM' ? '/' : '\\', null]
    return random.chance(0.88)
      ? ['L', random.int(1, REGISTER_CLOSES_AFTER - 1)]
      : ['U', random.int(REGISTER_CLOSES_AFTER + 1, part === 'AM' ? 150 : 60)]
  }

  #leave(at: number, day: Day, year: number, spells: Spell[]): void {
    const random = this.#random
    const spell = random.weighted(spells)
    if (spell.years && !spell.years.includes(year)) return
    this.#awayFor[at] = random.int(spell.shortest, spell.longest)
    const unexplained = spell.code === 'N' || (day.equals(this.#frame.today) && random.chance(0.4))
    this.#awayAs[at] = unexplained ? this.#reason(day) : spell.code
  }

  /** An absence is unexplained at first; the office finds the reason of most within a week or so. */
  #reason(day: Day): string {
    const age = this.#frame.today.number - day.number
    if (this.#random.chance(age < 9 ? 0.8 : 0.06)) return 'N'
    return this.#random.chance(0.5) ? 'O' : 'I'
  }
}
