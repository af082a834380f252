import type { JobContext } from '../../jobs/kit.ts'
import { wallMinute } from '../../schedule/wall.ts'
import type { Period } from '../period.ts'

const HOUR = 3_600_000
/** A mail server that is down over a weekend, or half a holiday, loses no report. */
const LONGEST = 7 * 24 * HOUR
const LEAST = HOUR

/**
 * Until when a mail is worth sending. What covers a period that is over stays true, and no later run sends it: a week.
 * What was made in the middle of a period is out of date as soon as the next one comes.
 */
export function mailNotAfter(
  { now, nextDue }: Pick<JobContext, 'now' | 'nextDue'>,
  { isOpen }: Pick<Period, 'isOpen'>,
): string {
  const made = Date.parse(now)
  const next = isOpen ? (nextDue() ?? Infinity) : Infinity
  return new Date(Math.min(made + LONGEST, Math.max(made + LEAST, next))).toISOString()
}

/** Paper is for the day: who switches the printer on tomorrow finds nothing of today in it. */
export function printNotAfter({ today, settings }: Pick<JobContext, 'today' | 'settings'>): string {
  return new Date(settings.school.zone.firstInstantOf(wallMinute(today.plusDays(1), 0)) - 1).toISOString()
}
