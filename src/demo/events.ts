import type { Day } from '../schedule/day.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import type { Part } from './timetable.ts'

/** What keeps pupils who are not ill from registering at school: trips, work experience, two schools. */
export class Events {
  readonly #frame: Frame
  readonly #pupils: Pupils
  readonly #random: Random
  readonly #workExperience: number
  readonly #noBuses: number
  /** Pupils with a part-time timetable, and those whom the local authority teaches elsewhere. */
  readonly #partTime: Set<number>
  readonly #elsewhere: Set<number>
  #trip = 0

  /** `present`: the pupils on roll today. */
  constructor(frame: Frame, pupils: Pupils, present: number[]) {
    this.#frame = frame
    this.#pupils = pupils
    this.#random = frame.random('events')
    // A week in summer, if the last twelve months have one.
    const summer = frame.days.find((day) => day.month === 7 && day.weekday === 1)
    this.#workExperience = summer?.number ?? Number.NaN
    const ofSchoolAge = present.filter((at) => pupils.intake[at]! > frame.schoolYear - 5)
    this.#partTime = new Set(this.#random.sample(ofSchoolAge, frame.some(0.0015)))
    this.#elsewhere = new Set(this.#random.sample(ofSchoolAge, frame.some(0.0015)))
    const winter = frame.days.filter((day) => day.month === 1)
    this.#noBuses = winter.length > 0 ? this.#random.pick(winter).number : Number.NaN
  }

  plan(day: Day): void {
    const { groups } = this.#frame
    this.#trip = this.#random.chance(0.3) && day.weekday > 1 ? this.#random.pick(groups).id : 0
  }

  codeFor(pupil: number, day: Day, part: Part, year: number, groupId: number): string | undefined {
    const weekday = day.weekday
    const status = this.#pupils.status[pupil]
    if (status === 'main' && weekday > 3) return 'D'
    if (status === 'subsidiary' && weekday < 4) return 'D'
    if (groupId === this.#trip) return 'V'
    if (day.number === this.#noBuses && pupil % 33 === 0) return 'Y1'
    if (year === 10 && day.number - this.#workExperience < 5 && day.number >= this.#workExperience) return 'W'
    if (year === 13 && weekday === 5 && part === 'PM') return 'X'
    if ((year === 11 || year === 13) && day.month === 6 && pupil % 7 === weekday) return 'S'
    if (weekday === 3 && part === 'PM' && pupil % 61 === 7) return 'P'
    if (weekday === 4 && year === 10 && pupil % 67 === 7) return 'B'
    if (part === 'PM' && this.#partTime.has(pupil)) return 'C2'
    if (weekday > 2 && this.#elsewhere.has(pupil)) return 'K'
    return undefined
  }
}
