import { type Hours, lengthOf } from './hours.ts'
import { DAY_MINUTES, formatTime } from './wall.ts'

/** Reads `5m`, `90m` or `2h` as minutes, from 1 minute to 24 hours; undefined for any other text. */
export function parseEvery(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,4})\s*([mh])$/.exec(text) ?? []
  const step = Number(amount) * (unit === 'h' ? 60 : 1)
  return step >= 1 && step <= DAY_MINUTES ? step : undefined
}

/**
 * Every `step` minutes of these hours, as minutes of the day, sorted. Counted from the start of the hours;
 * their end is included, unless it is the end of the day (24:00).
 */
export function minutesEvery(step: number, hours: Hours): number[] {
  const length = lengthOf(hours)
  const last = hours.to === DAY_MINUTES ? length - 1 : length
  const minutes: number[] = []
  for (let after = 0; after <= last; after += step) minutes.push((hours.from + after) % DAY_MINUTES)
  return minutes.sort((a, b) => a - b)
}

/** `every 5 minutes`, `every hour`. */
export function everyText(step: number): string {
  if (step === 1) return 'every minute'
  if (step === 60) return 'every hour'
  return step % 60 === 0 ? `every ${step / 60} hours` : `every ${step} minutes`
}

interface EveryWarning {
  rule: 'uneven' | 'once-only'
  message: string
  hint?: string
}

/** What is odd about every `step` minutes of these hours; `minutesOfDay` is what came of it. */
export function everyWarnings(step: number, hours: Hours, minutesOfDay: number[]): EveryWarning[] {
  if (step > 1 && lengthOf(hours) === DAY_MINUTES && DAY_MINUTES % step !== 0) {
    const last = DAY_MINUTES - minutesOfDay.at(-1)!
    const message = `a day is not a whole number of ${step} minutes: it starts anew at midnight, ${last} minutes after the last`
    return [{ rule: 'uneven', message }]
  }
  if (minutesOfDay.length === 1 && lengthOf(hours) < DAY_MINUTES) {
    const message = `runs once a day, at ${formatTime(minutesOfDay[0]!)}: the hours are shorter than the interval`
    return [{ rule: 'once-only', message, hint: `at: "${formatTime(minutesOfDay[0]!)}"` }]
  }
  return []
}
