import type { Calendar } from './calendar.ts'
import { Day } from './day.ts'

/**
 * The first day of the school year that a day belongs to: that of the calendar's first term in it, or 1 September
 * where the calendar does not say. In August the old year goes on until the first day of the new one.
 */
export function schoolYearStart(calendar: Calendar, day: Day): Day {
  const starts = [day.year, day.year - 1].map((year) => firstDayOf(calendar, year))
  return starts.find((start) => start <= day) ?? starts[1]!
}

/** Terms that start from August to October open a year; a calendar can begin with one that does not. */
function firstDayOf(calendar: Calendar, year: number): Day {
  const opening = calendar.terms.find(({ from }) => from.year === year && from.month >= 8 && from.month <= 10)
  return opening?.from ?? Day.parse(`${year}-09-01`)
}
