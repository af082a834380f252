import { Day } from '../schedule/day.ts'
import { type Frame, YEARS } from './frame.ts'
import { type Enrolment, OPEN, Pupils } from './pupils.ts'
import type { Random } from './random.ts'
import { firstDayOf, leavingDayOf, schoolYearOf } from './school-year.ts'

/** Leaving dates are entered once they are this near. */
const LEAVING_ENTERED_DAYS = 90

/** Next year's Year 7 are admitted from July on; until then they are applicants. */
const ADMITTED_FROM_DAYS = 62

/** Everyone who is, was or will be a pupil, in the order in which they came; nameless as yet. */
export function makeRoll(frame: Frame): Pupils {
  const random = frame.random('roll')
  const present = onRollToday(frame, random)
  const everyone = [
    ...present,
    ...julyLeavers(frame),
    ...otherLeavers(frame, random),
    ...intake(frame, random),
    ...passers(frame, random),
  ]
  addOddStays(frame, present, random)
  const firstDay = ({ earlier, start }: Enrolment) => earlier?.[0]?.start ?? start
  return new Pupils(everyone.sort((a, b) => firstDay(a) - firstDay(b)))
}

function enrol(came: number, form: number, start: number, more: Partial<Enrolment> = {}): Enrolment {
  return { intake: came, form, start, end: OPEN, status: 'single', ...more }
}

/** Nobody comes or leaves at a weekend: the Friday before. */
const weekday = (number: number) => number - Math.max(0, Day.of(number).weekday - 5)

const september = (schoolYear: number) => firstDayOf(schoolYear).number

function onRollToday(frame: Frame, random: Random): Enrolment[] {
  const leavesSoon = frame.nextLeaving.number - frame.today.number < LEAVING_ENTERED_DAYS
  const pupils: Enrolment[] = []
  for (const year of YEARS) {
    const came = frame.schoolYear - (year - 7)
    for (let form = 0; form < frame.onRoll[year]!; form++) {
      const newToSixthForm = year > 11 && random.chance(0.2)
      const pupil = enrol(came, form, september(newToSixthForm ? came + 5 : came))
      const leaves = year === 13 || (year === 11 && form < frame.leavingYear11)
      if (leaves && leavesSoon) pupil.end = frame.nextLeaving.number
      pupils.push(pupil)
    }
  }
  return pupils
}

/** Year 11 and Year 13 of the last July. */
function julyLeavers(frame: Frame): Enrolment[] {
  const end = frame.lastLeaving.number
  const year = schoolYearOf(frame.lastLeaving)
  const leavers = (count: number, came: number) =>
    Array.from({ length: count }, (_, form) => enrol(came, form, september(came), { end }))
  return [...leavers(frame.leavingYear11, year - 4), ...leavers(frame.full[13]!, year - 6)]
}

/** Those who left in the course of the last twelve months, one of them yesterday, and years before that. */
function otherLeavers(frame: Frame, random: Random): Enrolment[] {
  const lastDays = [
    ...Array.from({ length: frame.days.length > 1 ? frame.some(0.03) : 0 }, () => random.pick(frame.days)),
    ...Array.from({ length: frame.some(0.05) }, () =>
      leavingDayOf(schoolYearOf(frame.lastLeaving) - random.int(1, 4), frame.calendar),
    ),
    ...(frame.hasOddCases ? [frame.today.minusDays(1)] : []),
  ]
  return lastDays
    .map((day) => (day < frame.today ? day : frame.today.minusDays(1)))
    .map((day) => {
      const came = schoolYearOf(day) - random.int(0, 4)
      return enrol(came, random.int(0, 200), Math.min(september(came), day.number), { end: day.number })
    })
}

/** Next September's new pupils: applicants, and in the last weeks of the summer admitted ones. */
function intake(frame: Frame, random: Random): Enrolment[] {
  const next = frame.schoolYear + 1
  const start = september(next)
  const admitted = start - frame.today.number <= ADMITTED_FROM_DAYS
  const apply = (count: number, came: number): Enrolment[] =>
    Array.from({ length: count }, (_, form) => {
      const status = admitted && random.chance(0.97) ? 'single' : 'applicant'
      return enrol(came, form, start, { status })
    })
  const year7 = !frame.hasOddCases ? 0 : Math.round(frame.full[7]! * (admitted ? 1 : 0.5))
  return [...apply(year7, next), ...apply(frame.some(0.01), next - 5)]
}

/** Guests, and somebody whose first day is tomorrow. */
function passers(frame: Frame, random: Random): Enrolment[] {
  const today = frame.today.number
  const year = () => frame.schoolYear - random.int(0, 4)
  const guest = (start: number, end: number) =>
    enrol(year(), random.int(0, 200), start, { end, status: 'guest' })
  const guests = Array.from({ length: frame.some(0.004) }, () =>
    guest(weekday(today - random.int(3, 60)), OPEN),
  )
  const gone = Array.from({ length: frame.some(0.001) }, () =>
    guest(weekday(today - random.int(150, 200)), weekday(today - 100)),
  )
  const tomorrow = enrol(schoolYearOf(frame.today.plusDays(1)) - 1, random.int(0, 200), today + 1)
  return [...guests, ...gone, ...(frame.hasOddCases ? [tomorrow] : [])]
}

/** Makes some of the pupils on roll today the cases that go wrong in practice. */
function addOddStays(frame: Frame, present: Enrolment[], random: Random): void {
  if (!frame.hasOddCases) return
  const today = frame.today.number
  const settled = present.filter((pupil) => pupil.end === OPEN && pupil.start < today - 300)
  const cases = random.sample(settled, Math.max(8, frame.some(0.05)))
  const take = (count: number) => cases.splice(random.int(0, Math.max(0, cases.length - count)), count)

  for (const pupil of take(1)) pupil.end = today
  for (const pupil of take(frame.some(0.004))) pupil.status = 'main'
  for (const pupil of take(frame.some(0.004))) pupil.status = 'subsidiary'
  for (const pupil of take(1)) {
    // Came back, and nobody closed the first stay: two rows for one day.
    pupil.earlier = [{ start: pupil.start, end: OPEN, status: 'single' }]
    pupil.start = weekday(today - random.int(20, 250))
  }
  for (const pupil of take(frame.some(0.008))) {
    const away = random.int(20, 120)
    const back = weekday(random.int(pupil.start + 150, today))
    pupil.earlier = [{ start: pupil.start, end: weekday(back - away), status: 'single' }]
    pupil.start = back
  }
  const schoolDays = frame.days.filter((day) => day < frame.today)
  for (const pupil of schoolDays.length > 0 ? cases : []) {
    // Came in the middle of a year.
    pupil.start = Math.max(pupil.start, random.pick(schoolDays).number)
  }
}
