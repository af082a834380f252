import { describe, expect, it } from 'vitest'
import { formatWall, minuteOfDay, wallMinute } from '../../src/schedule/wall.ts'
import { Zone } from '../../src/schedule/zone.ts'
import { DAY, day, HOUR, iso, LONDON, MINUTE, utc } from './kit.ts'

const wall = (text: string) => {
  const [date = '', time = ''] = text.split('T')
  return wallMinute(day(date), Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
}
const instants = (zone: Zone, text: string) => zone.instantsOf(wall(text)).map(iso)
const first = (zone: Zone, text: string) => iso(zone.firstInstantOf(wall(text)))
const changes = (zone: Zone, from: string, to: string) =>
  zone
    .transitionsBetween(utc(from), utc(to))
    .map(({ at, before, after }) => `${iso(at)} ${(after - before) / MINUTE}`)

describe('Europe/London', () => {
  it('skips 01:00-01:59 on 28 March 2027', () => {
    expect(formatWall(LONDON.wallAt(utc('2027-03-28T00:59:59Z')))).toBe('2027-03-28T00:59')
    expect(formatWall(LONDON.wallAt(utc('2027-03-28T01:00:00Z')))).toBe('2027-03-28T02:00')
    expect(instants(LONDON, '2027-03-28T01:30')).toEqual([])
    for (const skipped of ['2027-03-28T01:00', '2027-03-28T01:59', '2027-03-28T02:00']) {
      expect(first(LONDON, skipped)).toBe('2027-03-28T01:00Z')
    }
  })

  it('repeats 01:00-01:59 on 25 October 2026', () => {
    expect(instants(LONDON, '2026-10-25T01:30')).toEqual(['2026-10-25T00:30Z', '2026-10-25T01:30Z'])
    expect(first(LONDON, '2026-10-25T01:30')).toBe('2026-10-25T00:30Z')
    expect(instants(LONDON, '2026-10-25T00:59')).toEqual(['2026-10-24T23:59Z'])
    expect(instants(LONDON, '2026-10-25T02:00')).toEqual(['2026-10-25T02:00Z'])
  })

  it('names the changes of a year', () => {
    expect(changes(LONDON, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      '2026-03-29T01:00Z 60',
      '2026-10-25T01:00Z -60',
    ])
  })

  it('counts a change at the end of the window, and not one at its start', () => {
    const at = '2026-10-25T01:00Z'
    expect(changes(LONDON, '2026-10-25T00:59Z', at)).toHaveLength(1)
    expect(changes(LONDON, at, '2026-10-25T01:01Z')).toHaveLength(0)
  })

  it('was on British Standard Time in 1970, and rounds the seconds of 1840', () => {
    expect(LONDON.offsetAt(0)).toBe(HOUR)
    expect(LONDON.offsetAt(utc('1840-01-01T00:00Z'))).toBe(-MINUTE)
  })
})

describe('other zones', () => {
  it('Lord Howe Island moves its clock by half an hour', () => {
    const zone = new Zone('Australia/Lord_Howe')
    expect(changes(zone, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual([
      '2026-04-04T15:00Z -30',
      '2026-10-03T15:30Z 30',
    ])
    expect(instants(zone, '2026-04-05T01:45')).toEqual(['2026-04-04T14:45Z', '2026-04-04T15:15Z'])
    expect(first(zone, '2026-10-04T02:15')).toBe('2026-10-03T15:30Z')
  })

  it.each([
    ['Africa/Cairo', '2027-04-30', '2027-04-29T22:00Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z'],
  ])('%s has a day without midnight', (name, date, skip) => {
    const zone = new Zone(name)
    expect(instants(zone, `${date}T00:00`)).toEqual([])
    expect(first(zone, `${date}T00:00`)).toBe(skip)
    expect(formatWall(zone.wallAt(utc(skip)))).toBe(`${date}T01:00`)
    expect(String(zone.dayAt(utc(skip) - 1))).toBe(String(day(date).minusDays(1)))
  })

  it('Apia skipped the whole of 30 December 2011', () => {
    const zone = new Zone('Pacific/Apia')
    expect(String(zone.dayAt(utc('2011-12-30T09:59Z')))).toBe('2011-12-29')
    expect(String(zone.dayAt(utc('2011-12-30T10:00Z')))).toBe('2011-12-31')
    for (const time of ['00:00', '12:00', '23:59']) {
      expect(instants(zone, `2011-12-30T${time}`)).toEqual([])
      expect(first(zone, `2011-12-30T${time}`)).toBe('2011-12-30T10:00Z')
    }
  })

  it('Kwajalein skipped a day in 1993', () => {
    expect(first(new Zone('Pacific/Kwajalein'), '1993-08-21T08:00')).toBe('1993-08-21T12:00Z')
  })

  // The shortest summer and winter times since 1970: a search with longer strides would step over them.
  it.each([
    ['America/Recife', '2000-10-08T03:00Z', '2000-10-15T02:00Z'],
    ['America/Boa_Vista', '2000-10-08T04:00Z', '2000-10-15T03:00Z'],
    ['America/Argentina/Tucuman', '2004-06-01T03:00Z', '2004-06-13T04:00Z'],
    ['America/Fortaleza', '2000-10-08T03:00Z', '2000-10-22T02:00Z'],
    ['Africa/Cairo', '2010-09-09T22:00Z', '2010-09-30T21:00Z'],
  ])('%s changed its clock on %s and back on %s', (name, there, back) => {
    const from = iso(utc(there) - 2 * DAY)
    const to = iso(utc(back) + 2 * DAY)
    expect(changes(new Zone(name), from, to).map((change) => change.split(' ')[0])).toEqual([there, back])
  })

  it('New York and Kathmandu are where they are', () => {
    const zone = new Zone('America/New_York')
    expect(instants(zone, '2026-11-01T01:30')).toEqual(['2026-11-01T05:30Z', '2026-11-01T06:30Z'])
    expect(first(zone, '2027-03-14T02:30')).toBe('2027-03-14T07:00Z')
    expect(new Zone('Asia/Kathmandu').offsetAt(utc('2026-01-01T00:00Z'))).toBe(345 * MINUTE)
    expect(minuteOfDay(new Zone('Asia/Kathmandu').wallAt(utc('2026-01-01T00:00Z')))).toBe(345)
  })

  it('of every name there is: mapping an instant to the wall and back finds it again', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = new Zone(name)
      for (let at = utc('2026-01-01T00:00Z'); at < utc('2027-01-01T00:00Z'); at += 7 * DAY + 61 * MINUTE) {
        expect(zone.instantsOf(zone.wallAt(at)), name).toContain(at)
      }
    }
  })
})

describe('a zone', () => {
  it('covers a span with stretches of one offset', () => {
    const [from, to] = [utc('2026-10-24T00:00Z'), utc('2026-10-26T00:00Z')]
    const stretches = LONDON.stretches(from, to)
    expect(stretches[0]!.from).toBe(from)
    expect(stretches.at(-1)!.to).toBe(to)
    expect(stretches.map(({ offset }) => offset)).toEqual([HOUR, 0])
    expect(stretches[0]!.to).toBe(stretches[1]!.from)
  })

  it.each(['Europe/Lodon', '', 'London', '+01:00', 'GMT+1', '../etc'])('refuses the name %j', (name) => {
    expect(Zone.named(name)).toBeUndefined()
    expect(() => new Zone(name)).toThrow(RangeError)
  })

  it.each(['Europe/London', 'UTC', 'Asia/Kathmandu'])('knows %s', (name) => {
    expect(Zone.named(name)?.name).toBe(name)
    expect(new Zone(name).name).toBe(name)
  })
})
