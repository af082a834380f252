import { describe, expect, it } from 'vitest'
import { compileSchedule, type ScheduleText } from '../../src/schedule/schedule.ts'
import { formatTime } from '../../src/schedule/wall.ts'
import { day, schedule } from './kit.ts'

const times = (text: ScheduleText) => schedule(text).minutesOfDay.map(formatTime).join(' ')
const week = (text: ScheduleText) => {
  const monday = day('2026-11-23')
  return [1, 2, 3, 4, 5, 6, 7].filter((n) => schedule(text).onDay(monday.plusDays(n - 1))).join('')
}
const warnings = (text: ScheduleText) => {
  const compiled = compileSchedule(text)
  return compiled.ok ? compiled.warnings.map(({ rule }) => rule) : ['refused']
}

describe('a schedule reads as', () => {
  it.each<[ScheduleText, string]>([
    [{ at: '23:00' }, 'every day at 23:00'],
    [{ cycle: 'weekdays', at: ['12:00', '07:30'] }, 'weekdays at 07:30 and 12:00'],
    [{ cycle: 'weekends', at: '9:00' }, 'weekends at 09:00'],
    [{ cycle: ['thu', 'mon'], at: '07:30' }, 'Mondays and Thursdays at 07:30'],
    [{ every: '5m', between: '07:00-18:00' }, 'every 5 minutes from 07:00 to 18:00'],
    [{ every: '1m' }, 'every minute'],
    [{ every: '60m' }, 'every hour'],
    [{ every: '2h', cycle: ['mon', 'wed', 'fri'] }, 'every 2 hours on Mondays, Wednesdays and Fridays'],
    [
      { every: '15m', between: '22:00-06:00', cycle: 'weekdays' },
      'every 15 minutes from 22:00 to 06:00 on weekdays',
    ],
    [{ cron: ' 30  7 * * 1 ' }, 'cron 30 7 * * 1'],
  ])('%j: %s', (text, words) => {
    expect(schedule(text).text).toBe(words)
  })
})

describe('a cycle', () => {
  it('has its weekdays', () => {
    expect(week({ at: '07:00' })).toBe('1234567')
    expect(week({ cycle: 'every-day', at: '07:00' })).toBe('1234567')
    expect(week({ cycle: 'weekdays', at: '07:00' })).toBe('12345')
    expect(week({ cycle: 'weekends', every: '1h' })).toBe('67')
    expect(week({ cycle: ['sun', 'tue', 'sun'], at: '07:00' })).toBe('27')
  })
})

describe('times', () => {
  it('are sorted, and each counts once', () => {
    expect(times({ at: ['12:00', '07:30', '7:30'] })).toBe('07:30 12:00')
    expect(schedule({ at: '07:30' }).kind).toBe('fixed')
  })
})

describe('every', () => {
  it('counts from the start of its hours, the end included', () => {
    expect(times({ every: '90m', between: '07:15-11:45' })).toBe('07:15 08:45 10:15 11:45')
    expect(times({ every: '90m', between: '07:15-11:44' })).toBe('07:15 08:45 10:15')
    expect(schedule({ every: '90m', between: '07:15-11:45' }).kind).toBe('interval')
  })

  it('leaves the end out where it is the end of the day', () => {
    expect(times({ every: '8h' })).toBe('00:00 08:00 16:00')
    expect(times({ every: '1h', between: '22:00-24:00' })).toBe('22:00 23:00')
    expect(times({ every: '1h', between: '22:00-00:00' })).toBe('00:00 22:00 23:00')
  })

  it('may cross midnight, counted from the evening', () => {
    expect(times({ every: '90m', between: '22:00-06:00' })).toBe('01:00 02:30 04:00 05:30 22:00 23:30')
  })

  it('may be as short as a minute and as long as a day', () => {
    expect(schedule({ every: '1m' }).minutesOfDay).toHaveLength(1440)
    expect(times({ every: '24h' })).toBe('00:00')
    expect(times({ every: '1440m', between: '06:00-18:00' })).toBe('06:00')
  })
})

describe('the key of a schedule', () => {
  const key = (text: ScheduleText) => schedule(text).key

  it.each<[string, ScheduleText, ScheduleText]>([
    ['the order of times', { at: ['12:00', '07:30'] }, { at: ['7:30', '12:00', '12:00'] }],
    ['a default that is written out', { at: '23:00' }, { cycle: 'every-day', at: '23:00' }],
    [
      'a list instead of a word',
      { cycle: 'weekdays', at: '07:30' },
      { cycle: ['fri', 'thu', 'wed', 'tue', 'mon'], at: '07:30' },
    ],
    ['cron instead of a cycle', { cron: '30 7 * * MON-FRI' }, { cycle: 'weekdays', at: '07:30' }],
    ['cron with Sunday as 7', { cron: '0 9 * * 6,7' }, { cron: '0 9 * * 0,6' }],
    ['the last Sunday as 7L', { cron: '0 9 * * 7L' }, { cron: '0 9 * * sunL' }],
    ['cron instead of every', { cron: '*/5 * * * *' }, { every: '5m' }],
    ['minutes instead of hours', { every: '2h' }, { every: '120m', between: '00:00-24:00' }],
    ['? instead of *', { cron: '30 7 ? * 1' }, { cron: '30 7 * * 1' }],
    ['a restriction to every date', { cron: '30 7 1-31 * 1' }, { cron: '30 7 * * *' }],
    ['month names', { cron: '30 7 1 jan,jul *' }, { cron: '30 7 1 1,7 *' }],
  ])('does not change with %s', (_, one, other) => {
    expect(key(one)).toBe(key(other))
  })

  it.each<[string, ScheduleText, ScheduleText]>([
    ['the time', { at: '07:30' }, { at: '07:31' }],
    ['the days', { at: '07:30' }, { cycle: 'weekdays', at: '07:30' }],
    ['the kind: once a day or as the clock runs', { at: '00:00' }, { every: '24h' }],
    ['the month', { cron: '0 6 1 1 *' }, { cron: '0 6 1 2 *' }],
    ['which Monday', { cron: '0 6 * * 1#1' }, { cron: '0 6 * * 1#2' }],
    ['the last Friday', { cron: '0 6 * * 5L' }, { cron: '0 6 * * 5' }],
    ['the date', { cron: '0 6 13 * 5' }, { cron: '0 6 * * 5' }],
  ])('changes with %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other))
  })

  it('can be read, and stays short enough for an index', () => {
    expect(key({ at: ['02:15', '23:00'] })).toBe('fixed every-day 02:15,23:00')
    expect(key({ every: '5m', between: '07:00-18:00' })).toBe('interval every-day 07:00-18:00/5')
    expect(key({ cron: '0 6 13 * 5' })).toBe('fixed date 13 or fri 06:00')
    const long = key({ cron: '1,2,4,8,16,32 * * * *' })
    expect(long).toMatch(/^interval sha256:/)
    expect(long.length).toBeLessThan(200)
    expect(key({ cron: '32,1,2,4,8,16 * * * *' })).toBe(long)
  })
})

describe('a schedule is warned about', () => {
  it.each<[ScheduleText, string[]]>([
    [{ at: '01:30' }, ['clock-change']],
    [{ cron: '0 1,2 * * *' }, ['clock-change']],
    [{ at: ['00:59', '02:00'] }, []],
    [{ cron: '*/5 1 * * *' }, []],
    [{ cron: '0 6 13 * 5' }, ['day-or-weekday']],
    [{ every: '7m' }, ['uneven']],
    [{ every: '5m' }, []],
    [{ every: '7m', between: '07:00-18:00' }, []],
    [{ every: '5h', between: '09:00-12:00' }, ['once-only']],
  ])('%j: %j', (text, rules) => {
    expect(warnings(text)).toEqual(rules)
  })
})

describe('a schedule is refused', () => {
  it.each<[unknown, string, RegExp]>([
    [{ at: '24:00' }, 'at', /'24:00' is not a time; midnight is 00:00, at the start of the day/],
    [{ at: ['07:30', 'noon'] }, 'at', /'noon' is not a time/],
    [{ at: 730 }, 'at', /730 is not a time/],
    [{ at: [] }, 'at', /no time/],
    [
      { cycle: 'daily', at: '07:30' },
      'cycle',
      /'daily' is not a cycle; every-day, weekdays, weekends, or a list/,
    ],
    [{ cycle: ['monday'], at: '07:30' }, 'cycle', /\["monday"\] is not a cycle/],
    [{ cycle: [], at: '07:30' }, 'cycle', /\[\] is not a cycle/],
    [{ every: '0m' }, 'every', /'0m' is not an interval; from 1m to 24h/],
    [{ every: '25h' }, 'every', /not an interval/],
    [{ every: '30s' }, 'every', /not an interval/],
    [{ every: '1.5h' }, 'every', /not an interval/],
    [{ every: 5 }, 'every', /5 is not an interval/],
    [{ every: '5m', between: '07:00' }, 'between', /'07:00' is not a part of the day/],
    [{ every: '5m', between: '07:00-07:00' }, 'between', /not a part of the day/],
    [{ cron: '0 0 31 2 *' }, 'cron', /never happens/],
  ])('%j at %s: %s', (text, key, message) => {
    const compiled = compileSchedule(text as ScheduleText)
    if (compiled.ok) throw new Error('taken')
    expect(compiled.key).toBe(key)
    expect(`${compiled.message}; ${compiled.hint}`).toMatch(message)
  })
})
