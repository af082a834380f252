import { describe, expect, it } from 'vitest'
import {
  type DueInput,
  decide,
  isTooLate,
  LOOK_BACK,
  MISSED_LISTED,
  type MissedPolicy,
  ON_TIME,
} from '../../src/schedule/due.ts'
import { parseHours } from '../../src/schedule/hours.ts'
import type { ScheduleText } from '../../src/schedule/schedule.ts'
import { nextSlot } from '../../src/schedule/slots.ts'
import { DAY, everyMinute, HOUR, iso, MINUTE, rules, schedule, schoolYear, tick, utc } from './kit.ts'

const NIGHTLY: ScheduleText = { at: '02:15' }
const SINCE = utc('2026-11-01T00:00Z')

/** A nightly job in London that was last handled on Sunday 22 November 2026 at noon. */
function due(
  now: string,
  changes: Partial<Omit<DueInput, 'missed' | 'schedule'>> &
    Partial<MissedPolicy> & { text?: ScheduleText } = {},
) {
  const { policy = 'once', within, hours = 'any', text = NIGHTLY, ...input } = changes
  const decision = decide({
    schedule: schedule(text),
    rules: rules(),
    missed: { policy, within, hours },
    since: SINCE,
    handledThrough: utc('2026-11-22T12:00Z'),
    now: utc(now),
    ...input,
  })
  return { ...decision, names: decision.run.map((slot) => slot.name) }
}

describe('a slot is due', () => {
  it('from its own minute on, wherever in the minute the tick comes', () => {
    expect(due('2026-11-23T02:14:59.900Z').names).toEqual([])
    for (const now of ['2026-11-23T02:15:00.000Z', '2026-11-23T02:15:00.100Z', '2026-11-23T02:15:59.900Z']) {
      expect(due(now).names).toEqual(['2026-11-23T02:15'])
    }
  })

  it('until it has been handled, and not again', () => {
    const handledThrough = utc('2026-11-23T02:15Z')
    expect(due('2026-11-23T02:15:59Z', { handledThrough }).names).toEqual([])
    expect(due('2026-11-23T02:16Z', { handledThrough: handledThrough - 1 }).names).toHaveLength(1)
  })

  it('from the minute in which the job was first seen: there is no backfill', () => {
    const seen = (since: string) =>
      due('2026-11-23T09:00Z', { since: utc(since), handledThrough: undefined }).names
    expect(seen('2026-11-23T02:15Z')).toEqual(['2026-11-23T02:15'])
    expect(seen('2026-11-23T02:16Z')).toEqual([])
  })

  it('and then everything up to now is handled', () => {
    expect(iso(due('2026-11-23T02:15:59.900Z').handledThrough)).toBe('2026-11-23T02:15Z')
    expect(iso(due('2026-11-23T01:00:00.100Z').handledThrough)).toBe('2026-11-23T01:00Z')
  })

  it('on 29 February', () => {
    expect(
      due('2028-02-29T06:00:10Z', { text: { cron: '0 6 29 2 *' }, handledThrough: utc('2028-02-28T12:00Z') })
        .names,
    ).toEqual(['2028-02-29T06:00'])
  })
})

describe('ticks run each slot once', () => {
  const job = {
    schedule: schedule({ every: '1m' }),
    rules: rules(),
    missed: { policy: 'all', hours: 'any' } as const,
    since: utc('2026-11-23T09:00Z'),
  }
  const from = job.since
  const expected = everyMinute(from, from + 3 * HOUR).map((at) => iso(at))
  const ran = (times: number[]) => tick(times, job).ran.map(({ slot }) => iso(slot.at))

  it.each([
    ['at :00.1', everyMinute(from, from + 3 * HOUR, 0.1)],
    ['at :59.9', everyMinute(from, from + 3 * HOUR, 59.9)],
    [
      'now at :59.9, now at :00.1',
      everyMinute(from, from + 3 * HOUR).map((at, i) => at + (i % 2 ? 100 : 59_900)),
    ],
    ['twice in a minute', everyMinute(from, from + 3 * HOUR).flatMap((at) => [at + 5_000, at + 35_000])],
    ['twenty at once', everyMinute(from, from + 3 * HOUR).flatMap((at) => Array(20).fill(at + 1_000))],
    ['61 s apart', Array.from({ length: 179 }, (_, i) => from + i * 61_000)],
    ['59 s apart', Array.from({ length: 185 }, (_, i) => from + i * 59_000)],
    ['after 90 minutes', [from, from + 90 * MINUTE, from + 3 * HOUR]],
    ['in one go', [from + 3 * HOUR]],
  ])('%s', (_, times) => {
    expect(ran(times)).toEqual(expected)
  })

  it('three days late', () => {
    const slots = ran([from, from + 3 * DAY])
    expect(slots).toHaveLength(3 * 1440 + 1)
    expect(new Set(slots).size).toBe(slots.length)
  })

  it('when the clock goes back by less than a day, without repeating one', () => {
    const times = [...everyMinute(from, from + HOUR), ...everyMinute(from + 30 * MINUTE, from + 3 * HOUR)]
    expect(ran(times)).toEqual(expected)
  })
})

describe('missed: skip', () => {
  it('runs a slot up to 150 s late, and no later', () => {
    expect(ON_TIME).toBe(150_000)
    expect(due('2026-11-23T02:17:30Z', { policy: 'skip' }).names).toEqual(['2026-11-23T02:15'])
    const late = due('2026-11-23T02:17:30.001Z', { policy: 'skip' })
    expect(late.names).toEqual([])
    expect(late.missed.map(({ slot, why }) => `${slot.name}: ${why}`)).toEqual([
      '2026-11-23T02:15: 2 min late: missed slots are skipped',
    ])
  })

  it('runs the newest of several, and the others are missed', () => {
    const minutely = due('2026-11-23T09:05:10Z', {
      policy: 'skip',
      text: { every: '1m' },
      handledThrough: utc('2026-11-23T09:00Z'),
    })
    expect(minutely.names).toEqual(['2026-11-23T09:05Z'])
    expect(minutely.missed.map(({ slot, why }) => `${slot.name}: ${why}`)).toEqual([
      '2026-11-23T09:01Z: 4 min late: missed slots are skipped',
      '2026-11-23T09:02Z: 3 min late: missed slots are skipped',
      '2026-11-23T09:03Z: made up for by the one of 2026-11-23 09:05',
      '2026-11-23T09:04Z: made up for by the one of 2026-11-23 09:05',
    ])
  })

  it('does not look at within', () => {
    expect(due('2026-11-23T03:00Z', { policy: 'skip', within: DAY }).names).toEqual([])
  })
})

describe('missed: once', () => {
  it('runs the newest slot, however late, and names it in the others', () => {
    const back = due('2026-11-25T09:00Z')
    expect(back.names).toEqual(['2026-11-25T02:15'])
    expect(back.missed.map(({ slot, why }) => `${slot.name}: ${why}`)).toEqual([
      '2026-11-23T02:15: made up for by the one of 2026-11-25 02:15',
      '2026-11-24T02:15: made up for by the one of 2026-11-25 02:15',
    ])
    expect(back.missedCount).toBe(2)
  })

  it('runs it up to the age of within', () => {
    const within = 7 * DAY
    const weekly: ScheduleText = { cycle: ['mon'], at: '07:30' }
    expect(due('2026-11-30T07:29Z', { text: weekly, within }).names).toEqual(['2026-11-23T07:30'])
    const late = due('2026-11-25T07:31Z', { text: weekly, within: 2 * DAY })
    expect(late.names).toEqual([])
    expect(late.missed[0]!.why).toBe('2 days late: the limit is 2 days')
    expect(iso(late.handledThrough)).toBe('2026-11-25T07:31Z')
  })

  it('runs a slot on time even where within is shorter than a tick', () => {
    expect(due('2026-11-23T02:16:30Z', { within: MINUTE }).names).toEqual(['2026-11-23T02:15'])
    expect(isTooLate({ at: 0 }, { policy: 'once', within: MINUTE, hours: 'any' }, ON_TIME)).toBe(false)
    expect(isTooLate({ at: 0 }, { policy: 'once', within: MINUTE, hours: 'any' }, ON_TIME + 1)).toBe(true)
  })

  it('makes one run of a thousand missed slots', () => {
    const back = due('2026-11-23T09:00Z', { text: { every: '1m' }, handledThrough: utc('2026-11-22T16:19Z') })
    expect(back.names).toEqual(['2026-11-23T09:00Z'])
    expect(back.missedCount).toBe(1000)
  })
})

describe('missed: all', () => {
  it('runs each slot within its age, oldest first', () => {
    expect(due('2026-11-25T09:00Z', { policy: 'all' }).names).toEqual([
      '2026-11-23T02:15',
      '2026-11-24T02:15',
      '2026-11-25T02:15',
    ])
    const limited = due('2026-11-25T09:00Z', { policy: 'all', within: 36 * HOUR })
    expect(limited.names).toEqual(['2026-11-24T02:15', '2026-11-25T02:15'])
    expect(limited.missed.map(({ slot, why }) => `${slot.name}: ${why}`)).toEqual([
      '2026-11-23T02:15: 2 days late: the limit is 36 h',
    ])
  })
})

describe('a late slot that may only run out of hours', () => {
  const nightly = { hours: 'out-of-hours' as const }

  it('waits until school is over, and stays due', () => {
    const morning = due('2026-11-23T09:00:20Z', nightly)
    expect(morning.names).toEqual([])
    expect(morning.wait!.slot.name).toBe('2026-11-23T02:15')
    expect(iso(morning.wait!.until)).toBe('2026-11-23T17:00Z')
    expect(morning.wait!.why).toBe('6 h late: waits for the first permitted minute, 2026-11-23 17:00')
    const { handledThrough } = morning
    expect(due('2026-11-23T16:59:59Z', { ...nightly, handledThrough }).names).toEqual([])
    expect(due('2026-11-23T17:00:00Z', { ...nightly, handledThrough }).names).toEqual(['2026-11-23T02:15'])
  })

  it('reports what it stands for once, not at every tick of the wait', () => {
    const first = due('2026-11-25T09:00Z', nightly)
    expect(first.missedCount).toBe(2)
    expect(due('2026-11-25T09:01Z', { ...nightly, handledThrough: first.handledThrough }).missedCount).toBe(0)
  })

  it('runs at once when it is night, or no school day', () => {
    expect(due('2026-11-23T07:29Z', nightly).names).toHaveLength(1)
    expect(due('2026-11-28T10:00Z', { ...nightly, handledThrough: utc('2026-11-27T12:00Z') }).names).toEqual([
      '2026-11-28T02:15',
    ])
    const halfTerm = {
      rules: rules({ calendar: schoolYear() }),
      handledThrough: utc('2026-10-27T12:00Z'),
      since: 0,
    }
    expect(due('2026-10-28T10:00Z', { ...nightly, ...halfTerm }).names).toEqual(['2026-10-28T02:15'])
  })

  it('runs in school hours when it is on time', () => {
    expect(due('2026-11-23T10:01Z', { ...nightly, text: { at: '10:00' } }).names).toEqual([
      '2026-11-23T10:00',
    ])
  })

  it('gives way to the next slot when that comes first', () => {
    const twice = { ...nightly, text: { at: ['02:15', '12:00'] } }
    const morning = due('2026-11-23T09:00Z', twice)
    expect(morning.wait!.slot.name).toBe('2026-11-23T02:15')
    const noon = due('2026-11-23T12:00Z', { ...twice, handledThrough: morning.handledThrough })
    expect(noon.names).toEqual(['2026-11-23T12:00'])
    expect(noon.missed.map(({ slot, why }) => `${slot.name}: ${why}`)).toEqual([
      '2026-11-23T02:15: made up for by the one of 2026-11-23 12:00',
    ])
  })

  it('keeps out of the busy hours as well', () => {
    const busy = [parseHours('16:00-20:00')!]
    const waiting = due('2026-11-23T09:00Z', { ...nightly, rules: rules({ busy }) })
    expect(iso(waiting.wait!.until)).toBe('2026-11-23T20:00Z')
  })

  it('asks the school hours it is given', () => {
    const outOfHours = (instant: number) => instant >= utc('2026-11-23T15:30Z')
    expect(iso(due('2026-11-23T09:00Z', { ...nightly, outOfHours }).wait!.until)).toBe('2026-11-23T15:30Z')
  })

  it('asks again in a day when no minute is ever permitted', () => {
    const waiting = due('2026-11-23T09:00Z', { ...nightly, outOfHours: () => false })
    expect(iso(waiting.wait!.until)).toBe('2026-11-24T09:00Z')
  })

  it('keeps the order with the policy all: what is behind it waits too', () => {
    const all = due('2026-11-24T09:00Z', { ...nightly, policy: 'all' })
    expect(all.names).toEqual([])
    expect(all.wait!.slot.name).toBe('2026-11-23T02:15')
    const evening = due('2026-11-24T17:00Z', {
      ...nightly,
      policy: 'all',
      handledThrough: all.handledThrough,
    })
    expect(evening.names).toEqual(['2026-11-23T02:15', '2026-11-24T02:15'])
  })
})

describe('a long gap', () => {
  const minutely = {
    text: { every: '1m' } as const,
    since: utc('2026-01-01T00:00Z'),
    handledThrough: undefined,
  }

  it('is looked back on for 60 days, and says that there was more', () => {
    const back = due('2026-11-23T09:00:30Z', minutely)
    expect(back.names).toEqual(['2026-11-23T09:00Z'])
    expect(back.lookedBackTo).toBe(utc('2026-11-23T09:00Z') - LOOK_BACK)
    expect(back.missedCount).toBe(60 * 1440 - 1)
    expect(due('2026-11-23T09:00Z').lookedBackTo).toBeUndefined()
  })

  it('lists the first of the missed slots and the last, and counts them all', () => {
    const { missed } = due('2026-11-23T09:00:30Z', minutely)
    expect(missed).toHaveLength(MISSED_LISTED)
    expect(missed[0]!.slot.name).toBe('2026-09-24T09:01Z')
    expect(missed.at(-1)!.slot.name).toBe('2026-11-23T08:59Z')
  })

  it('is over after one decision', () => {
    const { handledThrough } = due('2026-11-23T09:00:30Z', minutely)
    const next = due('2026-11-23T09:01:30Z', { ...minutely, handledThrough })
    expect([next.names, next.missedCount, next.lookedBackTo]).toEqual([['2026-11-23T09:01Z'], 0, undefined])
  })
})

describe('last handled more than a day ahead of now', () => {
  const ahead = utc('2027-11-23T00:00Z')

  it('goes on from now: the slot of this minute is due, and none before it', () => {
    const back = due('2026-11-23T02:15:40Z', { handledThrough: ahead })
    expect(back.clockJumped).toBe(true)
    expect(back.names).toEqual(['2026-11-23T02:15'])
    expect(iso(back.handledThrough)).toBe('2026-11-23T02:15Z')
    expect(due('2026-11-23T02:16:10Z', { handledThrough: ahead }).names).toEqual([])
  })

  it('is in order again at the next tick', () => {
    const { handledThrough } = due('2026-11-23T01:00Z', { handledThrough: ahead })
    const next = due('2026-11-23T02:15Z', { handledThrough })
    expect([next.names, next.clockJumped]).toEqual([['2026-11-23T02:15'], undefined])
  })

  it('is taken at its word up to a day: nothing runs twice', () => {
    const back = due('2026-11-23T02:15Z', { handledThrough: utc('2026-11-24T02:15Z') })
    expect([back.names, back.clockJumped]).toEqual([[], undefined])
    expect(iso(back.handledThrough)).toBe('2026-11-24T02:15Z')
  })

  it('also when the job was first seen in that future', () => {
    const job = {
      schedule: schedule({ every: '1m' }),
      rules: rules(),
      missed: { policy: 'all', hours: 'any' } as const,
      since: ahead,
    }
    const from = utc('2026-11-23T09:00Z')
    const times = Array.from({ length: 179 }, (_, i) => from + i * 61_000)
    expect(tick(times, job).ran.map(({ slot }) => iso(slot.at))).toEqual(
      everyMinute(from, from + 3 * HOUR).map(iso),
    )
  })
})

describe('deciding', () => {
  it('agrees with the next slot: nothing is due before it, and it is due then', () => {
    const text: ScheduleText = { cycle: ['mon'], at: '07:30' }
    const rule = rules({ calendar: schoolYear(), days: 'school' })
    const from = utc('2026-10-20T12:00Z')
    const next = nextSlot(schedule(text), rule, from)!
    const before = due(new Date(next.at - 1).toISOString(), {
      text,
      rules: rule,
      handledThrough: from,
      since: 0,
    })
    const then = due(new Date(next.at).toISOString(), { text, rules: rule, handledThrough: from, since: 0 })
    expect([before.names, then.names]).toEqual([[], [next.name]])
  })
})
