import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { decide } from '../../src/schedule/due.ts'
import { type Slot, type SlotRules, slotsBetween } from '../../src/schedule/slots.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { FIRST_MINUTE, jumps, LAST_MINUTE, type Planned, walk, wallClock, ZONES } from './brute.ts'
import { MINUTE, schedule, tick } from './kit.ts'
import { type RandomSchedule, randomSchedule } from './random-schedules.ts'

const seed = Number(process.env.PARS_TEST_SEED ?? 20_261_025)
console.info(`random schedules: seed ${seed} (set PARS_TEST_SEED for another)`)

// Terms end and begin here; the half term and the INSET day fall into every year.
const HALF_TERM = [Day.parse('2026-10-26'), Day.parse('2028-04-03'), Day.parse('2031-03-31')]
const TERMS = ['2025-12-01/2027-03-25', '2027-04-12/2030-10-24', '2030-11-04/2032-06-01'].map((term) =>
  term.split('/').map(Day.parse),
) as [Day, Day][]
const INSET = [Day.parse('2026-11-02'), Day.parse('2027-04-12')]

/** Written a second time, by day numbers alone. */
function isOn(day: number, days: SlotRules['days']): boolean {
  const weekday = new Date(day * 86_400_000).getUTCDay()
  if (days === 'all') return true
  if (weekday === 0 || weekday === 6) return false
  if (INSET.some((inset) => inset.number === day)) return days === 'staff'
  if (HALF_TERM.some((monday) => day >= monday.number && day <= monday.number + 4)) return false
  return (
    !(day > TERMS[0]![1].number && day < TERMS[1]![0].number) &&
    !(day > TERMS[1]![1].number && day < TERMS[2]![0].number)
  )
}

const calendar = new Calendar({
  terms: TERMS.map(([from, to], i) => ({ name: `Term ${i}`, from, to })),
  holidays: HALF_TERM.map((from) => ({ name: 'Half term', from, to: from.plusDays(4) })),
  inset: INSET,
})

interface Job {
  random: RandomSchedule
  days: SlotRules['days']
  nonSchoolDay: SlotRules['nonSchoolDay']
  busy: boolean
}

const job: fc.Arbitrary<Job> = fc.record({
  random: randomSchedule,
  days: fc.constantFrom('all', 'all', 'school', 'staff'),
  nonSchoolDay: fc.constantFrom('next', 'skip', 'run'),
  busy: fc.boolean(),
})

/** The days on which the job's slots run, by moving each planned day forward. */
function plannedDays({ random, days, nonSchoolDay }: Job, first: number, last: number): Set<number> {
  const planned = new Set<number>()
  for (let day = first - 60; day <= last; day++) {
    if (!random.onDay(day)) continue
    let runs = day
    if (!isOn(day, days)) {
      if (random.kind === 'interval' || nonSchoolDay === 'skip') continue
      if (nonSchoolDay === 'next') while (!isOn(runs, days)) runs++
    }
    planned.add(runs)
  }
  return planned
}

function reference(walls: Int32Array, job: Job, from: number, to: number): string[] {
  const days = plannedDays(job, Math.floor(from / 1440) - 5, Math.floor(to / 1440) + 2)
  const { kind, minutes } = job.random
  const isBusy = (minute: number) => job.busy && kind === 'interval' && (minute >= 1320 || minute < 90)
  const planned: Planned = {
    kind,
    isPlanned: (wall) =>
      minutes.has(wall % 1440) && !isBusy(wall % 1440) && days.has(Math.floor(wall / 1440)),
  }
  return walk(walls, planned, from, to)
}

const texts = (slots: Slot[]) =>
  slots.map(({ name, at }) => `${name} at ${new Date(at).toISOString().slice(0, 16)}`)

describe.each(ZONES)('random schedules in %s', (name) => {
  const walls = wallClock(name)
  const zone = new Zone(name)
  const changes = jumps(walls).map((index) => FIRST_MINUTE + index)
  const rulesOf = ({ days, nonSchoolDay, busy }: Job): SlotRules => ({
    zone,
    calendar,
    days,
    nonSchoolDay,
    busy: busy ? [{ from: 1320, to: 90 }] : [],
  })

  // Most windows lie around a change of the clock or the edge of a holiday, where mistakes would be.
  const start = fc
    .oneof(
      fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -1500, max: 100 })).map(([at, by]) => at + by),
      fc.constantFrom(...HALF_TERM.map((day) => (day.number + 6) * 1440)),
      fc.integer({ min: FIRST_MINUTE, max: LAST_MINUTE }),
    )
    .map((minute) => Math.min(Math.max(minute, FIRST_MINUTE + 10_000), LAST_MINUTE - 10_000))

  it('ticks of each minute, one tick at the end, and a walk through every minute agree', () => {
    fc.assert(
      fc.property(
        job,
        start,
        fc.integer({ min: 30, max: 2500 }),
        fc.nat(59_999),
        (job, from, length, into) => {
          const expected = reference(walls, job, from, from + length)
          const input = {
            schedule: schedule(job.random.text),
            rules: rulesOf(job),
            missed: { policy: 'all', hours: 'any' } as const,
            since: (from + 1) * MINUTE,
          }
          const times = Array.from(
            { length: length + 1 },
            (_, i) => (from + i) * MINUTE + ((into * (i + 1)) % 60_000),
          )
          expect(texts(tick(times, input).ran.map(({ slot }) => slot))).toEqual(expected)

          const atOnce = decide({ ...input, handledThrough: undefined, now: (from + length) * MINUTE + into })
          expect(texts(atOnce.run)).toEqual(expected)
        },
      ),
      { seed, numRuns: 60 },
    )
  })

  it('seven years at once are what a walk through every minute finds', () => {
    const rare = job.filter(({ random }) => random.minutes.size <= 24)
    const [from, to] = [FIRST_MINUTE + 10_000, LAST_MINUTE - 2]
    fc.assert(
      fc.property(rare, (job) => {
        const slots = slotsBetween(schedule(job.random.text), rulesOf(job), from * MINUTE, to * MINUTE)
        expect(texts(slots)).toEqual(reference(walls, job, from, to))
      }),
      { seed, numRuns: 5 },
    )
  })

  it('slots do not depend on the window that is asked for', () => {
    const piece = fc.nat(3 * 1440 * MINUTE)
    fc.assert(
      fc.property(job, start, piece, piece, (job, minute, first, second) => {
        const [a, b, c] = [
          minute * MINUTE,
          minute * MINUTE + first,
          minute * MINUTE + first + second,
        ] as const
        const between = (after: number, until: number) =>
          slotsBetween(schedule(job.random.text), rulesOf(job), after, until)
        expect([...between(a, b), ...between(b, c)]).toEqual(between(a, c))
      }),
      { seed, numRuns: 60 },
    )
  })
})
