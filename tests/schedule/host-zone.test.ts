import { afterEach, describe, expect, it } from 'vitest'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { decide, nextOutOfHours } from '../../src/schedule/due.ts'
import { slotsBetween } from '../../src/schedule/slots.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { iso, named, schedule, utc } from './kit.ts'

const original = process.env.TZ

function hostIsIn(zone: string | undefined): void {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
}

afterEach(() => hostIsIn(original))

/** A little of everything in which a host's own zone could hide. */
function everything(): string[] {
  const rules = {
    zone: new Zone('Europe/London'),
    calendar: new Calendar({
      terms: [{ name: 'Autumn', from: Day.parse('2026-09-01'), to: Day.parse('2026-12-18') }],
      holidays: [{ name: 'Half term', from: Day.parse('2026-10-26'), to: Day.parse('2026-10-30') }],
    }),
    days: 'school' as const,
    nonSchoolDay: 'next' as const,
    busy: [],
  }
  const fixed = schedule({ cron: '30 1 L,25-31 * 7' })
  const now = utc('2026-10-31T12:00Z')
  const newYear = Day.parse('2027-01-01')
  const decision = decide({
    schedule: fixed,
    rules: { ...rules, days: 'all' },
    missed: { policy: 'once', hours: 'out-of-hours' },
    since: utc('2026-10-01T00:00Z'),
    handledThrough: undefined,
    now,
  })
  return [
    ...named(slotsBetween(fixed, { ...rules, days: 'all' }, utc('2026-10-23T00:00Z'), now)),
    ...named(
      slotsBetween(schedule({ cycle: ['mon'], at: '00:15' }), rules, utc('2026-10-23T00:00Z'), now + 4e8),
    ),
    ...named(slotsBetween(schedule({ every: '12h' }), rules, utc('2026-11-01T00:00Z'), now + 2e8)),
    `${Day.parse('2026-03-29')} ${Day.parse('2026-03-29').weekday} ${rules.zone.dayAt(utc('2026-03-29T23:30Z'))}`,
    `${newYear.year} ${newYear.month} ${newYear.dayOfMonth}`,
    `${decision.run.map((slot) => slot.name)} ${decision.missedCount}`,
    iso(nextOutOfHours(utc('2026-10-22T09:00Z'), rules)!),
  ]
}

const EXPECTED = [
  '2026-10-25T01:30 at 2026-10-25T00:30Z',
  '2026-10-26T01:30 at 2026-10-26T01:30Z',
  '2026-10-27T01:30 at 2026-10-27T01:30Z',
  '2026-10-28T01:30 at 2026-10-28T01:30Z',
  '2026-10-29T01:30 at 2026-10-29T01:30Z',
  '2026-10-30T01:30 at 2026-10-30T01:30Z',
  '2026-10-31T01:30 at 2026-10-31T01:30Z',
  '2026-11-02T00:15 at 2026-11-02T00:15Z',
  '2026-11-02T00:00Z at 2026-11-02T00:00Z',
  '2026-11-02T12:00Z at 2026-11-02T12:00Z',
  '2026-03-29 7 2026-03-30',
  '2027 1 1',
  '2026-10-31T01:30 9',
  '2026-10-22T16:00Z',
]

describe('a host in another zone', () => {
  it.each([
    ['Pacific/Kiritimati', -840],
    ['America/Los_Angeles', 480],
    ['Asia/Kathmandu', -345],
    ['Europe/London', 0],
  ])('%s plans the same slots', (zone, offset) => {
    hostIsIn(zone)
    // Were the setting without effect, this test would prove nothing.
    expect(new Date(2026, 0, 15).getTimezoneOffset()).toBe(offset)
    expect(everything()).toEqual(EXPECTED)
  })

  it('plans the same slots with TZ unset, and with a TZ that does not exist', () => {
    hostIsIn(undefined)
    expect(everything()).toEqual(EXPECTED)
    hostIsIn('Nowhere/Land')
    expect(everything()).toEqual(EXPECTED)
  })
})
