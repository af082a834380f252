import { compileCron } from './cron.ts'
import type { Day } from './day.ts'
import { everyText, everyWarnings, minutesEvery, parseEvery } from './every.ts'
import { formatHours, lengthOf, parseHours } from './hours.ts'
import { keyOf } from './schedule-key.ts'
import { DAY_MINUTES, formatTime, parseTime } from './wall.ts'
import { listed, WEEKDAYS, type Weekday, weekdaysKey, weekdaysText } from './weekday.ts'

/** The days of a schedule; a list is never empty. */
export type Cycle = 'every-day' | 'weekdays' | 'weekends' | Weekday[]

/** A schedule as the config has it. Times are of the school's wall clock; `every` is `5m`, `90m` or `2h`. */
export type ScheduleText =
  | { cycle?: Cycle; at: string | string[] }
  | { cron: string }
  | { every: string; between?: string; cycle?: Cycle }

/** When a job is planned, in wall time: on which days, at which minutes. It knows no zone and no calendar. */
export interface Schedule {
  /** `fixed` slots are named by wall time and happen once; `interval` slots follow the clock as it runs. */
  kind: 'fixed' | 'interval'
  /** Minutes after midnight, sorted, unique. */
  minutesOfDay: number[]
  onDay(day: Day): boolean
  /** Canonical text of at most 200 characters: same meaning, same key. Identifies it beside the job's id. */
  key: string
  /** For people: `every day at 23:00`, `every 5 minutes from 07:00 to 18:00`, `cron 30 7 * * 1`. */
  text: string
}

/** Something that works but is seldom meant. */
export interface ScheduleWarning {
  key: ScheduleKey
  rule: 'clock-change' | 'day-or-weekday' | 'uneven' | 'once-only'
  message: string
  hint?: string
}

type ScheduleKey = 'cycle' | 'at' | 'cron' | 'every' | 'between'

export type Compiled =
  | { ok: true; schedule: Schedule; warnings: ScheduleWarning[] }
  | { ok: false; key: ScheduleKey; message: string; hint?: string }

/** Compiles a schedule, or says which key of it is wrong and why. */
export function compileSchedule(text: ScheduleText): Compiled {
  if ('cron' in text) return fromCron(text.cron)
  const weekdays = weekdaysOf(text.cycle ?? 'every-day')
  if (!weekdays) {
    const hint = `every-day, weekdays, weekends, or a list such as [${WEEKDAYS.slice(0, 2).join(', ')}]`
    return { ok: false, key: 'cycle', message: `${quoted(text.cycle)} is not a cycle`, hint }
  }
  return 'every' in text
    ? fromEvery(text.every, text.between, weekdays)
    : fromTimes(Array.isArray(text.at) ? text.at : [text.at], weekdays)
}

function fromCron(text: string): Compiled {
  const cron = compileCron(String(text))
  if (!cron.ok) return { ...cron, key: 'cron' }
  const { kind, minutesOfDay, onDay } = cron
  const warnings = kind === 'fixed' ? clockChangeWarnings('cron', minutesOfDay) : []
  if (cron.dayOfMonthOrWeekday) {
    warnings.push({
      key: 'cron',
      rule: 'day-or-weekday',
      message: 'runs when the day of the month or the day of the week matches, not only when both do',
      hint: 'leave one of the two as *',
    })
  }
  const key = keyOf(kind, cron.daysKey, minutesOfDay)
  return { ok: true, schedule: { kind, minutesOfDay, onDay, key, text: `cron ${cron.text}` }, warnings }
}

function fromTimes(times: string[], weekdays: Set<number>): Compiled {
  if (times.length === 0) return { ok: false, key: 'at', message: 'no time is given', hint: 'at: "07:30"' }
  const minutes: number[] = []
  for (const time of times) {
    const minute = parseTime(String(time))
    if (minute === undefined) {
      const hint =
        time === '24:00' ? 'midnight is 00:00, at the start of the day' : 'from 00:00 to 23:59, such as 07:30'
      return { ok: false, key: 'at', message: `${quoted(time)} is not a time`, hint }
    }
    minutes.push(minute)
  }
  const minutesOfDay = [...new Set(minutes)].sort((a, b) => a - b)
  const text = `${weekdaysText(weekdays)} at ${listed(minutesOfDay.map(formatTime))}`
  return {
    ok: true,
    schedule: { ...planned('fixed', weekdays, minutesOfDay), text },
    warnings: clockChangeWarnings('at', minutesOfDay),
  }
}

function fromEvery(every: string, between = '00:00-24:00', weekdays: Set<number>): Compiled {
  const step = parseEvery(String(every))
  if (step === undefined) {
    const hint = 'from 1m to 24h, such as 5m, 90m or 2h'
    return { ok: false, key: 'every', message: `${quoted(every)} is not an interval`, hint }
  }
  const hours = parseHours(String(between))
  if (!hours) {
    const hint = 'such as 07:00-18:00, 22:00-06:00 or 00:00-24:00'
    return { ok: false, key: 'between', message: `${quoted(between)} is not a part of the day`, hint }
  }
  const minutesOfDay = minutesEvery(step, hours)
  const from = lengthOf(hours) === DAY_MINUTES ? '' : ` from ${formatHours(hours).replace('-', ' to ')}`
  const on = weekdays.size === 7 ? '' : ` on ${weekdaysText(weekdays)}`
  return {
    ok: true,
    schedule: { ...planned('interval', weekdays, minutesOfDay), text: `${everyText(step)}${from}${on}` },
    warnings: everyWarnings(step, hours, minutesOfDay).map((warning) => ({ key: 'every', ...warning })),
  }
}

function planned(kind: Schedule['kind'], weekdays: Set<number>, minutesOfDay: number[]) {
  const key = keyOf(kind, weekdaysKey(weekdays), minutesOfDay)
  return { kind, minutesOfDay, onDay: (day: Day) => weekdays.has(day.weekday), key }
}

function weekdaysOf(cycle: Cycle): Set<number> | undefined {
  if (cycle === 'every-day') return new Set([1, 2, 3, 4, 5, 6, 7])
  if (cycle === 'weekdays') return new Set([1, 2, 3, 4, 5])
  if (cycle === 'weekends') return new Set([6, 7])
  if (!Array.isArray(cycle) || cycle.length === 0) return undefined
  const numbers = cycle.map((weekday) => WEEKDAYS.indexOf(weekday) + 1)
  return numbers.includes(0) ? undefined : new Set(numbers)
}

function clockChangeWarnings(key: ScheduleKey, minutesOfDay: number[]): ScheduleWarning[] {
  const times = minutesOfDay.filter((minute) => minute >= 60 && minute < 120).map(formatTime)
  if (times.length === 0) return []
  return [
    {
      key,
      rule: 'clock-change',
      message: `${listed(times)} does not exist on the night the clocks go forward, and comes twice when they go back`,
      hint: 'it runs once on both nights, at 02:00 in spring; any time outside 01:00-01:59 is plainer',
    },
  ]
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
