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

/**
 * The last day of the school year that a day belongs to; between two years, of the one to come. 31 August where the
 * calendar does not say.
 */
export function schoolYearEnd(calendar: Calendar, day: Day): Day {
  const ahead = calendar.terms.find(({ to }) => to >= day)
  if (!ahead) {
    const end = Day.parse(`${day.year}-08-31`)
    return end >= day ? end : Day.parse(`${day.year + 1}-08-31`)
  }
  const start = schoolYearStart(calendar, ahead.from)
  const next = calendar.terms.find(({ from }) => from.year > start.year && isOpening(from))
  const ends = calendar.terms.filter(({ from }) => !next || from < next.from).map(({ to }) => to.number)
  return Day.of(Math.max(...ends))
}

/** Terms that start from August to October open a year; a calendar can begin with one that does not. */
function firstDayOf(calendar: Calendar, year: number): Day {
  const opening = calendar.terms.find(({ from }) => from.year === year && isOpening(from))
  return opening?.from ?? Day.parse(`${year}-09-01`)
}

const isOpening = ({ month }: Day) => month >= 8 && month <= 10
