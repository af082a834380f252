import { expect, test } from 'vitest'
import { Calendar } from '../../src/schedule/calendar.ts'
import { Day } from '../../src/schedule/day.ts'
import { schoolYearEnd, schoolYearStart } from '../../src/schedule/school-year.ts'

const day = Day.parse
const calendar = new Calendar({
  terms: [
    { name: 'Spring 2026', from: day('2026-01-05'), to: day('2026-03-27') },
    { name: 'Summer 2026', from: day('2026-04-13'), to: day('2026-07-21') },
    { name: 'Autumn 2026', from: day('2026-09-03'), to: day('2026-12-18') },
    { name: 'Spring 2027', from: day('2027-01-04'), to: day('2027-03-25') },
  ],
})

test.each([
  ['on its first day', '2026-09-03', '2026-09-03'],
  ['in its second term', '2027-02-01', '2026-09-03'],
  ['in the summer holiday it is still the old year', '2026-09-02', '2025-09-01'],
  ['that the calendar has only the end of', '2026-02-01', '2025-09-01'],
  ['beyond the calendar', '2028-03-01', '2027-09-01'],
])('the first day of a school year, %s', (_what, on, start) => {
  expect(schoolYearStart(calendar, day(on)).toString()).toBe(start)
})

test('without terms it is 1 September', () => {
  expect(schoolYearStart(new Calendar(), day('2026-08-31')).toString()).toBe('2025-09-01')
  expect(schoolYearStart(new Calendar(), day('2026-09-01')).toString()).toBe('2026-09-01')
})

test.each([
  ['in a year whose end the calendar has', '2026-02-01', '2026-07-21'],
  ['on its last day', '2026-07-21', '2026-07-21'],
  ['in the summer holiday it is that of the year to come', '2026-07-22', '2027-03-25'],
  ['in its first term', '2026-10-01', '2027-03-25'],
  ['beyond the calendar', '2027-06-01', '2027-08-31'],
  ['beyond the calendar, in autumn', '2027-09-01', '2028-08-31'],
])('the last day of a school year, %s', (_what, on, end) => {
  expect(schoolYearEnd(calendar, day(on)).toString()).toBe(end)
})

test('two terms that begin in one autumn are of one school year', () => {
  const halves = new Calendar({
    terms: [
      { name: 'Autumn 1', from: day('2026-09-03'), to: day('2026-10-16') },
      { name: 'Autumn 2', from: day('2026-10-31'), to: day('2026-12-18') },
      { name: 'Spring', from: day('2027-01-04'), to: day('2027-03-25') },
      { name: 'Autumn 2027', from: day('2027-09-02'), to: day('2027-12-17') },
    ],
  })
  expect(schoolYearEnd(halves, day('2026-09-10')).toString()).toBe('2027-03-25')
})
