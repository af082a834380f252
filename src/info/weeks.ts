import type { Day } from '../schedule/day.ts'
import { mondayOf } from '../schedule/weekday.ts'

/** Some days of a week, both ends inclusive. */
export interface Span {
  monday: string
  first: string
  last: string
}

/**
 * The weeks between two days, cut where something else begins: in each span every code has one meaning.
 * @param cuts first days of something new
 */
export function spansBetween(first: Day, last: Day, cuts: Day[] = []): Span[] {
  const starts = new Set([first.number])
  for (let monday = mondayOf(first).plusDays(7); monday <= last; monday = monday.plusDays(7))
    starts.add(monday.number)
  for (const cut of cuts) if (first < cut && cut <= last) starts.add(cut.number)
  const days = [...starts].sort((a, b) => a - b).map((number) => first.plusDays(number - first.number))
  return days.map((start, index) => ({
    monday: mondayOf(start).toString(),
    first: start.toString(),
    last: (days[index + 1]?.minusDays(1) ?? last).toString(),
  }))
}
