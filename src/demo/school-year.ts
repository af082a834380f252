import type { Calendar } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'

/** The year that a school year starts in: 2026 for any day from 1 September 2026 to 31 August 2027. */
export const schoolYearOf = (day: Day) => (day.month >= 9 ? day.year : day.year - 1)

export const firstDayOf = (schoolYear: number) => Day.parse(`${schoolYear}-09-01`)

/** The year group, 7 to 13, of those who were in Year 7 in the school year `intake`. */
export const yearOf = (schoolYear: number, intake: number) =>
  Math.min(Math.max(schoolYear - intake + 7, 7), 13)

/** The last school day of July, when Year 11 and Year 13 leave. */
export function leavingDayOf(schoolYear: number, calendar: Calendar): Day {
  const end = Day.parse(`${schoolYear + 1}-07-31`)
  for (let day = end; end.number - day.number < 31; day = day.minusDays(1)) {
    if (calendar.isOn(day, 'school')) return day
  }
  return end
}

/** School days from one day to another, both inclusive. */
export function schoolDays(from: Day, to: Day, calendar: Calendar): Day[] {
  const days: Day[] = []
  for (let day = from; day <= to; day = day.plusDays(1)) if (calendar.isOn(day, 'school')) days.push(day)
  return days
}
