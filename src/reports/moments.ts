import { wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'
import type { Period } from './period.ts'

/** The moments of a period by the school's clock, ISO 8601 in UTC: from the first, before the last. */
export function momentsOf(
  { from, to }: Pick<Period, 'from' | 'to'>,
  zone: Zone,
): { first: string; end: string } {
  const midnight = (day: typeof from) => new Date(zone.firstInstantOf(wallMinute(day, 0))).toISOString()
  return { first: midnight(from), end: midnight(to.plusDays(1)) }
}
