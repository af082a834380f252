import { describe, expect, it } from 'vitest'
import { Day } from '../../src/schedule/day.ts'

describe('a day', () => {
  it('reads and writes ISO dates', () => {
    expect(String(Day.parse('2026-11-23'))).toBe('2026-11-23')
    expect(`${Day.parse('1969-12-31')}`).toBe('1969-12-31')
    expect(JSON.stringify({ on: Day.parse('2028-02-29') })).toBe('{"on":"2028-02-29"}')
  })

  it.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-2',
    '26-01-02',
    '2026-01-02T00:00',
    '',
  ])('refuses %j, which is not a date', (text) => {
    expect(() => Day.parse(text)).toThrow(RangeError)
  })

  it('has 29 February in leap years', () => {
    expect(String(Day.parse('2028-02-28').plusDays(1))).toBe('2028-02-29')
    expect(String(Day.parse('2027-02-28').plusDays(1))).toBe('2027-03-01')
    expect(String(Day.parse('2028-03-01').minusDays(1))).toBe('2028-02-29')
  })

  it('knows its weekday, Monday being 1', () => {
    expect(Day.parse('2026-11-23').weekday).toBe(1)
    expect(Day.parse('2026-11-29').weekday).toBe(7)
    expect(Day.of(0).weekday).toBe(4)
    expect(Day.parse('1969-12-28').weekday).toBe(7)
  })

  it('takes itself apart', () => {
    const day = Day.parse('2026-11-23')
    expect([day.year, day.month, day.dayOfMonth, day.number]).toEqual([2026, 11, 23, 20780])
  })

  it('compares by date', () => {
    const [monday, tuesday] = [Day.parse('2026-11-23'), Day.parse('2026-11-24')]
    expect(monday < tuesday && tuesday > monday && monday <= monday.plusDays(0)).toBe(true)
    expect([tuesday, monday].sort((a, b) => a.compare(b))).toEqual([monday, tuesday])
    expect(monday.equals(Day.of(monday.number))).toBe(true)
    expect(monday.equals(tuesday)).toBe(false)
  })

  it('counts in whole days only', () => {
    expect(() => Day.of(1.5)).toThrow(RangeError)
    expect(() => Day.parse('2026-11-23').plusDays(Number.NaN)).toThrow(RangeError)
  })
})
