import type { CalendarText, Period } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'

/** So near its end the next school year is written down as well: `validate` warns 60 days ahead. */
const NEARLY_OVER = 90

/**
 * The dates that are usual in England for the school year of a day, to be corrected: there is no such thing as the
 * term dates, every local authority and academy has its own. Near the end of a year, those of the next one as well.
 */
export function usualDates(today: Day): CalendarText {
  const first = today.month >= 8 ? today.year : today.year - 1
  const isNearlyOver = today.plusDays(NEARLY_OVER) > lastDay(first)
  return joined([first, ...(isNearlyOver ? [first + 1] : [])].map(datesOf))
}

/** `2026/27` */
export const schoolYear = (day: Day): string => {
  const first = day.month >= 8 ? day.year : day.year - 1
  return `${first}/${String(first + 1).slice(2)}`
}

function datesOf(year: number): CalendarText {
  const [autumn, spring, summer] = termsOf(year) as [Period, Period, Period]
  // The Mondays of half term: the last one of October, one in mid-February, and the bank holiday at the end of May.
  const halves: [string, Day][] = [
    ['Autumn half term', mondayBy(day(year, 10, 31))],
    ['Spring half term', mondayBy(day(year + 1, 2, 19))],
    ['Summer half term', mondayBy(day(year + 1, 5, 31))],
  ]
  const mayDay = mondayBy(day(year + 1, 5, 7))
  return {
    terms: [autumn, spring, summer],
    holidays: [
      ...halves.map(([name, from]) => ({ name, from, to: from.plusDays(4) })),
      { name: 'Early May bank holiday', from: mayDay, to: mayDay },
    ].sort((a, b) => a.from.compare(b.from)),
    inset: [autumn.from, spring.from],
    earlyClosing: [],
  }
}

function termsOf(year: number): Period[] {
  const [lastOfSpring, firstOfSummer] = aroundEaster(easterSunday(year + 1))
  return [
    { name: `Autumn ${year}`, from: onWeekday(day(year, 9, 2)), to: fridayBy(day(year, 12, 20)) },
    { name: `Spring ${year + 1}`, from: onWeekday(day(year + 1, 1, 4)), to: lastOfSpring },
    { name: `Summer ${year + 1}`, from: firstOfSummer, to: lastDay(year) },
  ]
}

/** Two weeks off in the first half of April, with Good Friday and Easter Monday in them or at their edge. */
function aroundEaster(easter: Day): [Day, Day] {
  const april = easter.month === 4 ? easter.dayOfMonth : 0
  if (april < 4) return [easter.minusDays(3), easter.plusDays(15)]
  return april < 15 ? [easter.minusDays(9), easter.plusDays(8)] : [easter.minusDays(16), easter.plusDays(2)]
}

const lastDay = (year: number): Day => {
  const last = day(year + 1, 7, 21)
  return last.weekday > 5 ? last.minusDays(last.weekday - 5) : last
}

function joined(years: CalendarText[]): CalendarText {
  return {
    terms: years.flatMap(({ terms = [] }) => terms),
    holidays: years.flatMap(({ holidays = [] }) => holidays),
    inset: years.flatMap(({ inset = [] }) => inset),
    earlyClosing: [],
  }
}

const day = (year: number, month: number, date: number): Day =>
  Day.parse(`${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`)

const onWeekday = (one: Day): Day => (one.weekday > 5 ? one.plusDays(8 - one.weekday) : one)
const mondayBy = (one: Day): Day => one.minusDays(one.weekday - 1)
const fridayBy = (one: Day): Day => one.minusDays((one.weekday + 2) % 7)

/** By the rule of the Gregorian calendar, as Meeus, Jones and Butcher wrote it down. */
export function easterSunday(year: number): Day {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((8 * b + 13) / 25) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return day(year, Math.floor(f / 31), (f % 31) + 1)
}
