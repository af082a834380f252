import type { Row } from '../db/database.ts'
import { Day } from '../schedule/day.ts'
import type { Frame } from './frame.ts'
import { YEARS } from './frame.ts'
import { familyName, forename, plainLetters } from './names.ts'
import { firstDayOf, schoolYearOf } from './school-year.ts'

export interface StaffMember {
  id: number
  role: string
  subject?: string
  /** Last day, as a day number. */
  leftOn?: number
}

/** Neighbours teach different subjects, so that a tutor group sees different ones through a day. */
const SUBJECTS = [
  'English',
  'Mathematics',
  'Science',
  'History',
  'French',
  'Physical Education',
  'English',
  'Mathematics',
  'Science',
  'Geography',
  'Art',
  'Computing',
  'English',
  'Mathematics',
  'Science',
  'Religious Studies',
  'Music',
  'Design and Technology',
  'Spanish',
  'Drama',
]

const TITLES = {
  feminine: ['Mrs', 'Mrs', 'Ms', 'Ms', 'Miss', 'Dr'],
  masculine: ['Mr', 'Mr', 'Mr', 'Mr', 'Mr', 'Dr'],
}

const PUPILS_PER_TEACHER = 16

export class Staff {
  readonly all: StaffMember[] = []
  /** Those who teach; each tutor group has one of its own. */
  readonly teachers: StaffMember[] = []
  readonly gone: StaffMember[] = []
  readonly head: StaffMember
  readonly attendanceOfficer: StaffMember

  constructor(frame: Frame) {
    const { pupils } = frame.options
    this.head = this.#add('Headteacher')
    this.#add('Deputy head')
    if (pupils > 600) this.#add('Deputy head (pastoral)')
    this.attendanceOfficer = this.#add('Attendance Officer')
    this.#add('SENCo')
    this.#add('School Office Manager')
    this.#add('Network Manager')
    if (pupils > 600) this.#add('Exams Officer')
    const teachers = Math.max(frame.groups.length + 2, Math.ceil(pupils / PUPILS_PER_TEACHER))
    for (let at = 0; at < teachers; at++) {
      const subject = SUBJECTS[at % SUBJECTS.length]!
      const year = YEARS[at]
      this.teachers.push(this.#add(year ? `Head of Year ${year}` : `Teacher of ${subject}`, subject))
    }
    const schoolYear = schoolYearOf(frame.today)
    for (let at = 0; at < Math.max(3, Math.round(teachers * 0.05)); at++) {
      const subject = SUBJECTS[at % SUBJECTS.length]!
      const member = this.#add(`Teacher of ${subject}`, subject)
      member.leftOn = firstDayOf(schoolYear - (at % 3)).minusDays(1).number
      this.gone.push(member)
    }
    // Handed in notice: still here until Christmas or the summer.
    this.teachers.at(-1)!.leftOn = nextLeaving(frame.today)
  }

  tutorOf(groupId: number): StaffMember {
    return this.teachers[groupId - 1]!
  }

  #add(role: string, subject?: string): StaffMember {
    const member: StaffMember = { id: this.all.length + 1, role, ...(subject ? { subject } : {}) }
    this.all.push(member)
    return member
  }
}

function nextLeaving(today: Day): number {
  const christmas = Day.parse(`${today.year}-12-31`)
  return (today.month >= 9 ? christmas : Day.parse(`${schoolYearOf(today) + 1}-08-31`)).number
}

export const staffColumns = ['id', 'staff_code', 'title', 'surname', 'forename', 'role', 'email', 'left_on']

export function* staffRows(frame: Frame, staff: Staff): Generator<Row[string][]> {
  const random = frame.random('staff')
  const taken = new Map<string, number>()
  for (const { id, role, leftOn } of staff.all) {
    const gender = random.chance(0.62) ? 'feminine' : 'masculine'
    const { surname, origin } = familyName(random)
    const name = forename(random, origin, gender)
    const title = random.pick(TITLES[gender])
    const initials = (plainLetters(name).slice(0, 1) + plainLetters(surname).slice(0, 2)).toUpperCase()
    const times = (taken.get(initials) ?? 0) + 1
    taken.set(initials, times)
    const code = times === 1 ? initials : `${initials}${times}`
    const email = random.chance(0.97) || id < 6 ? `${code.toLowerCase()}@example.org` : null
    yield [
      id,
      code,
      title,
      surname,
      name,
      role,
      email,
      leftOn === undefined ? null : Day.of(leftOn).toString(),
    ]
  }
}
