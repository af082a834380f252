import type { Session } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { DAY_REGISTER, registrationOn } from './day-register.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import type { Staff } from './staff.ts'
import type { Part } from './timetable.ts'

/** Writes the marks of registration sessions from the day's register. */
export class SessionMarks {
  readonly #frame: Frame
  readonly #staff: Staff
  readonly #ledger: Ledger

  constructor(frame: Frame, staff: Staff, ledger: Ledger) {
    this.#frame = frame
    this.#staff = staff
    this.#ledger = ledger
  }

  async write(session: Session, day: Day, id: number, part: Part, owned: boolean): Promise<void> {
    const lastMark = this.#ledger.counts.mark ?? 0
    await this.#writeMarks(session, day, id, part)
    if (owned) await this.#writeOwners(session, day, part, lastMark)
  }

  async #writeMarks(session: Session, day: Day, id: number, part: Part): Promise<void> {
    const [code, late, taken] = part === 'AM' ? ['am', 'am_late', 'am_taken'] : ['pm', 'pm_late', 'pm_taken']
    const added = await session.run(
      session.sql.raw(
        `INSERT INTO mark (pupil_id, date, session_id, code, minutes_late)
        SELECT pupil_id, ?, ?, CASE WHEN ${taken} THEN ${code} ELSE '-' END, CASE WHEN ${taken} THEN ${late} END
        FROM ${DAY_REGISTER} ORDER BY group_id, pupil_id`,
        [day.toString(), id],
      ),
    )
    this.#ledger.add('mark', added)
  }

  /** The tutor enters who is there; who is not, the attendance officer follows up. */
  async #writeOwners(session: Session, day: Day, part: Part, lastMark: number): Promise<void> {
    const registration = registrationOn(this.#frame, day, part)
    const at = (minute: number) => this.#frame.instant(day, Math.min(minute, this.#frame.minutesInto(day)))
    const added = await session.run(
      session.sql.raw(
        `INSERT INTO mark_owner (mark_id, staff_id, altered_at)
        SELECT mark.id,
          CASE WHEN mark.code IN (?, ?, 'L') THEN registration_group.tutor_id ELSE ? END,
          CASE WHEN mark.code IN (?, ?, 'L') THEN ? ELSE ? END
        FROM mark JOIN pupil ON pupil.id = mark.pupil_id
        LEFT JOIN registration_group ON registration_group.id = pupil.registration_group_id
        WHERE mark.id > ? AND mark.code <> '-'`,
        [
          ...['/', '\\', this.#staff.attendanceOfficer.id],
          ...['/', '\\', at(registration + 8), at(registration + 95)],
          lastMark,
        ],
      ),
    )
    this.#ledger.add('mark_owner', added)
  }
}
