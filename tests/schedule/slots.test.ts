import { describe, expect, it } from 'vitest'
import { parseHours } from '../../src/schedule/hours.ts'
import type { ScheduleText } from '../../src/schedule/schedule.ts'
import { nextSlot, type SlotRules, slotsBetween } from '../../src/schedule/slots.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { iso, MINUTE, named, rules, schedule, schoolYear, utc } from './kit.ts'

function slots(text: ScheduleText, from: string, to: string, changes: Partial<SlotRules> = {}) {
  return slotsBetween(schedule(text), rules(changes), utc(from), utc(to))
}
const days = (text: ScheduleText, from: string, to: string, changes: Partial<SlotRules> = {}) =>
  slots(text, from, to, changes).map((slot) => String(slot.day))

describe('slots of a window', () => {
  it('lie after its start and not after its end', () => {
    const hourly: ScheduleText = { every: '1h' }
    expect(named(slots(hourly, '2026-11-23T07:00:00Z', '2026-11-23T09:00:00Z'))).toEqual([
      '2026-11-23T08:00Z at 2026-11-23T08:00Z',
      '2026-11-23T09:00Z at 2026-11-23T09:00Z',
    ])
    expect(slots(hourly, '2026-11-23T06:59:59.999Z', '2026-11-23T07:00:00Z')).toHaveLength(1)
    expect(slots(hourly, '2026-11-23T07:00:00Z', '2026-11-23T07:59:59.999Z')).toEqual([])
    expect(slots(hourly, '2026-11-23T09:00:00Z', '2026-11-23T07:00:00Z')).toEqual([])
  })

  it('are named by wall time when fixed, and by UTC when they follow the clock', () => {
    expect(named(slots({ at: '07:30' }, '2026-07-01T00:00Z', '2026-07-02T00:00Z'))).toEqual([
      '2026-07-01T07:30 at 2026-07-01T06:30Z',
    ])
    expect(
      named(slots({ every: '12h', between: '07:30-20:00' }, '2026-07-01T00:00Z', '2026-07-02T00:00Z')),
    ).toEqual(['2026-07-01T06:30Z at 2026-07-01T06:30Z', '2026-07-01T18:30Z at 2026-07-01T18:30Z'])
  })

  it('belong to the school’s date, not to the date in UTC', () => {
    const zone = new Zone('Pacific/Auckland')
    expect(days({ at: '00:30' }, '2026-07-01T12:00Z', '2026-07-02T12:00Z', { zone })).toEqual(['2026-07-02'])
  })

  it('of a job that runs on 29 February come in leap years only', () => {
    expect(days({ cron: '0 6 29 2 *' }, '2026-01-01T00:00Z', '2033-01-01T00:00Z')).toEqual([
      '2028-02-29',
      '2032-02-29',
    ])
    expect(days({ at: '06:00' }, '2028-02-28T00:00Z', '2028-03-02T00:00Z')).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ])
  })

  it('of the last day of the month come on 29 February too', () => {
    expect(days({ cron: '0 6 L 2 *' }, '2027-01-01T00:00Z', '2029-01-01T00:00Z')).toEqual([
      '2027-02-28',
      '2028-02-29',
    ])
  })
})

describe('a night on which the clocks change', () => {
  it('merges fixed slots that fall on one instant, and names them by the earliest', () => {
    const all = { at: ['00:30', '01:00', '01:15', '01:30', '01:59', '02:00', '02:01'] }
    const night = slots(all, '2027-03-28T00:00Z', '2027-03-28T02:00Z')
    expect(named(night)).toEqual([
      '2027-03-28T00:30 at 2027-03-28T00:30Z',
      '2027-03-28T01:00 at 2027-03-28T01:00Z',
      '2027-03-28T02:01 at 2027-03-28T01:01Z',
    ])
    expect(night.map((slot) => slot.moved)).toEqual([undefined, 'clock-change', undefined])
  })

  it('gives an interval both passes in autumn, and nothing in the spring gap', () => {
    const early = { every: '30m', between: '01:00-01:30' }
    expect(named(slots(early, '2026-10-24T23:00Z', '2026-10-25T04:00Z'))).toEqual(
      ['00:00', '00:30', '01:00', '01:30'].map((at) => `2026-10-25T${at}Z at 2026-10-25T${at}Z`),
    )
    expect(slots(early, '2027-03-28T00:00Z', '2027-03-28T04:00Z')).toEqual([])
  })

  it('moves a fixed midnight that does not exist to one o’clock of the same date', () => {
    for (const [name, date, skip] of [
      ['Africa/Cairo', '2027-04-30', '2027-04-29T22:00Z'],
      ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z'],
    ] as const) {
      const around: [string, string] = [iso(utc(skip) - 720 * MINUTE), iso(utc(skip) + 720 * MINUTE)]
      const night = slots({ at: '00:00' }, ...around, { zone: new Zone(name) })
      expect(named(night)).toEqual([`${date}T00:00 at ${skip}`])
      expect(String(night[0]!.day)).toBe(date)
    }
  })

  it('finds a slot of a day from which the clock has since gone back, at 00:01 in St. John’s', () => {
    const zone = new Zone('America/St_Johns')
    expect(named(slots({ at: '00:00' }, '2010-11-07T02:00Z', '2010-11-07T03:00Z', { zone }))).toEqual([
      '2010-11-07T00:00 at 2010-11-07T02:30Z',
    ])
    expect(slots({ at: '00:00' }, '2010-11-07T03:00Z', '2010-11-07T12:00Z', { zone })).toEqual([])
  })

  it('runs the slots of a date that was skipped as a whole once, when the next date begins', () => {
    const zone = new Zone('Pacific/Apia')
    expect(
      named(slots({ at: ['08:00', '12:00'] }, '2011-12-29T10:00Z', '2011-12-31T10:00Z', { zone })),
    ).toEqual([
      '2011-12-29T08:00 at 2011-12-29T18:00Z',
      '2011-12-29T12:00 at 2011-12-29T22:00Z',
      '2011-12-30T08:00 at 2011-12-30T10:00Z',
      '2011-12-31T08:00 at 2011-12-30T18:00Z',
      '2011-12-31T12:00 at 2011-12-30T22:00Z',
    ])
  })

  it('fits half an hour on Lord Howe Island', () => {
    const zone = new Zone('Australia/Lord_Howe')
    const fixed = { at: ['01:15', '01:45', '02:15', '02:30'] }
    expect(named(slots(fixed, '2026-04-04T13:00Z', '2026-04-04T17:00Z', { zone }))).toEqual([
      '2026-04-05T01:15 at 2026-04-04T14:15Z',
      '2026-04-05T01:45 at 2026-04-04T14:45Z',
      '2026-04-05T02:15 at 2026-04-04T15:45Z',
      '2026-04-05T02:30 at 2026-04-04T16:00Z',
    ])
    expect(named(slots(fixed, '2026-10-03T13:00Z', '2026-10-03T17:00Z', { zone }))).toEqual([
      '2026-10-04T01:15 at 2026-10-03T14:45Z',
      '2026-10-04T01:45 at 2026-10-03T15:15Z',
      '2026-10-04T02:15 at 2026-10-03T15:30Z',
    ])
    expect(slots({ cron: '*/15 1 * * *' }, '2026-04-04T13:00Z', '2026-04-04T17:00Z', { zone })).toHaveLength(
      6,
    )
  })
})

describe('a day that is not a school day', () => {
  const school: Partial<SlotRules> = { calendar: schoolYear(), days: 'school' }
  const monday: ScheduleText = { cycle: ['mon'], at: '07:30' }
  const window = ['2026-10-20T00:00Z', '2026-11-10T00:00Z'] as const

  it('skip: the slot does not come', () => {
    expect(days(monday, ...window, { ...school, nonSchoolDay: 'skip' })).toEqual(['2026-11-09'])
  })

  it('run: the slot comes all the same', () => {
    expect(days(monday, ...window, { ...school, nonSchoolDay: 'run' })).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
    ])
  })

  it('next: the slot moves to the next school day, and two that meet there are one', () => {
    const moved = slots(monday, ...window, { ...school, nonSchoolDay: 'next' })
    expect(named(moved)).toEqual([
      '2026-11-03T07:30 at 2026-11-03T07:30Z',
      '2026-11-09T07:30 at 2026-11-09T07:30Z',
    ])
    expect(moved.map((slot) => slot.moved)).toEqual(['next-school-day', undefined])
    expect(moved.map((slot) => slot.movedFrom?.toString())).toEqual(['2026-11-02', undefined])
  })

  it('next: a moved slot is one with the slot that its new day has anyway', () => {
    const daily = slots({ at: '07:30' }, '2026-10-23T12:00Z', '2026-11-04T00:00Z', {
      ...school,
      nonSchoolDay: 'next',
    })
    expect(named(daily)).toEqual(['2026-11-03T07:30 at 2026-11-03T07:30Z'])
    expect(daily[0]!.moved).toBeUndefined()
  })

  it('next: a staff job comes on the INSET day', () => {
    expect(days(monday, ...window, { ...school, days: 'staff' })).toEqual(['2026-11-02', '2026-11-09'])
  })

  it('next: moves across a whole closure of up to 400 days', () => {
    const yearly: ScheduleText = { cron: '30 7 25 12 *' }
    expect(days(yearly, '2026-12-01T00:00Z', '2027-02-01T00:00Z', school)).toEqual(['2027-01-04'])
  })

  it('an interval is skipped whatever the rule', () => {
    for (const nonSchoolDay of ['skip', 'next', 'run'] as const) {
      const inHalfTerm = slots({ every: '1h' }, '2026-10-24T00:00Z', '2026-11-02T23:59Z', {
        ...school,
        nonSchoolDay,
      })
      expect(inHalfTerm).toEqual([])
    }
  })

  it('days: all runs through holidays and weekends', () => {
    expect(
      days({ at: '02:15' }, '2026-10-23T12:00Z', '2026-10-27T12:00Z', {
        calendar: schoolYear(),
        days: 'all',
      }),
    ).toEqual(['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-27'])
  })
})

describe('busy hours', () => {
  const busy = [parseHours('22:00-06:00')!]

  it('hold back an interval, across midnight', () => {
    const times = slots({ every: '2h' }, '2026-11-23T00:00Z', '2026-11-24T08:00Z', { busy }).map((slot) =>
      slot.name.slice(5),
    )
    expect(times).toEqual(
      ['06', '08', '10', '12', '14', '16', '18', '20']
        .map((hour) => `11-23T${hour}:00Z`)
        .concat(['11-24T06:00Z', '11-24T08:00Z']),
    )
  })

  it('do not hold back a fixed time, which the config check refuses', () => {
    expect(slots({ at: '23:00' }, '2026-11-23T00:00Z', '2026-11-24T00:00Z', { busy })).toHaveLength(1)
  })
})

describe('the next slot', () => {
  it('is the first one after an instant', () => {
    const next = nextSlot(schedule({ at: '07:30' }), rules(), utc('2026-11-23T07:30Z'))
    expect(next?.name).toBe('2026-11-24T07:30')
  })

  it('is found across a summer', () => {
    const next = nextSlot(
      schedule({ cycle: ['mon'], at: '07:30' }),
      rules({ calendar: schoolYear(), days: 'school' }),
      utc('2027-03-22T08:00Z'),
    )
    expect(next?.name).toBe('2027-04-12T07:30')
  })

  it('is looked for no further than the horizon', () => {
    const leap = schedule({ cron: '0 6 29 2 *' })
    expect(nextSlot(leap, rules(), utc('2026-11-23T00:00Z'))).toBeUndefined()
    expect(nextSlot(leap, rules(), utc('2026-11-23T00:00Z'), 600)?.name).toBe('2028-02-29T06:00')
    const daily = schedule({ at: '07:30' })
    expect(nextSlot(daily, rules(), utc('2026-11-23T07:30Z'), 0.5)).toBeUndefined()
    expect(nextSlot(daily, rules(), utc('2026-11-23T07:30Z'), 1)?.name).toBe('2026-11-24T07:30')
  })
})
