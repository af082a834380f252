import { describe, expect, test } from 'vitest'
import { checkLetter, upn } from '../../src/demo/upn.ts'

describe('the check letter of a UPN', () => {
  test('is right for a published example', () => {
    expect(checkLetter('801200005001')).toBe('B')
  })

  test('counts a letter at the end of a temporary number by its place in the alphabet without I, O and S', () => {
    // 2×9 + 3×9 + 4×9 + 5×4 + 9×2 + 10×1 + 13×22 = 415, and 415 − 18 × 23 = 1
    expect(checkLetter('99940002100Z')).toBe('B')
  })
})

describe('a made-up UPN', () => {
  test('has its parts in their places', () => {
    expect(upn({ school: 2017, year: 2019, serial: 42 })).toMatch(/^[A-HJ-NP-RT-Z]999201719042$/)
    expect(upn({ school: 4001, year: 2020, serial: 8, temporary: true })).toMatch(/^[A-Z]99940012008J$/)
  })
})
