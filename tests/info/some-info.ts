import type { SchoolInfo } from '../../src/info/about.ts'
import { Day } from '../../src/schedule/day.ts'

/** Figures of a made-up school with two year groups; the third week was a holiday. */
export function someInfo(weeks = 4): SchoolInfo {
  const first = Day.parse('2026-09-07')
  const each = <T>(make: (week: number) => T) => Array.from({ length: weeks }, (_, week) => make(week))
  const shares = (base: number) =>
    each((week) => (week === 2 ? null : { value: base + (week % 4), outOf: 100 }))
  const points = (base: number) => each((week) => (week === 2 ? 0 : base + week))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const series = (base: number) => ({ weeks: shares(base), now: { value: base, outOf: 100 } })
  const sums = (base: number) => ({ weeks: points(base), total: sum(points(base)) })
  return {
    school: 'Riverside Academy',
    now: Date.parse('2026-11-23T09:00:00Z'),
    refreshedAt: Date.parse('2026-11-23T04:00:00Z'),
    refreshedText: 'Mon 2026-11-23 04:00',
    figures: {
      weeks: each((week) => first.plusDays(week * 7).toString()),
      attendance: {
        school: series(93),
        years: [
          { name: 'Year 7', ...series(95) },
          { name: 'Year 8', ...series(91) },
        ],
      },
      marks: {
        date: '2026-11-20',
        school: { present: 180, authorised: 12, unauthorised: 6, none: 2 },
        years: [
          { name: 'Year 7', present: 95, authorised: 4, unauthorised: 1 },
          { name: 'Year 8', present: 85, authorised: 8, unauthorised: 5, none: 2 },
        ],
      },
      points: {
        praise: { school: sums(50), years: [{ name: 'Year 7', ...sums(50) }] },
        sanctions: { school: sums(12), years: [{ name: 'Year 8', ...sums(12) }] },
      },
      persistentAbsence: {
        school: series(17),
        years: [
          { name: 'Year 7', ...series(15) },
          { name: 'Year 8', ...series(19) },
        ],
      },
      severeAbsence: {
        school: series(2),
        years: [
          { name: 'Year 7', ...series(1) },
          { name: 'Year 8', ...series(3) },
        ],
      },
    },
  }
}
