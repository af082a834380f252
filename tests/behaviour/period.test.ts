import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LOOK_BACK_DAYS, periodsInView, periodText, schoolDaysOf } from '../../src/behaviour/period.ts'
import { PERIODS, type PeriodKind } from '../../src/behaviour/rule.ts'
import { Calendar, type Period } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'

const day = (text: string) => Day.parse(text)
const span = (name: string, from: string, to = from): Period => ({ name, from: day(from), to: day(to) })

const terms = [
  span('Autumn 2026', '2026-09-02', '2026-12-18'),
  span('Spring 2027', '2027-01-04', '2027-03-25'),
  span('Summer 2027', '2027-04-12', '2027-07-21'),
]
const holidays = [
  span('Autumn half term', '2026-10-26', '2026-10-30'),
  span('Spring half term', '2027-02-15', '2027-02-19'),
  span('Early May bank holiday', '2027-05-03'),
  span('Summer half term', '2027-05-31', '2027-06-04'),
]
const calendar = new Calendar({ terms, holidays })

/** `from..to` of each period in view. */
const seen = (kind: PeriodKind, on: string, given = calendar, range?: [string, string]) =>
  periodsInView(kind, day(on), given, range && { from: day(range[0]), to: day(range[1]) }).map(
    ({ from, to }) => `${from}..${to}`,
  )

describe('a day', () => {
  test('is in view itself, and for the seven days after', () => {
    expect(seen('day', '2026-11-23')).toHaveLength(8)
    expect(seen('day', '2026-11-23')[0]).toBe('2026-11-16..2026-11-16')
  })
})

describe('a week', () => {
  test('goes from Monday to Sunday', () => {
    expect(seen('week', '2026-11-22')).toEqual(['2026-11-09..2026-11-15', '2026-11-16..2026-11-22'])
    expect(seen('week', '2026-11-23')).toEqual(['2026-11-16..2026-11-22', '2026-11-23..2026-11-29'])
  })

  test('is in view for seven days after its Sunday, and no longer', () => {
    expect(seen('week', '2026-11-29')).toContain('2026-11-16..2026-11-22')
    expect(seen('week', '2026-11-30')).not.toContain('2026-11-16..2026-11-22')
  })

  test.each([
    ['the clocks go back', '2026-10-25', '2026-10-19..2026-10-25'],
    ['the clocks go forward', '2027-03-28', '2027-03-22..2027-03-28'],
    ['the year ends', '2026-12-31', '2026-12-28..2027-01-03'],
    ['there is a 29 February', '2028-02-29', '2028-02-28..2028-03-05'],
  ])('in which %s has seven days', (_what, on, week) => {
    expect(seen('week', on)).toContain(week)
  })

  test('is there also without terms, and between them', () => {
    expect(seen('week', '2026-12-25', new Calendar())).toHaveLength(2)
    expect(seen('week', '2026-12-25')).toContain('2026-12-21..2026-12-27')
  })
})

describe('a fortnight', () => {
  test('counts from the Monday of the first week of term, and keeps to the term', () => {
    expect(seen('fortnight', '2026-09-02')).toEqual(['2026-09-02..2026-09-13'])
    expect(seen('fortnight', '2026-09-14')).toEqual(['2026-09-02..2026-09-13', '2026-09-14..2026-09-27'])
  })

  test('ends with the term', () => {
    expect(seen('fortnight', '2026-12-18')).toEqual(['2026-12-07..2026-12-18'])
  })

  test('counts anew in the next term', () => {
    expect(seen('fortnight', '2027-01-05')).toEqual(['2027-01-04..2027-01-17'])
  })

  test('is nowhere between terms', () => {
    expect(seen('fortnight', '2026-12-28')).toEqual([])
  })

  test('goes on through the half-term holiday', () => {
    expect(seen('fortnight', '2026-10-28')).toEqual(['2026-10-12..2026-10-25', '2026-10-26..2026-11-08'])
  })
})

describe('a half term', () => {
  test('ends before the holiday and starts after it', () => {
    expect(seen('half-term', '2026-10-25')).toEqual(['2026-09-02..2026-10-25'])
    expect(seen('half-term', '2026-11-02')).toEqual(['2026-10-31..2026-12-18'])
    expect(seen('half-term', '2027-07-21')).toEqual(['2027-06-05..2027-07-21'])
  })

  test('of which the first is over when the holiday has begun', () => {
    expect(seen('half-term', '2026-10-28')).toEqual(['2026-09-02..2026-10-25'])
  })

  test('is not cut by a bank holiday, nor by two days off', () => {
    const short = new Calendar({ terms, holidays: [span('Long weekend', '2026-10-29', '2026-11-01')] })
    expect(seen('half-term', '2026-11-10', short)).toEqual(['2026-09-02..2026-12-18'])
  })

  test('is cut by the longest holiday inside the term', () => {
    const two = new Calendar({
      terms,
      holidays: [span('Festival', '2026-10-05', '2026-10-07'), ...holidays],
    })
    expect(seen('half-term', '2026-10-08', two)).toEqual(['2026-09-02..2026-10-25'])
  })

  test('is not cut by a holiday that begins or ends with the term', () => {
    const edge = new Calendar({ terms, holidays: [span('Closed', '2026-12-14', '2026-12-18')] })
    expect(seen('half-term', '2026-12-10', edge)).toEqual(['2026-09-02..2026-12-18'])
  })
})

describe('a term', () => {
  test('is that of the calendar, whatever its order', () => {
    const mixed = new Calendar({ terms: [...terms].reverse() })
    expect(seen('term', '2026-11-23', mixed)).toEqual(['2026-09-02..2026-12-18'])
  })

  test('is in view for a week of the holidays', () => {
    expect(seen('term', '2026-12-25')).toEqual(['2026-09-02..2026-12-18'])
    expect(seen('term', '2026-12-26')).toEqual([])
  })

  test('that follows a short holiday shares the view with the one before', () => {
    const close = new Calendar({
      terms: [span('One', '2026-09-02', '2026-12-18'), span('Two', '2026-12-21', '2027-03-25')],
    })
    expect(seen('term', '2026-12-22', close)).toHaveLength(2)
  })

  test('is nowhere without terms in the calendar', () => {
    for (const kind of ['term', 'half-term', 'fortnight'] as const)
      expect(seen(kind, '2026-11-23', new Calendar())).toEqual([])
  })
})

test('a date range is in view from its first day to a week after its last', () => {
  const range: [string, string] = ['2026-11-02', '2026-11-20']
  expect(seen('date-range', '2026-11-01', calendar, range)).toEqual([])
  expect(seen('date-range', '2026-11-02', calendar, range)).toEqual(['2026-11-02..2026-11-20'])
  expect(seen('date-range', '2026-11-27', calendar, range)).toEqual(['2026-11-02..2026-11-20'])
  expect(seen('date-range', '2026-11-28', calendar, range)).toEqual([])
})

test('no two periods of a kind overlap, and each is seen on each of its days', () => {
  const number = fc.integer({ min: day('2026-08-01').number, max: day('2027-08-31').number })
  fc.assert(
    fc.property(number, fc.constantFrom(...PERIODS), (at, kind) => {
      const on = Day.of(at)
      const range = { from: day('2026-12-01'), to: day('2027-01-31') }
      const periods = periodsInView(kind, on, calendar, range)
      for (const [index, one] of periods.entries()) {
        expect(one.from <= on && one.to >= on.minusDays(LOOK_BACK_DAYS) && one.from <= one.to).toBe(true)
        for (const other of periods.slice(index + 1)) expect(one.to < other.from).toBe(true)
        const again = periodsInView(kind, one.to, calendar, range)
        expect(again.map(String)).toContain(String(one))
        expect(again.some(({ from, to }) => from.equals(one.from) && to.equals(one.to))).toBe(true)
      }
    }),
  )
})

test('the school days of a period leave out weekends, holidays and INSET days', () => {
  const inset = new Calendar({ terms, holidays, inset: [day('2026-09-02')] })
  const days = (from: string, to: string) =>
    schoolDaysOf({ from: day(from), to: day(to) }, inset).map((one) => `${one}`)
  expect(days('2026-08-31', '2026-09-06')).toEqual(['2026-09-03', '2026-09-04'])
  expect(days('2026-10-24', '2026-11-02')).toEqual(['2026-11-02'])
})

test('a period is named as people say it', () => {
  const text = (kind: PeriodKind, from: string, to: string) =>
    periodText(kind, { from: day(from), to: day(to) }, calendar)
  expect(text('day', '2026-11-16', '2026-11-16')).toBe('16 November 2026')
  expect(text('week', '2026-11-16', '2026-11-22')).toBe('week of 16 November 2026')
  expect(text('term', '2026-09-02', '2026-12-18')).toBe('term Autumn 2026')
  expect(text('half-term', '2026-09-02', '2026-10-25')).toBe('half term 2 September 2026 to 25 October 2026')
  expect(text('date-range', '2026-11-02', '2026-11-20')).toBe('2 November 2026 to 20 November 2026')
})
