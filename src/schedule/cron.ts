import { type CronExpression, CronExpressionParser } from 'cron-parser'
import { checkShape, explainRefusal } from './cron-text.ts'
import type { Day } from './day.ts'
import { weekdaysKey } from './weekday.ts'

/** A refused expression: `message` says what is wrong with which field, `hint` what to write instead. */
export interface CronRefusal {
  ok: false
  message: string
  hint?: string
}

/** A cron expression taken apart into days and minutes; no clock and no zone in it. */
export interface CompiledCron {
  ok: true
  /** `interval` when the minute or the hour has `*`, a range or a step; `fixed` when both are numbers or lists. */
  kind: 'fixed' | 'interval'
  /** Minutes after midnight, ascending. */
  minutesOfDay: number[]
  onDay: (day: Day) => boolean
  /** Both the day of the month and the weekday are restricted: cron runs when either matches. */
  dayOfMonthOrWeekday: boolean
  /** Canonical text of the days: equal days, equal text. */
  daysKey: string
  /** The expression with single spaces. */
  text: string
}

const EPOCH = new Date(0)
const DAY_MS = 86_400_000

/** Compiles a five-field cron expression: minute, hour, day of the month, month, day of the week. */
export function compileCron(text: string): CompiledCron | CronRefusal {
  const fields = text.trim().split(/\s+/)
  const refusal = checkShape(fields) ?? explainRefusal(fields, ask)
  if (refusal) return { ok: false, ...refusal }

  const [minute, hour] = fields as [string, string]
  const parsed = parse(fields)
  const minutes = parsed.fields.minute.values as number[]
  const hours = parsed.fields.hour.values as number[]
  const { dayOfMonth, dayOfWeek } = parsed.fields
  return {
    ok: true,
    kind: [minute, hour].every((field) => /^[\d,]+$/.test(field)) ? 'fixed' : 'interval',
    minutesOfDay: hours.flatMap((h) => minutes.map((m) => h * 60 + m)),
    onDay: dayMatcher(fields),
    dayOfMonthOrWeekday: !dayOfMonth.isWildcard && !dayOfWeek.isWildcard,
    daysKey: daysKey(parsed),
    text: fields.join(' '),
  }
}

/** What cron-parser has against these fields, in its words; undefined when it takes them. */
function ask(fields: string[]): string | undefined {
  try {
    parse(fields)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

// A date is always given: without one cron-parser would read the clock.
function parse(fields: string[]): CronExpression {
  return CronExpressionParser.parse(fields.join(' '), { tz: 'UTC', currentDate: EPOCH })
}

/** Asks cron-parser about midnight in UTC, where no clock ever changes. */
function dayMatcher([, , ...dayFields]: string[]): (day: Day) => boolean {
  const midnight = parse(['0', '0', ...dayFields])
  const known = new Map<number, boolean>()
  return ({ number }) => {
    let matches = known.get(number)
    if (matches === undefined) {
      matches = midnight.includesDate(new Date(number * DAY_MS))
      known.set(number, matches)
    }
    return matches
  }
}

function daysKey({ fields: { dayOfMonth, month, dayOfWeek } }: CronExpression): string {
  const restrictions: { everyDay: boolean; key: string }[] = []
  if (!dayOfMonth.isWildcard) {
    restrictions.push({
      everyDay: dayOfMonth.values.length >= 31,
      key: `date ${dayOfMonth.values.join(',')}`,
    })
  }
  if (!dayOfWeek.isWildcard) {
    const { nthDay, hasLastChar } = dayOfWeek
    const plain = !nthDay && !hasLastChar
    const weekdays = new Set(dayOfWeek.values.map((value) => Number(value) || 7))
    restrictions.push({
      everyDay: plain && weekdays.size === 7,
      key: plain
        ? weekdaysKey(weekdays)
        : `weekday ${canonicalWeekdays(dayOfWeek.values)}${nthDay ? `#${nthDay}` : ''}`,
    })
  }
  // Two restrictions are joined by "or", so one that restricts nothing (1-31, 0-6) makes it every day.
  const everyDay = restrictions.length === 0 || restrictions.some((restriction) => restriction.everyDay)
  const days = everyDay ? 'every-day' : restrictions.map(({ key }) => key).join(' or ')
  return month.values.length === 12 ? days : `${days} in month ${month.values.join(',')}`
}

function canonicalWeekdays(values: (number | string)[]): string {
  return [...new Set(values.map((value) => String(value).replace(/^7/, '0')))].sort().join(',')
}
