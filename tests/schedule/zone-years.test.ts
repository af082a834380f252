import { describe, expect, it } from 'vitest'
import { Zone } from '../../src/schedule/zone.ts'
import { FIRST_MINUTE, jumps, wallClock, ZONES } from './brute.ts'
import { iso, MINUTE } from './kit.ts'

describe.each(ZONES)('%s, every minute from 2026 to 2032', (name) => {
  const walls = wallClock(name)
  const zone = new Zone(name)

  it('shows the wall time that Intl shows', () => {
    const wrong: string[] = []
    for (let i = 0; i < walls.length; i++) {
      const instant = (FIRST_MINUTE + i) * MINUTE
      if (zone.wallAt(instant) !== walls[i] && wrong.length < 5) wrong.push(iso(instant))
    }
    expect(wrong).toEqual([])
  })

  it('finds the instants of every wall minute, in gaps and repeats too', () => {
    // Up to two instants for each wall minute, from the walk; -1 for none.
    const start = walls[1440]!
    const length = walls.at(-1441)! - start
    const first = new Int32Array(length).fill(-1)
    const second = new Int32Array(length).fill(-1)
    for (let i = 0; i < walls.length; i++) {
      const wall = walls[i]! - start
      if (wall < 0 || wall >= length) continue
      if (first[wall] === -1) first[wall] = FIRST_MINUTE + i
      else second[wall] = FIRST_MINUTE + i
    }
    const wrong: number[] = []
    let next = -1
    for (let wall = length - 1; wall >= 0; wall--) {
      const expected = [first[wall]!, second[wall]!].filter((minute) => minute >= 0)
      // Going backwards, a skipped minute runs when the next one that exists begins.
      next = expected[0] ?? next
      const instants = zone.instantsOf(start + wall)
      const right =
        instants.length === expected.length &&
        instants.every((instant, i) => instant === expected[i]! * MINUTE) &&
        (next < 0 || zone.firstInstantOf(start + wall) === next * MINUTE)
      if (!right && wrong.length < 5) wrong.push(start + wall)
    }
    expect(wrong).toEqual([])
  })

  it('names every change of the clock, and no other', () => {
    const last = FIRST_MINUTE + walls.length - 1
    expect(
      zone.transitionsBetween(FIRST_MINUTE * MINUTE, last * MINUTE).map(({ at, after, before }) => ({
        at: at / MINUTE,
        by: (after - before) / MINUTE,
      })),
    ).toEqual(jumps(walls).map((i) => ({ at: FIRST_MINUTE + i, by: walls[i]! - walls[i - 1]! - 1 })))
  })
})
