import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { halvesOf } from '../schedule/half-term.ts'
import { dateText, mondayOf } from '../schedule/weekday.ts'
import type { PeriodKind } from './rule.ts'

/** Days from one to another, both inclusive. */
export interface Span {
  from: Day
  to: Day
}

/** So many days after its end a period is still looked at: for corrections and late runs. */
export const LOOK_BACK_DAYS = 7

/** Whether periods of this kind are made of the calendar's terms. */
export const needsTerms = (kind: PeriodKind): boolean =>
  kind === 'fortnight' || kind === 'half-term' || kind === 'term'

/**
 * The periods to look at on a day: the one that holds it, and those that ended within the week before. None
 * overlaps another. Days between terms belong to no term, half term or fortnight.
 */
export function periodsInView(kind: PeriodKind, day: Day, calendar: Calendar, range?: Span): Span[] {
  const view = { from: day.minusDays(LOOK_BACK_DAYS), to: day }
  return periodsOf(kind, view, calendar, range).filter(
    (period) => period.from <= view.to && period.to >= view.from,
  )
}

/** Periods of a kind, of which some may lie outside of the view. */
function periodsOf(kind: PeriodKind, view: Span, calendar: Calendar, range?: Span): Span[] {
  switch (kind) {
    case 'day':
      return daysOf(view).map((day) => ({ from: day, to: day }))
    case 'week':
      return runsOf(7, mondayOf(view.from), view.to)
    case 'fortnight':
      return calendar.terms.flatMap((term) =>
        runsOf(14, mondayOf(term.from), term.to).map((run) => within(run, term)),
      )
    case 'half-term':
      return calendar.terms.flatMap((term) => halvesOf(term, calendar))
    case 'term':
      return calendar.terms.map(({ from, to }) => ({ from, to }))
    case 'date-range':
      return range ? [range] : []
  }
}

/** Runs of `length` days from `start` on, until one holds `end`. */
function runsOf(length: number, start: Day, end: Day): Span[] {
  const runs: Span[] = []
  for (let from = start; from <= end; from = from.plusDays(length))
    runs.push({ from, to: from.plusDays(length - 1) })
  return runs
}

const within = ({ from, to }: Span, limits: Span): Span => ({
  from: from < limits.from ? limits.from : from,
  to: to > limits.to ? limits.to : to,
})

function daysOf({ from, to }: Span): Day[] {
  return Array.from({ length: to.number - from.number + 1 }, (_, ahead) => from.plusDays(ahead))
}

/**
 * The days of a period on which pupils are expected: those of the terms, without holidays. Where the calendar knows
 * none its weekdays stand in, and failing these every day.
 */
export function schoolDaysOf(span: Span, calendar: Calendar): Day[] {
  const days = daysOf(span)
  const inTerm = days.filter((day) => calendar.kindOf(day).kind === 'school')
  const school = inTerm.length > 0 ? inTerm : days.filter((day) => calendar.isOn(day, 'school'))
  return school.length > 0 ? school : days
}

/** A period in words: `week of 16 November 2026`, `term Autumn 2026`. */
export function periodText(kind: PeriodKind, { from, to }: Span, calendar: Calendar): string {
  const term = calendar.terms.find((one) => one.from <= from && to <= one.to)
  switch (kind) {
    case 'day':
      return dateText(from)
    case 'week':
      return `week of ${dateText(from)}`
    case 'term':
      return term ? `term ${term.name}` : `${dateText(from)} to ${dateText(to)}`
    default:
      return `${kind === 'date-range' ? '' : `${kind.replace('-', ' ')} `}${dateText(from)} to ${dateText(to)}`
  }
}
