import type { Row } from '../db/database.ts'
import { Day } from '../schedule/day.ts'
import type { Frame } from './frame.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { schoolYearOf, yearOf } from './school-year.ts'
import { upn } from './upn.ts'

export const HOUSES = ['Curlew', 'Kestrel', 'Lapwing', 'Merlin']

export const pupilColumns = [
  'id',
  'admission_number',
  'upn',
  'surname',
  'forename',
  'date_of_birth',
  'year_group_id',
  'registration_group_id',
  'house_id',
]

export function* pupilRows(frame: Frame, pupils: Pupils): Generator<Row[string][]> {
  const random = frame.random('pupil numbers')
  const numbers = new UpnBook(pupils.length)
  for (let at = 0; at < pupils.length; at++) {
    const id = pupils.id(at)
    const year = yearNow(frame, pupils, at)
    const applicant = pupils.status[at] === 'applicant'
    // Next year's pupils have no tutor group yet; somebody who starts tomorrow has.
    const placed = !applicant && pupils.start[at]! <= frame.today.number + 1
    yield [
      id,
      String(id + 1000).padStart(6, '0'),
      applicant && random.chance(0.2) ? null : numbers.next(pupils.intake[at]!, random.chance(0.004)),
      pupils.surname[at]!,
      pupils.forename[at]!,
      dateOf(pupils.born[at]!),
      frame.yearGroupId(year),
      placed ? frame.groupFor(year, pupils.form[at]!).id : null,
      applicant ? null : (pupils.family[at]! % HOUSES.length) + 1,
    ]
  }
}

export const stayColumns = ['id', 'pupil_id', 'start_date', 'end_date', 'enrolment_status']

export function* stayRows(pupils: Pupils): Generator<Row[string][]> {
  let id = 0
  for (let at = 0; at < pupils.length; at++) {
    for (const { start, end, status } of pupils.stays(at)) {
      yield [++id, pupils.id(at), dateOf(start), end === OPEN ? null : dateOf(end), status]
    }
  }
}

/** A day number as a date is written. */
export const dateOf = (day: number) => Day.of(day).toString()

/** The year group a pupil is in; for those who have left the one they left from, before the first day the first. */
export function yearNow(frame: Frame, pupils: Pupils, at: number): number {
  const day = Day.of(Math.min(Math.max(frame.today.number, pupils.start[at]!), pupils.end[at]!))
  return yearOf(schoolYearOf(day), pupils.intake[at]!)
}

/** Hands out pupil numbers as the primary schools would have done when the pupils were four. */
class UpnBook {
  readonly #schools: number
  readonly #given = new Map<number, number>()
  #temporary = 0

  constructor(pupils: number) {
    // A school has a thousand numbers a year.
    this.#schools = Math.max(8, Math.ceil(pupils / 4000))
  }

  next(intake: number, temporary: boolean): string {
    const year = intake - 7
    if (temporary) {
      const at = this.#temporary++
      return upn({ school: 4001 + Math.floor(at / 100), year, serial: at % 100, temporary })
    }
    const at = this.#given.get(intake) ?? 0
    this.#given.set(intake, at + 1)
    const school = 2001 + (at % this.#schools)
    return upn({ school, year, serial: Math.floor(at / this.#schools) })
  }
}
