import type { Row } from '../db/database.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import { periodsInView, periodText, type Span, schoolDaysOf } from './period.ts'
import { decidedEarly, type Rule } from './rule.ts'

/** A period of a rule, as seen on a day. */
export interface Window extends Span {
  rule: Rule
  /** The last day that counts: the end of the period, or the day. */
  through: Day
  /** The period has ended. */
  isOver: boolean
  /** Whether anything can be said yet. */
  isDecided: boolean
  /** The period in words. */
  text: string
}

/** The periods of a rule that are looked at on a day. */
export function windowsOf(rule: Rule, day: Day, calendar: Calendar): Window[] {
  return periodsInView(rule.period, day, calendar, rule.range).map((span) => {
    const isOver = span.to < day
    return {
      ...span,
      rule,
      through: isOver ? span.to : day,
      isOver,
      isDecided: isOver || decidedEarly(rule),
      text: periodText(rule.period, span, calendar),
    }
  })
}

/** A window as a row for the queries. */
export const windowRow = ({ rule, from, to, through }: Window, calendar: Calendar): Row => ({
  rule: rule.key,
  period_from: from.toString(),
  period_to: to.toString(),
  through: through.toString(),
  days: schoolDaysOf({ from, to }, calendar).length,
  at_end: decidedEarly(rule) ? 0 : 1,
  scoped: rule.scope ? 1 : 0,
  zero: 0,
})
