import { describe, expect, it } from 'vitest'
import { formatHours, lengthOf, parseHours, within } from '../../src/schedule/hours.ts'

const at = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

describe('hours of the day', () => {
  it('hold their start, and not their end', () => {
    const hours = parseHours('07:30-17:00')!
    expect(['07:29', '07:30', '16:59', '17:00'].map((time) => within(hours, at(time)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('may cross midnight', () => {
    const hours = parseHours('22:00-06:00')!
    expect(
      ['21:59', '22:00', '23:59', '00:00', '05:59', '06:00'].map((time) => within(hours, at(time))),
    ).toEqual([false, true, true, true, true, false])
    expect(lengthOf(hours)).toBe(480)
  })

  it('may end with the day, as 24:00 or 00:00', () => {
    for (const text of ['22:00-24:00', '22:00-00:00']) {
      const hours = parseHours(text)!
      expect([within(hours, 1439), within(hours, 0), lengthOf(hours)]).toEqual([true, false, 120])
    }
  })

  it('may be the whole day', () => {
    const hours = parseHours('00:00-24:00')!
    expect([within(hours, 0), within(hours, 1439), lengthOf(hours)]).toEqual([true, true, 1440])
  })

  it.each(['06:00-06:00', '00:00-00:00', '24:00-06:00', '7-9', '07:00', '07:00-25:00', 'all day', ''])(
    'refuses %j',
    (text) => {
      expect(parseHours(text)).toBeUndefined()
    },
  )

  it('is written as it is read', () => {
    expect(formatHours(parseHours('22:00 - 6:00')!)).toBe('22:00-06:00')
    expect(formatHours(parseHours('00:00-24:00')!)).toBe('00:00-24:00')
  })
})
