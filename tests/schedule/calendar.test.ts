import { describe, expect, it } from 'vitest'
import { Calendar } from '../../src/schedule/calendar.ts'
import { day, schoolYear } from './kit.ts'

describe('a school calendar', () => {
  const calendar = schoolYear()

  it.each([
    ['2026-09-02', 'school', 'school day: Autumn 2026'],
    ['2026-09-05', 'weekend', 'Saturday'],
    ['2026-10-28', 'holiday', 'holiday: Autumn half term'],
    ['2026-10-31', 'weekend', 'Saturday'],
    ['2026-11-02', 'inset', 'INSET day'],
    ['2026-12-21', 'holiday', 'holiday: between Autumn 2026 and Spring 2027'],
    ['2027-07-20', 'school', 'school day: Summer 2027'],
    ['2027-07-21', 'beyond', 'after the end of the calendar (2027-07-20)'],
    ['2027-07-24', 'weekend', 'Saturday'],
    ['2026-08-31', 'beyond', 'before the start of the calendar (2026-09-01)'],
  ])('%s is %s: %s', (date, kind, explained) => {
    expect(calendar.kindOf(day(date)).kind).toBe(kind)
    expect(calendar.explain(day(date))).toBe(explained)
  })

  it('has INSET days for staff, not for pupils', () => {
    const inset = day('2026-11-02')
    expect([
      calendar.isOn(inset, 'staff'),
      calendar.isOn(inset, 'school'),
      calendar.isOn(inset, 'all'),
    ]).toEqual([true, false, true])
  })

  it('counts weekdays past its end as school days, weekends never', () => {
    expect(calendar.isOn(day('2027-09-01'), 'school')).toBe(true)
    expect(calendar.isOn(day('2027-09-04'), 'school')).toBe(false)
    expect(String(calendar.endsOn)).toBe('2027-07-20')
  })

  it('finds the next day that matches, today included', () => {
    expect(String(calendar.next(day('2026-10-26'), 'school'))).toBe('2026-11-03')
    expect(String(calendar.next(day('2026-10-26'), 'staff'))).toBe('2026-11-02')
    expect(String(calendar.next(day('2026-12-19'), 'school'))).toBe('2027-01-04')
    expect(String(calendar.next(day('2026-09-02'), 'school'))).toBe('2026-09-02')
  })

  it('gives up after 400 days', () => {
    const closed = new Calendar({
      holidays: [{ name: 'closed for good', from: day('2026-01-01'), to: day('2030-01-01') }],
    })
    expect(closed.next(day('2026-01-01'), 'school')).toBeUndefined()
    expect(String(closed.next(day('2028-12-01'), 'school'))).toBe('2030-01-02')
  })

  it('knows when the school closes early', () => {
    expect(calendar.closesAt(day('2026-12-18'))).toBe(720)
    expect(calendar.closesAt(day('2026-12-17'))).toBeUndefined()
  })
})

describe('a calendar without terms', () => {
  it('counts every weekday as a school day', () => {
    const calendar = new Calendar()
    expect(calendar.kindOf(day('2026-11-23'))).toEqual({ kind: 'beyond' })
    expect(calendar.isOn(day('2026-11-23'), 'school')).toBe(true)
    expect(calendar.isOn(day('2026-11-22'), 'school')).toBe(false)
    expect(calendar.endsOn).toBeUndefined()
    expect(calendar.explain(day('2026-11-23'))).toBe('school day: the calendar has no terms')
  })

  it('still keeps the holidays that it names', () => {
    const summer = { name: 'Summer', from: day('2026-07-22'), to: day('2026-08-31') }
    expect(new Calendar({ holidays: [summer] }).isOn(day('2026-08-03'), 'school')).toBe(false)
  })
})

describe('a calendar that says two things about a day', () => {
  it('believes the more particular: an INSET day inside a holiday is an INSET day', () => {
    const calendar = new Calendar({
      terms: [{ name: 'Autumn', from: day('2026-09-01'), to: day('2026-12-18') }],
      holidays: [{ name: 'Half term', from: day('2026-10-26'), to: day('2026-10-30') }],
      inset: [day('2026-10-30'), day('2026-10-31')],
    })
    expect(calendar.kindOf(day('2026-10-30')).kind).toBe('inset')
    expect(calendar.kindOf(day('2026-10-31')).kind).toBe('weekend')
  })
})
