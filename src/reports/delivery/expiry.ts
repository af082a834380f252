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

/**
 * Paper is for the day: who switches the printer on tomorrow finds nothing of today in it. What is made shortly before
 * midnight has an hour all the same.
 */
export function printNotAfter({
  now,
  today,
  settings,
}: Pick<JobContext, 'now' | 'today' | 'settings'>): string {
  const midnight = settings.school.zone.firstInstantOf(wallMinute(today.plusDays(1), 0))
  return new Date(Math.max(Date.parse(now) + LEAST, midnight - 1)).toISOString()
}
