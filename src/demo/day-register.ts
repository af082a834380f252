import type { Session } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { Attendance } from './attendance.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import { type Part, REGISTRATION } from './timetable.ts'

/** A temporary table. */
export const DAY_REGISTER = 'demo_register'

const TABLE_SQL = `CREATE TEMP TABLE ${DAY_REGISTER} (
  group_id INTEGER NOT NULL, pupil_id INTEGER NOT NULL,
  am TEXT NOT NULL, am_late INTEGER, am_taken INTEGER NOT NULL,
  pm TEXT NOT NULL, pm_late INTEGER, pm_taken INTEGER NOT NULL,
  PRIMARY KEY (group_id, pupil_id)
) WITHOUT ROWID`

const columns = ['group_id', 'pupil_id', 'am', 'am_late', 'am_taken', 'pm', 'pm_late', 'pm_taken']

/** A school day as the pupils lived it: the marks of its sessions and lessons are both made from this table. */
export class DayRegister {
  /** Session marks of days before today that are missing because nobody took the register. */
  missing = 0
  readonly #frame: Frame
  readonly #attendance: Attendance
  readonly #random: Random

  constructor(frame: Frame, pupils: Pupils) {
    this.#frame = frame
    this.#attendance = new Attendance(frame, pupils)
    this.#random = frame.random('registers')
  }

  async create(session: Session): Promise<void> {
    await session.run(session.sql.raw(TABLE_SQL))
  }

  async drop(session: Session): Promise<void> {
    await session.run(session.sql.raw(`DROP TABLE ${DAY_REGISTER}`))
  }

  /** Replaces what is in the table. Days must come in order. */
  async fill(session: Session, day: Day): Promise<void> {
    await session.run(session.sql(DAY_REGISTER).delete())
    await session.bulkInsert(DAY_REGISTER, columns, this.#rows(day))
  }

  *#rows(day: Day) {
    const past = day < this.#frame.today
    const taken = { AM: this.#taken(day, 'AM'), PM: this.#taken(day, 'PM') }
    for (const { pupilId, groupId, am, amLate, pm, pmLate } of this.#attendance.on(day)) {
      const amTaken = taken.AM[groupId - 1]!
      const pmTaken = taken.PM[groupId - 1]!
      if (past) this.missing += (amTaken ? 0 : 1) + (pmTaken ? 0 : 1)
      yield [groupId, pupilId, am, amLate, amTaken ? 1 : 0, pm, pmLate, pmTaken ? 1 : 0]
    }
  }

  /** Which tutor groups' registers have been taken. Today's come in one after the other; some are forgotten. */
  #taken(day: Day, part: Part): boolean[] {
    const age = this.#frame.today.number - day.number
    const forgotten = age === 0 ? 0.05 : age < 15 ? 0.012 : 0.003
    const minutes = this.#frame.minutesInto(day)
    const opens = registrationOn(this.#frame, day, part)
    return this.#frame.groups.map(() => {
      const minute = opens + this.#random.int(3, 25)
      return !this.#random.chance(forgotten) && minute <= minutes
    })
  }
}

/** Minutes after midnight. A school that closes early registers the afternoon before it does. */
export function registrationOn(frame: Frame, day: Day, part: Part): number {
  const closes = frame.calendar.closesAt(day) ?? 24 * 60
  return part === 'AM' ? REGISTRATION.AM : Math.min(REGISTRATION.PM, closes - 30)
}
