import { describe, expect, test } from 'vitest'
import { parseHours } from '../../src/schedule/hours.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { isQuiet, lastMoment, nextLoud, nextMoment } from '../../src/sms/quiet.ts'
import { at } from '../school.ts'

const zone = new Zone('Europe/London')
const hours = (text = '21:00-07:00') => ({ zone, hours: parseHours(text)! })
const utc = (text: string) => Date.parse(text)
const MINUTE = 60_000

describe('quiet hours across midnight', () => {
  test.each([
    ['2026-11-23 20:59', false],
    ['2026-11-23 21:00', true],
    ['2026-11-23 23:59', true],
    ['2026-11-24 00:00', true],
    ['2026-11-24 06:59', true],
    ['2026-11-24 07:00', false],
    ['2026-11-24 12:00', false],
  ])('at %s: %s', (text, quiet) => {
    expect(isQuiet(hours(), at(text))).toBe(quiet)
  })

  test('end in the morning, whichever side of midnight it is', () => {
    expect(nextLoud(hours(), at('2026-11-23 22:30'))).toBe(at('2026-11-24 07:00'))
    expect(nextLoud(hours(), at('2026-11-24 03:00') + 1)).toBe(at('2026-11-24 07:00'))
    expect(nextLoud(hours(), at('2026-11-24 12:00') + 1)).toBe(at('2026-11-24 12:00') + 1)
  })

  test('may lie within a day, or around the clock', () => {
    expect(nextLoud(hours('12:00-13:00'), at('2026-11-24 12:10'))).toBe(at('2026-11-24 13:00'))
    expect(nextLoud(hours('00:00-24:00'), at('2026-11-24 12:10'))).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('in the nights in which the clocks change', () => {
  /** How many minutes of the night are quiet. */
  const quietMinutes = (from: string, to: string) => {
    let minutes = 0
    for (let now = utc(from); now < utc(to); now += MINUTE) if (isQuiet(hours(), now)) minutes += 1
    return minutes
  }

  test('quiet lasts from 21:00 to 07:00 on the clock on the wall: nine hours in spring, eleven in autumn', () => {
    expect(quietMinutes('2027-03-27T12:00:00Z', '2027-03-28T12:00:00Z')).toBe(9 * 60)
    expect(quietMinutes('2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(11 * 60)
  })

  test('quiet ends at 07:00 of the new time', () => {
    expect(nextLoud(hours(), utc('2027-03-27T23:30:00Z'))).toBe(utc('2027-03-28T06:00:00Z'))
    expect(nextLoud(hours(), utc('2026-10-24T23:30:00Z'))).toBe(utc('2026-10-25T07:00:00Z'))
  })

  test('hours that end in the gap end when the clock has jumped over it', () => {
    expect(nextLoud(hours('21:00-01:30'), utc('2027-03-28T00:15:00Z'))).toBe(utc('2027-03-28T01:00:00Z'))
  })

  test('hours that end in the hour that comes twice end twice', () => {
    const early = hours('21:00-01:30')
    expect(isQuiet(early, utc('2026-10-25T00:20:00Z'))).toBe(true)
    expect(isQuiet(early, utc('2026-10-25T00:40:00Z'))).toBe(false)
    expect(isQuiet(early, utc('2026-10-25T01:20:00Z'))).toBe(true)
    expect(isQuiet(early, utc('2026-10-25T01:40:00Z'))).toBe(false)
  })

  test('the day that a text was due on has 23 hours in spring and 25 in autumn', () => {
    const due = (text: string) => lastMoment({ zone }, { queuedAt: utc(text), urgent: false })
    expect(due('2027-03-28T00:30:00Z')).toBe(utc('2027-03-28T23:00:00Z') - 1)
    expect(due('2026-10-24T23:30:00Z')).toBe(utc('2026-10-26T00:00:00Z') - 1)
  })
})

describe('the last moment of a text', () => {
  const text = { queuedAt: at('2026-11-20 16:00'), urgent: false }

  test('is the end of the day it was queued on', () => {
    expect(lastMoment({ zone }, text)).toBe(at('2026-11-21 00:00') - 1)
  })

  test('is that of the day it was delayed to', () => {
    expect(lastMoment({ zone }, { ...text, notBefore: at('2026-11-23 07:30') })).toBe(
      at('2026-11-24 00:00') - 1,
    )
  })

  test('is what it says itself, if it says so', () => {
    const notAfter = at('2026-11-25 12:00')
    expect(lastMoment({ zone }, { ...text, notAfter })).toBe(notAfter)
  })
})

describe('a text', () => {
  const text = { queuedAt: at('2026-11-23 16:00'), urgent: false }

  test('goes at once by day', () => {
    expect(nextMoment(hours(), text, at('2026-11-23 16:01'))).toBe(at('2026-11-23 16:01'))
  })

  test('waits for the time it was delayed to, and for the end of the quiet hours behind it', () => {
    const delayed = { ...text, notBefore: at('2026-11-24 06:10') }
    expect(nextMoment(hours(), delayed, at('2026-11-23 16:01'))).toBe(at('2026-11-24 07:00'))
  })

  test('of which the day ends in the quiet hours is expired as soon as they begin', () => {
    expect(nextMoment(hours(), text, at('2026-11-23 20:59'))).toBe(at('2026-11-23 20:59'))
    expect(nextMoment(hours(), text, at('2026-11-23 21:00'))).toBe('expired')
  })

  test('with days to go waits for the morning', () => {
    const lasting = { ...text, notAfter: at('2026-11-25 12:00') }
    expect(nextMoment(hours(), lasting, at('2026-11-23 21:00'))).toBe(at('2026-11-24 07:00'))
    expect(nextMoment(hours(), lasting, at('2026-11-25 12:01'))).toBe('expired')
  })

  test('that is urgent goes in the quiet hours, but not when its day is over', () => {
    const snow = { queuedAt: at('2026-11-24 06:30'), urgent: true }
    expect(nextMoment(hours(), snow, at('2026-11-24 06:31'))).toBe(at('2026-11-24 06:31'))
    expect(nextMoment(hours(), snow, at('2026-11-25 00:00'))).toBe('expired')
  })
})
