import { describe, expect, it } from 'vitest'
import { dayOf, formatTime, formatWall, minuteOfDay, parseTime, wallMinute } from '../../src/schedule/wall.ts'
import { day } from './kit.ts'

describe('wall minutes', () => {
  it('put a day and a minute together, and take them apart again', () => {
    const wall = wallMinute(day('2026-10-25'), 90)
    expect(formatWall(wall)).toBe('2026-10-25T01:30')
    expect(String(dayOf(wall))).toBe('2026-10-25')
    expect(minuteOfDay(wall)).toBe(90)
  })

  it('work before 1970', () => {
    const wall = wallMinute(day('1969-12-31'), 1439)
    expect([formatWall(wall), String(dayOf(wall)), minuteOfDay(wall)]).toEqual([
      '1969-12-31T23:59',
      '1969-12-31',
      1439,
    ])
  })
})

describe('a time', () => {
  it.each([
    ['07:30', 450],
    ['7:30', 450],
    ['00:00', 0],
    ['23:59', 1439],
  ])('%s is minute %i', (text, minutes) => {
    expect(parseTime(text)).toBe(minutes)
  })

  it.each(['24:00', '23:60', '25:00', '7.30', '7:3', '07:30:00', '', ' 07:30', '-1:00'])(
    'refuses %j',
    (text) => {
      expect(parseTime(text)).toBeUndefined()
    },
  )

  it('is 24:00 only where the end of a day may stand', () => {
    expect(parseTime('24:00', { endOfDay: true })).toBe(1440)
    expect(parseTime('24:01', { endOfDay: true })).toBeUndefined()
  })

  it('is written with two digits', () => {
    expect([450, 0, 1440].map(formatTime)).toEqual(['07:30', '00:00', '24:00'])
  })
})
