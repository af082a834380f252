import type { Session } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { DAY_REGISTER } from './day-register.ts'
import type { Frame } from './frame.ts'
import type { Ledger } from './ledger.ts'
import type { Staff } from './staff.ts'
import { lessonColumns, lessonRows, type Period, REGISTRATION } from './timetable.ts'

/** A teacher has called the names when a lesson is this old, in minutes. */
const CALLED_AFTER = 8

/**
 * Writes lessons and their marks. The marks follow from the day's register inside the database, by arithmetic
 * on row numbers: they are too many to carry there one by one.
 */
export class LessonMarks {
  readonly #frame: Frame
  readonly #staff: Staff
  readonly #ledger: Ledger
  readonly #salt: number

  constructor(frame: Frame, staff: Staff, ledger: Ledger) {
    this.#frame = frame
    this.#staff = staff
    this.#ledger = ledger
    this.#salt = frame.random('lessons').int(0, 2 ** 31)
  }

  async write(session: Session, day: Day, period: Period, owned: boolean): Promise<void> {
    const first = (this.#ledger.counts.lesson ?? 0) + 1
    const rows = lessonRows(this.#frame, this.#staff, day, period, first)
    await this.#ledger.fill(session, 'lesson', lessonColumns, rows)
    if (this.#frame.options.lessons === false) return
    const lastMark = this.#ledger.counts.mark ?? 0
    await this.#writeMarks(session, day, period, first)
    if (owned) await this.#writeOwners(session, day, period, lastMark)
  }

  /** Who was late for registration is late for, or misses, the lessons that had begun; some are late by themselves. */
  async #writeMarks(
    session: Session,
    day: Day,
    { part, starts, ends }: Period,
    firstLesson: number,
  ): Promise<void> {
    const [code, late] = part === 'AM' ? ['am', 'am_late'] : ['pm', 'pm_late']
    const present = part === 'AM' ? '/' : '\\'
    const registration = REGISTRATION[part]
    const called = this.#frame.minutesInto(day) >= starts + CALLED_AFTER ? 1 : 0
    const added = await session.run(
      session.sql.raw(
        `INSERT INTO mark (pupil_id, date, lesson_id, code, minutes_late)
        SELECT pupil_id, ?, lesson_id, mark,
          CASE WHEN mark = 'L' THEN CASE WHEN arrival > ? THEN arrival - ? ELSE 2 + luck % 9 END END
        FROM (
          SELECT pupil_id, lesson_id, luck, arrival, CASE
            WHEN NOT ? OR forgotten THEN '-'
            WHEN code IN ('L', 'U') AND arrival >= ? THEN 'O'
            WHEN code IN ('L', 'U') AND arrival > ? THEN 'L'
            WHEN code NOT IN (?, 'L', 'U') THEN code
            WHEN luck < 3 THEN 'N'
            WHEN luck < 14 THEN 'L'
            ELSE ?
          END AS mark
          FROM (
            SELECT pupil_id, lesson.id AS lesson_id, ${code} AS code, coalesce(${late} + ?, 0) AS arrival,
              ((pupil_id * 2654435761 + lesson.id * 1597334677 + ?) >> 9) % 1000 AS luck,
              ((lesson.id * 2654435761 + ?) >> 9) % 1000 < 9 AS forgotten
            FROM lesson CROSS JOIN ${DAY_REGISTER} ON group_id = registration_group_id
            WHERE lesson.id >= ?
          )
        ) ORDER BY lesson_id, pupil_id`,
        [
          ...[day.toString(), starts, starts, called, ends, starts, present, present],
          ...[registration, this.#salt, this.#salt, firstLesson],
        ],
      ),
    )
    this.#ledger.add('mark', added)
  }

  async #writeOwners(session: Session, day: Day, { starts }: Period, lastMark: number): Promise<void> {
    const added = await session.run(
      session.sql.raw(
        `INSERT INTO mark_owner (mark_id, staff_id, altered_at)
        SELECT mark.id, lesson.staff_id, ? FROM mark JOIN lesson ON lesson.id = mark.lesson_id
        WHERE mark.id > ? AND mark.code <> '-'`,
        [this.#frame.instant(day, Math.min(starts + CALLED_AFTER, this.#frame.minutesInto(day))), lastMark],
      ),
    )
    this.#ledger.add('mark_owner', added)
  }
}
