import type { Row } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import { formatTime } from '../schedule/wall.ts'
import type { Frame } from './frame.ts'
import type { Staff, StaffMember } from './staff.ts'

export type Part = 'AM' | 'PM'

/** When registration begins, in minutes after midnight, and for how many minutes a pupil is late rather than absent. */
export const REGISTRATION: Record<Part, number> = { AM: 8 * 60 + 35, PM: 13 * 60 + 40 }
export const REGISTER_CLOSES_AFTER = 30

export interface Period {
  number: number
  part: Part
  /** Minutes after midnight. */
  starts: number
  ends: number
}

const period = (number: number, part: Part, starts: string, minutes: number): Period => {
  const [hour = 0, minute = 0] = starts.split(':').map(Number)
  return { number, part, starts: hour * 60 + minute, ends: hour * 60 + minute + minutes }
}

export const PERIODS: Period[] = [
  period(1, 'AM', '08:55', 60),
  period(2, 'AM', '09:55', 55),
  period(3, 'AM', '11:10', 55),
  period(4, 'AM', '12:05', 55),
  period(5, 'PM', '13:50', 60),
]

/** The lessons of a day: a school that closes early drops those that would start after. */
export function periodsOn(frame: Frame, day: Day): Period[] {
  const closes = frame.calendar.closesAt(day) ?? 24 * 60
  return PERIODS.filter(({ starts }) => starts < closes)
}

export const sessionColumns = ['id', 'date', 'part']

/** Numbers of a school day's sessions; `at` counts the days from 0. */
export const sessionId = (at: number, part: Part) => at * 2 + (part === 'AM' ? 1 : 2)

export function* sessionRows(frame: Frame): Generator<Row[string][]> {
  for (const [at, day] of [...frame.days, ...frame.comingDays].entries()) {
    for (const part of ['AM', 'PM'] as const) yield [sessionId(at, part), day.toString(), part]
  }
}

export const lessonColumns = [
  'id',
  'date',
  'period',
  'starts_at',
  'ends_at',
  'subject',
  'registration_group_id',
  'staff_id',
  'room',
]

/** One period of one day: a lesson for each tutor group, numbered from `firstId` on. */
export function* lessonRows(
  frame: Frame,
  staff: Staff,
  day: Day,
  { number, starts, ends }: Period,
  firstId: number,
): Generator<Row[string][]> {
  const turn = turnOf(day.weekday, number)
  const date = day.toString()
  const times = [formatTime(starts), formatTime(ends)] as const
  for (const [at, group] of frame.groups.entries()) {
    const place = placeOf(at, turn, staff)
    const { id, subject } = staff.teachers[place]!
    yield [firstId + at, date, number, ...times, subject!, group.id, id, roomOf(subject!, place)]
  }
}

/** The same nine teachers take turns through the week; moved by one group for all, nobody is needed twice. */
const TURNS = 9
const turnOf = (weekday: number, period: number) => ((weekday - 1) * PERIODS.length + period) % TURNS
const placeOf = (group: number, turn: number, staff: Staff) => (group + turn) % staff.teachers.length

/** Who teaches a tutor group in the course of a week, those with more of its lessons first. */
export function teachersOf(staff: Staff, groupId: number): StaffMember[] {
  // The last two turns come up twice a week, the others three times.
  return [1, 2, 3, 4, 5, 6, 7, 8, 0].map((turn) => staff.teachers[placeOf(groupId - 1, turn, staff)]!)
}

function roomOf(subject: string, place: number): string {
  if (subject === 'Physical Education') return 'Sports hall'
  return `${subject.slice(0, 2).toUpperCase()}${(place % 40) + 1}`
}
