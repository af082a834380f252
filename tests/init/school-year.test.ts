import { expect, test } from 'vitest'
import { easterSunday, schoolYear, usualDates } from '../../src/init/school-year.ts'
import { Day } from '../../src/schedule/day.ts'

const spans = (day: string) =>
  (usualDates(Day.parse(day)).terms ?? []).map(({ name, from, to }) => `${name} ${from} ${to}`)

test('the school year begins in August', () => {
  expect(schoolYear(Day.parse('2026-07-31'))).toBe('2025/26')
  expect(schoolYear(Day.parse('2026-08-01'))).toBe('2026/27')
  expect(schoolYear(Day.parse('2099-09-01'))).toBe('2099/00')
})

test('terms are as schools in England have them, around Easter early and late', () => {
  expect(spans('2024-11-01')).toEqual([
    'Autumn 2024 2024-09-02 2024-12-20',
    'Spring 2025 2025-01-06 2025-04-04',
    'Summer 2025 2025-04-22 2025-07-21',
  ])
  expect(spans('2025-11-01')).toEqual([
    'Autumn 2025 2025-09-02 2025-12-19',
    'Spring 2026 2026-01-05 2026-03-27',
    'Summer 2026 2026-04-13 2026-07-21',
  ])
  expect(spans('2026-11-01')).toEqual([
    'Autumn 2026 2026-09-02 2026-12-18',
    'Spring 2027 2027-01-04 2027-03-25',
    'Summer 2027 2027-04-12 2027-07-21',
  ])
})

test('half terms are whole weeks, and the early May bank holiday is the first Monday of May', () => {
  expect(
    (usualDates(Day.parse('2026-11-01')).holidays ?? []).map(({ name, from, to }) => `${name} ${from} ${to}`),
  ).toEqual([
    'Autumn half term 2026-10-26 2026-10-30',
    'Spring half term 2027-02-15 2027-02-19',
    'Early May bank holiday 2027-05-03 2027-05-03',
    'Summer half term 2027-05-31 2027-06-04',
  ])
})

test('near the end of a year the next one is there as well', () => {
  expect(spans('2026-04-20')).toHaveLength(3)
  expect(spans('2026-06-20').map((one) => one.slice(0, 11))).toEqual([
    ...['Autumn 2025', 'Spring 2026', 'Summer 2026', 'Autumn 2026', 'Spring 2027', 'Summer 2027'],
  ])
})

test('Easter is where it is, for the dates of which the Church has tables', () => {
  const known = [
    ...['1961-04-02', '2008-03-23', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16'],
    ...['2030-04-21', '2038-04-25', '2049-04-18', '2076-04-19', '2100-03-28'],
  ]
  for (const day of known) expect(easterSunday(Number(day.slice(0, 4))).toString()).toBe(day)
})

test.each(Array.from({ length: 60 }, (_, more) => 2020 + more))(
  'in %i terms follow each other, begin and end on weekdays, and holidays lie in them',
  (year) => {
    const { terms = [], holidays = [], inset = [] } = usualDates(Day.parse(`${year}-10-01`))
    let last: Day | undefined
    for (const { from, to } of terms) {
      expect([from.weekday, to.weekday].every((one) => one <= 5)).toBe(true)
      if (last) expect(from > last).toBe(true)
      expect(to > from).toBe(true)
      last = to
    }
    const inTerm = (day: Day) => terms.some(({ from, to }) => from <= day && day <= to)
    for (const { from, to } of holidays) expect(inTerm(from) && inTerm(to)).toBe(true)
    for (const day of inset) expect(inTerm(day)).toBe(true)
    const easter = easterSunday(year + 1)
    expect(inTerm(easter.minusDays(2)) || inTerm(easter.plusDays(1))).toBe(false)
  },
)
