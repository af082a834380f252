import type { JobContext } from '../jobs/kit.ts'
import { Day } from '../schedule/day.ts'
import { parseTime, wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'
import type { Scan } from './fresh.ts'
import type { Holder } from './holders.ts'
import { onDay } from './keys.ts'
import type { ScanParams } from './params.ts'

/** A lesson with the instants that matter for a scan, epoch milliseconds. */
export interface Lesson {
  id: number
  date: string
  registrationGroupId: number
  room: string
  opens: number
  starts: number
  closes: number
  ends: number
}

type Rules = Pick<ScanParams, 'lessonsBy' | 'lessonOpens' | 'lessonCloses'>

const MINUTE = 60_000

/** The lessons of some days. One that would start when the school has closed does not take place. */
export async function lessonsOf(
  dates: string[],
  { lessonOpens, lessonCloses }: Rules,
  zone: Zone,
  { read, from, calendar }: JobContext,
): Promise<Lesson[]> {
  const rows = await read.all<{
    id: number
    date: string
    starts_at: string
    ends_at: string
    registration_group_id: number
    room: string
  }>(
    from('lesson')
      .whereIn('date', dates)
      .select('id', 'date', 'starts_at', 'ends_at', 'registration_group_id', 'room'),
  )
  return rows.flatMap((row) => {
    const day = Day.parse(row.date)
    const closing = calendar.closesAt(day)
    const [start, end] = [parseTime(row.starts_at), parseTime(row.ends_at)]
    if (start === undefined || end === undefined) return []
    if (!calendar.isOn(day, 'school') || (closing !== undefined && start >= closing)) return []
    const starts = zone.firstInstantOf(wallMinute(day, start))
    const ends = zone.firstInstantOf(wallMinute(day, Math.min(end, closing ?? end)))
    return [
      {
        id: row.id,
        date: row.date,
        registrationGroupId: row.registration_group_id,
        room: row.room,
        opens: starts - lessonOpens * MINUTE,
        starts,
        closes: Math.min(starts + lessonCloses * MINUTE, ends),
        ends,
      },
    ]
  })
}

/** Finds the lesson that a scan is for. */
export class Timetable {
  readonly #byGroup: Map<string, Lesson[]>
  readonly #byRoom: Map<string, Lesson[]>
  readonly #byId: Map<number, Lesson>
  readonly #marked: Map<string, Set<number>>
  readonly #byRooms: boolean

  /** @param marked the lessons in whose registers pupils are, by pupil and date */
  constructor(lessons: Lesson[], marked: Map<string, Set<number>>, { lessonsBy }: Rules) {
    this.#byGroup = groupedBy(lessons, ({ date, registrationGroupId }) => `${date} ${registrationGroupId}`)
    this.#byRoom = groupedBy(lessons, ({ date, room }) => roomKey(date, room))
    this.#byId = new Map(lessons.map((lesson) => [lesson.id, lesson]))
    this.#marked = marked
    this.#byRooms = lessonsBy === 'room'
  }

  /**
   * The lesson of the pupil, or in the room, at the time of the scan: the next one as soon as it is open. Of two that
   * start together the one in whose register the pupil is. Never a guess: in a room with two, it must be the pupil's.
   */
  lessonFor(
    { at, day }: Scan,
    { pupilId, registrationGroupId }: LearnerAt,
    room?: string,
  ): Lesson | undefined {
    const marked = this.#marked.get(onDay(pupilId, day.date)) ?? new Set()
    const taught = this.#byGroup.get(`${day.date} ${registrationGroupId}`) ?? []
    const own = [...[...marked].flatMap((id) => this.#byId.get(id) ?? []), ...taught]
    const possible = this.#byRooms ? (room && this.#byRoom.get(roomKey(day.date, room))) || [] : own
    const now = possible.filter(({ opens, ends }) => at >= opens && at < ends)
    const latest = now.filter(({ starts }) => now.every((other) => other.starts <= starts))
    if (this.#byRooms && latest.length === 1) return latest[0]
    const mine = latest.filter((lesson) => own.includes(lesson))
    return mine.find(({ id }) => marked.has(id)) ?? mine.sort((a, b) => a.id - b.id)[0]
  }
}

type LearnerAt = Pick<Holder, 'pupilId' | 'registrationGroupId'>

const roomKey = (date: string, room: string) => `${date} ${room.trim().toLowerCase()}`

function groupedBy(lessons: Lesson[], key: (lesson: Lesson) => string): Map<string, Lesson[]> {
  const groups = new Map<string, Lesson[]>()
  for (const lesson of lessons) {
    const group = groups.get(key(lesson))
    if (group) group.push(lesson)
    else groups.set(key(lesson), [lesson])
  }
  return groups
}
