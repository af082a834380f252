import fc from 'fast-check'
import type { Cycle, ScheduleText } from '../../src/schedule/schedule.ts'

/** A random schedule, beside what it means in plain sets: no parsing, no cron library. */
export interface RandomSchedule {
  text: ScheduleText
  kind: 'fixed' | 'interval'
  minutes: Set<number>
  /** By days since 1970. */
  onDay(day: number): boolean
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const time = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const date = (day: number) => new Date(day * 86_400_000)
/** Monday 1 to Sunday 7. */
const weekday = (day: number) => date(day).getUTCDay() || 7
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b).join(',')

// Most clocks change in the small hours: so do most of these times.
const minuteOfDay = fc.oneof({ weight: 3, arbitrary: fc.nat(239) }, fc.nat(1439))

interface RandomCycle {
  cycle: Cycle
  weekdays: number[]
}

const cycle: fc.Arbitrary<RandomCycle> = fc.oneof(
  fc.constantFrom<RandomCycle[]>(
    { cycle: 'every-day', weekdays: [1, 2, 3, 4, 5, 6, 7] },
    { cycle: 'weekdays', weekdays: [1, 2, 3, 4, 5] },
    { cycle: 'weekends', weekdays: [6, 7] },
  ),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    .map((weekdays) => ({ cycle: weekdays.map((number) => WEEKDAYS[number - 1]!), weekdays })),
)

const fixed: fc.Arbitrary<RandomSchedule> = fc
  .record({ cycle, minutes: fc.array(minuteOfDay, { minLength: 1, maxLength: 5 }) })
  .map(({ cycle: { cycle, weekdays }, minutes }) => ({
    text: { cycle, at: minutes.map(time) },
    kind: 'fixed',
    minutes: new Set(minutes),
    onDay: (day) => weekdays.includes(weekday(day)),
  }))

const every: fc.Arbitrary<RandomSchedule> = fc
  .record({
    cycle,
    step: fc.constantFrom(1, 5, 7, 15, 30, 45, 60, 90, 120, 1440),
    between: fc.option(fc.tuple(minuteOfDay, minuteOfDay).filter(([from, to]) => from !== to)),
  })
  .map(({ cycle: { cycle, weekdays }, step, between }) => {
    const minutes = new Set<number>()
    const [from, to] = between ?? [0, 1439]
    for (let minute = from, left = (to - from + 1440) % 1440; left >= 0; minute += step, left -= step) {
      minutes.add(minute % 1440)
    }
    return {
      text: { cycle, every: `${step}m`, ...(between ? { between: `${time(from)}-${time(to)}` } : {}) },
      kind: 'interval',
      minutes,
      onDay: (day) => weekdays.includes(weekday(day)),
    }
  })

interface Field {
  text: string
  values: number[]
  plain: boolean
}

const field = (min: number, max: number): fc.Arbitrary<Field> => {
  const span = (from: number, to: number, step: number) => {
    const values: number[] = []
    for (let value = from; value <= to; value += step) values.push(value)
    return values
  }
  const number = fc.integer({ min, max })
  return fc.oneof(
    fc
      .uniqueArray(number, { minLength: 1, maxLength: 4 })
      .map((values) => ({ text: values.join(','), values, plain: true })),
    fc.constant({ text: '*', values: span(min, max, 1), plain: false }),
    fc
      .integer({ min: 2, max: max - min })
      .map((step) => ({ text: `*/${step}`, values: span(min, max, step), plain: false })),
    fc
      .tuple(number, number)
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
      .map(([from, to]) => ({ text: `${from}-${to}`, values: span(from, to, 1), plain: false })),
  )
}

type DayRule = { text: string; matches?: (day: number) => boolean }

const daysInMonth = (day: number) =>
  new Date(Date.UTC(date(day).getUTCFullYear(), date(day).getUTCMonth() + 1, 0)).getUTCDate()

const dayOfMonth: fc.Arbitrary<DayRule> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ text: '*' }) },
  fc.constant({ text: 'L', matches: (day: number) => date(day).getUTCDate() === daysInMonth(day) }),
  fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 5 }).map((dates) => ({
    text: sorted(dates),
    matches: (day: number) => dates.includes(date(day).getUTCDate()),
  })),
)

const dayOfWeek: fc.Arbitrary<DayRule> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ text: '*' }) },
  fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }).map((numbers) => ({
    text: sorted(numbers),
    matches: (day: number) => numbers.includes(weekday(day)),
  })),
  fc.integer({ min: 1, max: 7 }).map((number) => ({
    text: `${WEEKDAYS[number - 1]!.toUpperCase()}L`,
    matches: (day: number) => weekday(day) === number && date(day).getUTCDate() > daysInMonth(day) - 7,
  })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([number, nth]) => ({
    text: `${number % 7}#${nth}`,
    matches: (day: number) =>
      weekday(day) === number && Math.floor((date(day).getUTCDate() - 1) / 7) === nth - 1,
  })),
)

const month = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ text: '*', months: undefined as number[] | undefined }) },
  fc
    .uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 })
    .map((months) => ({ text: sorted(months), months: months as number[] | undefined })),
)

const cron: fc.Arbitrary<RandomSchedule> = fc
  .record({ minute: field(0, 59), hour: field(0, 23), dayOfMonth, month, dayOfWeek })
  .map(({ minute, hour, dayOfMonth, month, dayOfWeek }) => {
    const rules = [dayOfMonth, dayOfWeek].flatMap(({ matches }) => (matches ? [matches] : []))
    return {
      text: { cron: [minute, hour, dayOfMonth, month, dayOfWeek].map(({ text }) => text).join(' ') },
      kind: minute.plain && hour.plain ? 'fixed' : 'interval',
      minutes: new Set(hour.values.flatMap((h) => minute.values.map((m) => h * 60 + m))),
      onDay: (day) =>
        (!month.months || month.months.includes(date(day).getUTCMonth() + 1)) &&
        (rules.length === 0 || rules.some((matches) => matches(day))),
    }
  })

export const randomSchedule = fc.oneof(fixed, every, cron)
