import type { Row } from '../db/database.ts'
import type { Frame } from './frame.ts'
import { dateOf, yearNow } from './pupil-rows.ts'
import { OPEN, type Pupils } from './pupils.ts'
import { firstDayOf } from './school-year.ts'
import type { Staff } from './staff.ts'
import { teachersOf } from './timetable.ts'

/** As they stand in the names of classes. */
const SHORT: Record<string, string> = {
  English: 'En',
  Mathematics: 'Ma',
  Science: 'Sc',
  History: 'Hi',
  French: 'Fr',
  'Physical Education': 'PE',
  Geography: 'Gg',
  Art: 'Ar',
  Computing: 'Co',
  'Religious Studies': 'RS',
  Music: 'Mu',
  'Design and Technology': 'DT',
  Spanish: 'Sp',
  Drama: 'Dr',
}

export const classColumns = ['id', 'name', 'subject', 'staff_id']

/** What a tutor group is taught, each subject once, with the teacher who has most of its lessons. */
function subjectsOf(staff: Staff, groupId: number): Map<string, number> {
  const teachers = teachersOf(staff, groupId).reverse()
  return new Map(teachers.map(({ subject, id }) => [subject!, id]))
}

/** A class for each tutor group and subject of the timetable. */
export function* classRows(frame: Frame, staff: Staff): Generator<Row[string][]> {
  let id = 0
  for (const group of frame.groups)
    for (const [subject, teacher] of subjectsOf(staff, group.id))
      yield [++id, `${group.name}/${SHORT[subject]}1`, subject, teacher]
}

export const classMemberColumns = ['class_id', 'pupil_id', 'start_date', 'end_date']

/** The pupils of the tutor group, from the first day of the school year or of their stay on. */
export function* classMemberRows(frame: Frame, staff: Staff, pupils: Pupils): Generator<Row[string][]> {
  const classes = new Map<number, number[]>()
  let id = 0
  for (const group of frame.groups)
    classes.set(
      group.id,
      [...subjectsOf(staff, group.id)].map(() => ++id),
    )
  const yearBegins = firstDayOf(frame.schoolYear).number
  for (let at = 0; at < pupils.length; at++) {
    const start = Math.max(pupils.start[at]!, yearBegins)
    const end = pupils.end[at]!
    // The same as in the list of pupils: who is to come has no tutor group, but for somebody who starts tomorrow.
    const placed = pupils.status[at] !== 'applicant' && start <= frame.today.number + 1
    if (!placed || end < yearBegins) continue
    const group = frame.groupFor(yearNow(frame, pupils, at), pupils.form[at]!)
    for (const one of classes.get(group.id)!)
      yield [one, pupils.id(at), dateOf(start), end === OPEN ? null : dateOf(end)]
  }
}
