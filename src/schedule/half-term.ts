import type { Calendar, Period } from './calendar.ts'
import type { Day } from './day.ts'

type Span = Pick<Period, 'from' | 'to'>

/** A half term's holiday is a week, of which a bank holiday entry of its own may take days. */
const SHORTEST_HALF_TERM_HOLIDAY = 3

/** The part of a term before its half-term holiday, and the part after it. The whole term where it has none. */
export function halvesOf(term: Span, { holidays }: Pick<Calendar, 'holidays'>): Span[] {
  const holiday = holidays
    .filter(({ from, to }) => term.from < from && to < term.to)
    .filter((one) => weekdaysIn(one) >= SHORTEST_HALF_TERM_HOLIDAY)
    .reduce<Span | undefined>((longest, one) => {
      const isLonger = !longest || weekdaysIn(one) > weekdaysIn(longest)
      return isLonger ? one : longest
    }, undefined)
  if (!holiday) return [{ from: term.from, to: term.to }]
  return [
    { from: term.from, to: holiday.from.minusDays(1) },
    { from: holiday.to.plusDays(1), to: term.to },
  ]
}

function weekdaysIn({ from, to }: Span): number {
  let count = 0
  for (let day: Day = from; day <= to; day = day.plusDays(1)) if (day.weekday <= 5) count += 1
  return count
}
