import { describe, expect, it } from 'vitest'
import { parseHours } from '../../src/schedule/hours.ts'
import { isOutOfHours, nextOutOfHours } from '../../src/schedule/out-of-hours.ts'
import { iso, rules, schoolYear, utc } from './kit.ts'

const school = rules({ calendar: schoolYear() })
const next = (from: string, rule = school) => {
  const minute = nextOutOfHours(utc(from), rule)
  return minute === undefined ? undefined : iso(minute)
}

describe('out of hours', () => {
  it('is before 07:30 and from 17:00 on, by the school’s clock', () => {
    const answers = (times: string[], date: string) =>
      times.map((time) => isOutOfHours(utc(`${date}T${time}Z`), school))
    expect(answers(['07:29', '07:30', '16:59', '17:00'], '2026-11-23')).toEqual([true, false, false, true])
    expect(answers(['06:29', '06:30', '15:59', '16:00'], '2026-10-01')).toEqual([true, false, false, true])
  })

  it.each([
    ['a weekend', '2026-11-22'],
    ['a holiday', '2026-10-28'],
    ['an INSET day', '2026-11-02'],
  ])('is all day on %s', (_, date) => {
    expect(isOutOfHours(utc(`${date}T10:00Z`), school)).toBe(true)
  })

  it('is never in the busy hours', () => {
    const busy = rules({ calendar: schoolYear(), busy: [parseHours('22:00-06:00')!] })
    expect(
      ['21:59', '22:00', '05:59', '06:00'].map((t) => isOutOfHours(utc(`2026-11-23T${t}Z`), busy)),
    ).toEqual([true, false, false, true])
  })

  it('follows the school hours of the config', () => {
    const late = parseHours('09:00-12:00')!
    expect(isOutOfHours(utc('2026-11-23T08:00Z'), school, late)).toBe(true)
    expect(iso(nextOutOfHours(utc('2026-11-23T10:00Z'), school, late)!)).toBe('2026-11-23T12:00Z')
  })
})

describe('the next minute out of hours', () => {
  it('is this one, or the end of school', () => {
    expect(next('2026-11-23T06:00Z')).toBe('2026-11-23T06:00Z')
    expect(next('2026-11-23T09:00:01Z')).toBe('2026-11-23T17:00Z')
    expect(next('2026-11-23T16:59:01Z')).toBe('2026-11-23T17:00Z')
  })

  it('is looked for up to 14 days', () => {
    expect(next('2026-11-23T09:00Z', rules({ busy: [{ from: 0, to: 1440 }] }))).toBeUndefined()
    const onlySundays = rules({ busy: [parseHours('17:00-07:30')!] })
    expect(next('2026-11-23T09:00Z', onlySundays)).toBe('2026-11-28T07:30Z')
  })
})
