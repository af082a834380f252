import fc from 'fast-check'
import { expect, test } from 'vitest'
import { percent } from '../../src/info/words.ts'
import { cellText } from '../../src/reports/cell.ts'
import type { ReportColumn } from '../../src/reports/kit.ts'
import { Zone } from '../../src/schedule/zone.ts'

const LONDON = new Zone('Europe/London')
const shown = (type: ReportColumn['type'], value: string | number | null) => cellText({ type }, value, LONDON)

test.each<[ReportColumn['type'], string | number | null, string]>([
  ['text', 'O’Brien, Ada', 'O’Brien, Ada'],
  ['number', 1234567, '1,234,567'],
  ['number', 0, '0'],
  ['date', '2026-11-03', '03/11/2026'],
  ['time', '08:55', '08:55'],
  // The school's clock: an hour ahead in summer, also just after midnight.
  ['instant', '2026-11-23T09:05:00.000Z', '23/11/2026 09:05'],
  ['instant', '2026-06-30T23:30:00.000Z', '01/07/2026 00:30'],
  ['percent', 0, '0.0%'],
  ['percent', 1, '100.0%'],
  ['percent', 0.9425, '94.3%'],
  ['percent', 0.1, '10.0%'],
  // What an SQL file says is a number or a date, and is none, or is longer than a float.
  ['number', 'many', 'many'],
  ['number', '12.5', '12.5'],
  ['number', '9007199254740993', '9007199254740993'],
  ['date', 'soon', 'soon'],
  ['date', '2026-02-30', '2026-02-30'],
  ['instant', 'soon', 'soon'],
])('%s %o reads %s', (type, value, words) => {
  expect(shown(type, value)).toBe(words)
})

test('nothing reads as nothing, of whatever type', () => {
  for (const type of ['text', 'number', 'percent', 'date', 'instant', 'time'] as const)
    expect([shown(type, null), shown(type, '')]).toEqual(['', ''])
})

test('a share is rounded half up, as it would be in whole numbers', () => {
  const counts = fc.integer({ min: 1, max: 500_000 })
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      const [value, outOf] = [Math.min(one, other), Math.max(one, other)]
      expect(shown('percent', value / outOf)).toBe(percent({ value, outOf }))
    }),
  )
  expect(shown('percent', 1 / 16)).toBe('6.3%')
})
