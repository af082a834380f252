import { describe, expect, it } from 'vitest'
import { parseTime } from '../../src/schedule/wall.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { day, everyMinute, HOUR, iso, MINUTE, rules, schedule, tick, utc } from './kit.ts'

/** A night from 00:00 to 04:00 of the school's wall clock, with a tick in each minute. */
function night(date: string, zone = new Zone('Europe/London'), secondsIn = 0) {
  const [from, to] = ['00:00', '04:00'].map((time) =>
    zone.firstInstantOf(day(date).number * 1440 + parseTime(time)!),
  ) as [number, number]
  const run = (text: Parameters<typeof schedule>[0], times = everyMinute(from, to, secondsIn)) =>
    tick(times, {
      schedule: schedule(text),
      rules: rules({ zone }),
      missed: { policy: 'once', hours: 'any' },
      since: from - HOUR,
    })
  return { from, to, run }
}

const ranAt = ({ ran }: ReturnType<typeof tick>) => ran.map(({ slot, now }) => `${slot.name} at ${iso(now)}`)

describe.each([
  ['the clocks go forward', '2027-03-28', 181],
  ['the clocks go back', '2026-10-25', 301],
])('%s on %s: a tick each minute from 00:00 to 04:00', (_, date, ticks) => {
  it(`makes ${ticks} ticks`, () => {
    const { from, to } = night(date)
    expect(everyMinute(from, to)).toHaveLength(ticks)
  })

  it.each(['00:30', '01:00', '01:15', '01:30', '01:59', '02:00'])('runs a job at %s once', (time) => {
    const { ran, missed } = night(date).run({ at: time })
    expect(ran.map(({ slot }) => slot.name)).toEqual([`${date}T${time}`])
    expect(missed).toEqual([])
  })

  it('runs it once too when it is planned by cron', () => {
    const { ran } = night(date).run({ cron: '30 1 * * *' })
    expect(ran.map(({ slot }) => slot.name)).toEqual([`${date}T01:30`])
  })

  it('runs a job of every minute at every tick', () => {
    const { ran, missed } = night(date, undefined, 30).run({ every: '1m' })
    expect(new Set(ran.map(({ slot }) => slot.name)).size).toBe(ran.length)
    expect(ran).toHaveLength(ticks)
    // The first tick finds the hour before it.
    expect(missed).toHaveLength(60)
  })
})

describe('28 March 2027, when 01:00 becomes 02:00', () => {
  const { run } = night('2027-03-28')

  it.each([
    ['00:30', '2027-03-28T00:30Z'],
    ['01:00', '2027-03-28T01:00Z'],
    ['01:15', '2027-03-28T01:00Z'],
    ['01:30', '2027-03-28T01:00Z'],
    ['01:59', '2027-03-28T01:00Z'],
    ['02:00', '2027-03-28T01:00Z'],
    ['02:01', '2027-03-28T01:01Z'],
  ])('a job at %s runs at %s, the first valid minute', (time, at) => {
    expect(ranAt(run({ at: time }))).toEqual([`2027-03-28T${time} at ${at}`])
  })

  it('a job at 01:15 and 01:45 runs once', () => {
    expect(ranAt(run({ at: ['01:15', '01:45'] }))).toEqual(['2027-03-28T01:15 at 2027-03-28T01:00Z'])
  })

  it('an interval inside the gap does not run', () => {
    expect(ranAt(run({ every: '10m', between: '01:00-01:50' }))).toEqual([])
    expect(ranAt(run({ cron: '*/10 1 * * *' }))).toEqual([])
  })

  it('an interval across the gap goes on by the clock', () => {
    expect(ranAt(run({ every: '30m', between: '00:30-02:30' }))).toEqual(
      ['00:30', '01:00', '01:30'].map((at) => `2027-03-28T${at}Z at 2027-03-28T${at}Z`),
    )
  })
})

describe('25 October 2026, when 02:00 becomes 01:00', () => {
  const { run } = night('2026-10-25')

  it.each([
    ['00:30', '2026-10-24T23:30Z'],
    ['01:00', '2026-10-25T00:00Z'],
    ['01:15', '2026-10-25T00:15Z'],
    ['01:30', '2026-10-25T00:30Z'],
    ['01:59', '2026-10-25T00:59Z'],
    ['02:00', '2026-10-25T02:00Z'],
  ])('a job at %s runs at %s, on the first pass', (time, at) => {
    expect(ranAt(run({ at: time }))).toEqual([`2026-10-25T${time} at ${at}`])
  })

  it('an interval inside the repeated hour runs on both passes', () => {
    const both = ['00:00', '00:30', '01:00', '01:30'].map((at) => `2026-10-25T${at}Z at 2026-10-25T${at}Z`)
    expect(ranAt(run({ every: '30m', between: '01:00-01:30' }))).toEqual(both)
    expect(ranAt(run({ cron: '*/30 1 * * *' }))).toEqual(both)
  })

  it('a host that was off on the first pass makes up for it on the second, once', () => {
    const { from, to } = night('2026-10-25')
    const second = everyMinute(utc('2026-10-25T01:10Z'), to)
    expect(ranAt(run({ at: '01:30' }, [from, ...second]))).toEqual(['2026-10-25T01:30 at 2026-10-25T01:10Z'])
  })
})

describe('Lord Howe Island, where the clock moves by half an hour', () => {
  const zone = new Zone('Australia/Lord_Howe')

  it.each(['01:00', '01:30', '01:45', '01:59', '02:00', '02:15', '02:29', '02:30'])(
    'runs a job at %s once on both nights',
    (time) => {
      for (const date of ['2026-04-05', '2026-10-04']) {
        expect(
          night(date, zone)
            .run({ at: time })
            .ran.map(({ slot }) => slot.name),
        ).toEqual([`${date}T${time}`])
      }
    },
  )
})

describe('a zone whose midnight is missing', () => {
  it.each([
    ['Africa/Cairo', '2027-04-30'],
    ['America/Santiago', '2026-09-06'],
  ])('%s on %s: a job at midnight runs once, at the first minute of the date', (name, date) => {
    const zone = new Zone(name)
    const { from, to, run } = night(date, zone)
    for (const time of ['00:00', '00:30', '00:59']) {
      const { ran } = run({ at: time }, everyMinute(from - 2 * HOUR, to))
      expect(ran.map(({ slot, now }) => [slot.name, now])).toEqual([[`${date}T${time}`, from]])
    }
    expect(zone.wallAt(from) - zone.wallAt(from - MINUTE)).toBe(61)
  })
})
