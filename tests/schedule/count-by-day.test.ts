import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countByDay, slotsBetween } from '../../src/schedule/slots.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { DAY, MINUTE, rules, schedule, schoolYear, utc } from './kit.ts'
import { randomSchedule } from './random-schedules.ts'

const ZONES = ['Europe/London', 'Australia/Lord_Howe', 'America/Asuncion', 'Pacific/Apia'].map(
  (name) => new Zone(name),
)

test('whatever the schedule, the zone and the window, it counts the slots that are listed', () => {
  const from = utc('2026-10-20T00:00Z') / MINUTE
  fc.assert(
    fc.property(
      randomSchedule,
      fc.constantFrom(...ZONES),
      fc.constantFrom('all' as const, 'school' as const, 'staff' as const),
      fc.nat(170 * 1440),
      fc.nat(8 * 1440),
      (random, zone, days, start, length) => {
        const busy = [{ from: 60, to: 200 }]
        const given = rules({ zone, days, busy, calendar: schoolYear() })
        const after = (from + start) * MINUTE
        const slots = slotsBetween(schedule(random.text), given, after, after + length * MINUTE)
        const counts = countByDay(schedule(random.text), given, after, after + length * MINUTE)
        const byDay = [...new Set(slots.map(({ day }) => day.toString()))]
        expect(counts.map(({ day, ...rest }) => ({ day: day.toString(), ...rest }))).toEqual(
          byDay.map((day) => {
            const those = slots.filter((slot) => slot.day.toString() === day)
            return { day, slots: those.length, first: those[0]!.at, last: those.at(-1)!.at }
          }),
        )
      },
    ),
    { numRuns: 300 },
  )
})

test('a year of every minute is counted, not listed', () => {
  const counts = countByDay(
    schedule({ every: '1m' }),
    rules(),
    utc('2026-09-01T00:00Z') - 1,
    utc('2026-09-01T00:00Z') + 365 * DAY,
  )
  const odd = counts.filter(({ slots }) => slots !== 1440).map(({ day, slots }) => `${day} ${slots}`)
  // It begins at one o'clock in the morning of the school's clock.
  expect(odd).toEqual(['2026-09-01 1380', '2026-10-25 1500', '2027-03-28 1380', '2027-09-01 61'])
})
