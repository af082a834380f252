import { expect, test } from 'vitest'
import { ofCompulsoryAge } from '../../src/reports/school-age.ts'
import { Day } from '../../src/schedule/day.ts'

const on = (date: string) => ofCompulsoryAge(Day.parse(date))

test('compulsory school age goes on to the end of the last Friday in June', () => {
  // Born on 31 August 2010, and 16 on the last day of August 2026; the last Friday in June was the 26th.
  expect(on('2026-06-26').from).toBe('2009-09-01')
  expect(on('2026-06-27').from).toBe('2010-09-01')
  expect(on('2026-11-23').from).toBe('2010-09-01')
  // In 2028 the last day of June is a Friday itself.
  expect(on('2028-06-30').from).toBe('2011-09-01')
  expect(on('2028-07-01').from).toBe('2012-09-01')
})

test('it begins on the set day on or after the fifth birthday', () => {
  expect(on('2026-08-30').to).toBe('2021-03-31')
  expect(on('2026-08-31').to).toBe('2021-08-31')
  expect(on('2026-12-30').to).toBe('2021-08-31')
  expect(on('2026-12-31').to).toBe('2021-12-31')
  expect(on('2027-01-04').to).toBe('2021-12-31')
})
