import type { Calendar } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'
import { halvesOf } from '../schedule/half-term.ts'
import { schoolYearStart } from '../schedule/school-year.ts'
import { dateInWords, mondayOf } from '../schedule/weekday.ts'

/** What a report covers. Days of the school, both ends inclusive. */
export interface Period {
  from: Day
  to: Day
  /** It is not over on the day it was asked for: a later run of the same day may find more. */
  isOpen: boolean
}

/** The periods that have a name, and what each means, for people. All look back from the day a report is made for. */
export const PERIODS = {
  today: 'the day itself',
  yesterday: 'the school day before',
  'this-week': 'from Monday to the day itself',
  'last-week': 'the last whole week, Monday to Sunday, that had school days',
  'this-half-term': 'the half term so far',
  'last-half-term': 'the last half term that is over',
  'this-term': 'the term so far',
  'last-term': 'the last term that is over',
  'this-month': 'the month so far',
  'last-month': 'the month before',
  'this-year': 'the school year so far',
  'last-year': 'the school year before',
} as const

type PeriodName = keyof typeof PERIODS

/** `last-10-school-days` and the like end with the day before; `school-days` goes by the calendar. */
const LAST = /^last-(\d{1,3})-(days|school-days|weeks)$/
const DATES = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/

/** What a period may be, for messages. */
export const PERIODS_TEXT = `${Object.keys(PERIODS).join(', ')}; last-5-school-days, last-30-days, last-6-weeks with any number; a date or two, as in 2026-11-16..2026-11-20; or none`

/** Whether `periodOf` understands it. */
export function isPeriod(text: string): boolean {
  if (text === 'none' || Object.hasOwn(PERIODS, text)) return true
  const [, count] = LAST.exec(text) ?? []
  if (count !== undefined) return Number(count) > 0
  const dates = datesOf(text)
  return dates !== undefined && dates.from <= dates.to
}

/**
 * The days that a period means on a day: of a run that is late, the day it was meant for.
 * @param text what `isPeriod` accepts
 * @returns undefined where the calendar has no such time: last term, before the first
 */
export function periodOf(text: string, day: Day, calendar: Calendar): Period | undefined {
  if (text === 'none' || text === 'today') return open(day, day)
  const dates = datesOf(text)
  if (dates) return { ...dates, isOpen: dates.to >= day }
  const [, count, unit] = LAST.exec(text) ?? []
  if (count !== undefined) return counted(Number(count), unit!, day, calendar)
  return named(text as PeriodName, day, calendar)
}

type Span = Pick<Period, 'from' | 'to'>

const open = (from: Day, to: Day): Period => ({ from, to, isOpen: true })
const closed = (from: Day, to: Day): Period => ({ from, to, isOpen: false })

function named(name: PeriodName, day: Day, calendar: Calendar): Period | undefined {
  const monday = mondayOf(day)
  const firstOfMonth = day.minusDays(day.dayOfMonth - 1)
  const yearStart = schoolYearStart(calendar, day)
  switch (name) {
    case 'today':
      return open(day, day)
    case 'yesterday': {
      const before = schoolDayBefore(day, calendar)
      return before && closed(before, before)
    }
    case 'this-week':
      return open(monday, day)
    case 'last-week':
      return lastWeek(monday, calendar)
    case 'this-month':
      return open(firstOfMonth, day)
    case 'last-month': {
      const last = firstOfMonth.minusDays(1)
      return closed(last.minusDays(last.dayOfMonth - 1), last)
    }
    case 'this-year':
      return open(yearStart, day)
    case 'last-year': {
      const last = yearStart.minusDays(1)
      return closed(schoolYearStart(calendar, last), last)
    }
    case 'this-term':
      return soFar(calendar.terms, day)
    case 'last-term':
      return before(calendar.terms, day)
    case 'this-half-term':
      return soFar(halfTerms(calendar), day)
    case 'last-half-term':
      return before(halfTerms(calendar), day)
  }
}

/** The one that holds the day; on a holiday, the one before it, which is over. */
function soFar(spans: readonly Span[], day: Day): Period | undefined {
  const span = spans.findLast(({ from }) => from <= day)
  return span && (span.to < day ? closed(span.from, span.to) : open(span.from, day))
}

/** The last one that is over, whether or not the next has begun. */
function before(spans: readonly Span[], day: Day): Period | undefined {
  const span = spans.findLast(({ to }) => to < day)
  return span && closed(span.from, span.to)
}

const halfTerms = (calendar: Calendar) => calendar.terms.flatMap((term) => halvesOf(term, calendar))

/** Weeks without a school day, as at Christmas, are passed over. */
const WEEKS_BACK = 20

function lastWeek(monday: Day, calendar: Calendar): Period | undefined {
  for (let week = 1; week <= WEEKS_BACK; week++) {
    const from = monday.minusDays(7 * week)
    const days = [0, 1, 2, 3, 4].map((ahead) => from.plusDays(ahead))
    if (days.some((one) => calendar.isOn(one, 'school'))) return closed(from, from.plusDays(6))
  }
  return undefined
}

const DAYS_BACK = 400

function schoolDayBefore(day: Day, calendar: Calendar): Day | undefined {
  for (let back = 1; back <= DAYS_BACK; back++)
    if (calendar.isOn(day.minusDays(back), 'school')) return day.minusDays(back)
  return undefined
}

function counted(count: number, unit: string, day: Day, calendar: Calendar): Period | undefined {
  const last = day.minusDays(1)
  if (unit === 'days') return closed(day.minusDays(count), last)
  if (unit === 'weeks') return closed(mondayOf(day).minusDays(7 * count), mondayOf(day).minusDays(1))
  const to = schoolDayBefore(day, calendar)
  let from = to
  for (let more = 1; more < count && from; more++) from = schoolDayBefore(from, calendar)
  return from && to && closed(from, to)
}

function datesOf(text: string): { from: Day; to: Day } | undefined {
  const [, from, to = from] = DATES.exec(text) ?? []
  if (from === undefined || to === undefined) return undefined
  try {
    return { from: Day.parse(from), to: Day.parse(to) }
  } catch {
    return undefined
  }
}

/** `Monday 16 to Sunday 22 November 2026`; of a single day, that day. */
export function periodInWords({ from, to }: Pick<Period, 'from' | 'to'>): string {
  if (from.equals(to)) return dateInWords(from)
  const last = dateInWords(to)
  if (from.year !== to.year) return `${dateInWords(from)} to ${last}`
  const [weekday, dayOfMonth, month] = dateInWords(from).split(' ')
  return `${weekday} ${dayOfMonth}${from.month === to.month ? '' : ` ${month}`} to ${last}`
}
