import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPeriod, PERIODS, periodInWords, periodOf } from '../../src/reports/period.ts'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'

const span = (name: string, from: string, to = from) => ({ name, from: Day.parse(from), to: Day.parse(to) })

/** Two school years, with half terms, an INSET day and the holidays between. */
const calendar = new Calendar({
  terms: [
    span('Autumn 2025', '2025-09-03', '2025-12-19'),
    span('Spring 2026', '2026-01-05', '2026-03-27'),
    span('Summer 2026', '2026-04-13', '2026-07-21'),
    span('Autumn 2026', '2026-09-02', '2026-12-18'),
    span('Spring 2027', '2027-01-04', '2027-03-25'),
  ],
  holidays: [
    span('Autumn half term', '2026-10-26', '2026-10-30'),
    span('Early May bank holiday', '2026-05-04'),
    span('Spring half term', '2027-02-15', '2027-02-19'),
  ],
  inset: [Day.parse('2026-11-20')],
})

/** `from..to`, with `…` after it while it is not over. */
const of = (text: string, day: string, given = calendar) => {
  const period = periodOf(text, Day.parse(day), given)
  return period && `${period.from}..${period.to}${period.isOpen ? '…' : ''}`
}

describe('yesterday', () => {
  test.each([
    ['is the day before', '2026-11-18', '2026-11-17'],
    ['is Friday on a Monday', '2026-11-16', '2026-11-13'],
    ['passes over an INSET day', '2026-11-23', '2026-11-19'],
    ['passes over half term', '2026-11-02', '2026-10-23'],
    ['is the last day of the summer term on the first of September', '2026-09-01', '2026-07-21'],
    ['passes over Christmas', '2027-01-04', '2026-12-18'],
  ])('%s', (_what, day, before) => {
    expect(of('yesterday', day)).toBe(`${before}..${before}`)
  })
})

describe('last-week', () => {
  test.each([
    ['is Monday to Sunday', '2026-11-23', '2026-11-16..2026-11-22'],
    ['is the same on each day of a week', '2026-11-29', '2026-11-16..2026-11-22'],
    ['passes over half term', '2026-11-02', '2026-10-19..2026-10-25'],
    ['passes over Christmas, also of the year before', '2027-01-04', '2026-12-14..2026-12-20'],
    ['passes over the summer', '2026-08-31', '2026-07-20..2026-07-26'],
    ['has a day of it, where the term began in the middle', '2026-09-07', '2026-08-31..2026-09-06'],
  ])('%s', (_what, day, week) => {
    expect(of('last-week', day)).toBe(week)
  })

  test('is the week before where the calendar has no terms', () => {
    expect(of('last-week', '2027-01-04', new Calendar())).toBe('2026-12-28..2027-01-03')
  })
})

describe('what is not over yet', () => {
  test.each([
    ['today', '2026-11-23', '2026-11-23..2026-11-23…'],
    ['none', '2026-11-23', '2026-11-23..2026-11-23…'],
    ['this-week', '2026-11-25', '2026-11-23..2026-11-25…'],
    ['this-month', '2026-11-25', '2026-11-01..2026-11-25…'],
    ['this-half-term', '2026-11-25', '2026-10-31..2026-11-25…'],
    ['this-term', '2026-11-25', '2026-09-02..2026-11-25…'],
    ['this-year', '2027-01-10', '2026-09-02..2027-01-10…'],
    ['this-year', '2026-08-31', '2025-09-03..2026-08-31…'],
  ])('%s on %s goes up to the day', (text, day, period) => {
    expect(of(text, day)).toBe(period)
  })

  test('on a holiday this term and this half term are those that have just ended', () => {
    expect(of('this-term', '2026-12-25')).toBe('2026-09-02..2026-12-18')
    expect(of('this-half-term', '2026-10-28')).toBe('2026-09-02..2026-10-25')
  })
})

describe('terms and half terms that are over', () => {
  test.each([
    ['last-term', '2026-11-23', '2026-04-13..2026-07-21'],
    ['last-half-term', '2026-11-23', '2026-09-02..2026-10-25'],
    ['last-half-term', '2027-01-04', '2026-10-31..2026-12-18'],
  ])('%s on %s', (text, day, period) => {
    expect(of(text, day)).toBe(period)
  })

  test('last term means the same in the holidays after it as on the first day of the next', () => {
    for (const day of ['2026-12-19', '2026-12-25', '2027-01-04'])
      expect(of('last-term', day)).toBe('2026-09-02..2026-12-18')
    for (const day of ['2026-10-26', '2026-10-30', '2026-11-02'])
      expect(of('last-half-term', day)).toBe('2026-09-02..2026-10-25')
  })

  test('a bank holiday does not part a term', () => {
    expect(of('this-half-term', '2026-06-10')).toBe('2026-04-13..2026-06-10…')
  })

  test('are none before the first, or without terms', () => {
    expect(of('last-term', '2025-10-01')).toBeUndefined()
    expect(of('this-term', '2025-09-02')).toBeUndefined()
    for (const text of ['this-term', 'last-term', 'this-half-term', 'last-half-term'])
      expect(of(text, '2026-11-23', new Calendar())).toBeUndefined()
  })
})

describe('months and years', () => {
  test.each([
    ['last-month', '2027-01-15', '2026-12-01..2026-12-31'],
    ['last-month', '2028-03-31', '2028-02-01..2028-02-29'],
    ['last-year', '2026-11-23', '2025-09-03..2026-09-01'],
  ])('%s on %s', (text, day, period) => {
    expect(of(text, day)).toBe(period)
  })
})

describe('so many days or weeks back', () => {
  test.each([
    ['last-7-days', '2026-11-23', '2026-11-16..2026-11-22'],
    ['last-2-weeks', '2026-11-25', '2026-11-09..2026-11-22'],
    // Friday the 20th is an INSET day.
    ['last-5-school-days', '2026-11-23', '2026-11-13..2026-11-19'],
    ['last-1-school-days', '2026-11-02', '2026-10-23..2026-10-23'],
  ])('%s on %s', (text, day, period) => {
    expect(of(text, day)).toBe(period)
  })
})

describe('dates', () => {
  test('are both inclusive, and open until the day after', () => {
    expect(of('2026-11-16..2026-11-22', '2026-11-23')).toBe('2026-11-16..2026-11-22')
    expect(of('2026-11-16..2026-11-23', '2026-11-23')).toBe('2026-11-16..2026-11-23…')
    expect(of('2026-11-16', '2026-11-23')).toBe('2026-11-16..2026-11-16')
  })

  test.each([
    '2026-11-22..2026-11-16',
    '2026-02-30',
    'last-0-days',
    'last-five-days',
    'toString',
    'Last-week',
    '',
  ])('%o is no period', (text) => {
    expect(isPeriod(text)).toBe(false)
  })
})

const anyDay = fc.integer({ min: 0, max: 900 }).map((ahead) => Day.parse('2025-08-01').plusDays(ahead))
const names = [...Object.keys(PERIODS), 'last-5-school-days', 'last-30-days', 'last-3-weeks']

test('no period reaches beyond its day, and one that is over ended before it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), anyDay, (text, day) => {
      expect(isPeriod(text)).toBe(true)
      const period = periodOf(text, day, calendar)
      if (!period) return
      expect(period.from <= period.to).toBe(true)
      expect(period.isOpen ? period.to.equals(day) : period.to < day).toBe(true)
    }),
  )
})

test('what is over means the same again the next day, or what came after it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), anyDay, (text, day) => {
      const [one, next] = [periodOf(text, day, calendar), periodOf(text, day.plusDays(1), calendar)]
      if (!one || !next || one.isOpen || next.isOpen) return
      expect(next.from >= one.from && next.to >= one.to).toBe(true)
    }),
  )
})

test.each([
  ['2026-11-23', '2026-11-23', 'Monday 23 November 2026'],
  ['2026-11-16', '2026-11-22', 'Monday 16 to Sunday 22 November 2026'],
  ['2026-11-30', '2026-12-06', 'Monday 30 November to Sunday 6 December 2026'],
  ['2026-12-28', '2027-01-03', 'Monday 28 December 2026 to Sunday 3 January 2027'],
  ['2026-11-16', '2027-11-22', 'Monday 16 November 2026 to Monday 22 November 2027'],
])('%s..%s reads %s', (from, to, words) => {
  expect(periodInWords({ from: Day.parse(from), to: Day.parse(to) })).toBe(words)
})
