import { Exit, UserError } from '../exit.ts'
import type { School } from '../runner/school.ts'
import { Day } from '../schedule/day.ts'
import { parseTime, wallMinute } from '../schedule/wall.ts'

/**
 * A moment that a person names: `23:00` of today, or `2026-11-23 23:00`, on the school's clock; or an instant in UTC
 * ending in Z. Epoch milliseconds.
 * @param flag the option it was given with, for the message
 * @throws UserError when it is none of these
 */
export function momentOf(flag: string, text: string, { config }: School, now: number): number {
  const { zone } = config.school
  const parts = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}:\d{2})$/.exec(text.trim())
  const minute = parts?.[2] === undefined ? undefined : parseTime(parts[2].padStart(5, '0'))
  if (minute !== undefined) {
    const day = dayOf(parts?.[1], zone.dayAt(now))
    if (day) return zone.firstInstantOf(wallMinute(day, minute))
  }
  const instant = /Z$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(instant)) return instant
  throw new UserError(
    `${flag} takes a moment such as 23:00 or "2026-11-23 23:00"; "${text}" is none.`,
    Exit.usage,
  )
}

/** Likewise, and it must be still to come. */
export function momentToCome(flag: string, text: string, school: School, now: number): number {
  const at = momentOf(flag, text, school, now)
  if (at > now) return at
  throw new UserError(`${flag} "${text}" is past. With its day: ${flag} "2026-11-24 07:30"`, Exit.usage)
}

function dayOf(text: string | undefined, today: Day): Day | undefined {
  try {
    return text === undefined ? today : Day.parse(text)
  } catch {
    return undefined
  }
}
