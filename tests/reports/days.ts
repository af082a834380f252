import { Day } from '../../src/schedule/day.ts'
import { CALENDAR, type ReportSchool } from './school.ts'

/** So many school days, as dates, from one on; half term, weekends and the like are passed over. */
export function schoolDays(from: string, count: number): string[] {
  const dates: string[] = []
  for (let day = Day.parse(from); dates.length < count; day = day.plusDays(1))
    if (CALENDAR.isOn(day, 'school')) dates.push(day.toString())
  return dates
}

/** The same marks on several days. */
export async function on(
  school: ReportSchool,
  dates: string[],
  pupil: number,
  am: string,
  pm = am,
): Promise<void> {
  const marks: (string | number)[][] = []
  for (const date of dates) {
    marks.push([pupil, date, await school.session(date, 'AM'), am])
    marks.push([pupil, date, await school.session(date, 'PM'), pm])
  }
  await school.school.with((db) => db.bulkInsert('mark', ['pupil_id', 'date', 'session_id', 'code'], marks))
}
