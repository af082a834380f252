import { describe, expect, test } from 'vitest'
import { Random } from '../../src/demo/random.ts'

const draw = (random: Random, count = 5) => Array.from({ length: count }, () => random.int(0, 999_999))

describe('chance', () => {
  test('repeats itself for the same seed and stream', () => {
    expect(draw(new Random(3, 'pupils'))).toEqual(draw(new Random(3, 'pupils')))
  })

  test('differs from stream to stream and from seed to seed', () => {
    const drawn = [draw(new Random(3, 'pupils')), draw(new Random(3, 'staff')), draw(new Random(4, 'pupils'))]
    expect(new Set(drawn.map((numbers) => numbers.join())).size).toBe(3)
  })

  test('is even', () => {
    const random = new Random(1, 'dice')
    const sides = [0, 0, 0, 0, 0, 0]
    for (let throws = 0; throws < 60_000; throws++) sides[random.int(1, 6) - 1]!++
    for (const side of sides) expect(Math.abs(side - 10_000)).toBeLessThan(400)
  })

  test('keeps to weights', () => {
    const random = new Random(1, 'weights')
    const items = [
      { name: 'often', weight: 9 },
      { name: 'seldom', weight: 1 },
      { name: 'never', weight: 0 },
    ]
    const names = Array.from({ length: 10_000 }, () => random.weighted(items).name)
    expect(names.filter((name) => name === 'seldom').length).toBeGreaterThan(850)
    expect(names.filter((name) => name === 'seldom').length).toBeLessThan(1150)
    expect(names).not.toContain('never')
  })

  test('samples without repeats, and everything when there is not enough', () => {
    const random = new Random(1, 'sample')
    const ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(new Set(random.sample(ten, 4)).size).toBe(4)
    expect(random.sample(ten, 12)).toEqual(ten)
    expect(random.sample([], 3)).toEqual([])
  })
})
