import type { Moment } from '../jobs/apply.ts'
import { minuteOfDay } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

/** From this minute of the day on, groups are made for tomorrow: tonight's run serves the morning. */
const EVENING = 18 * 60

/** The school's date and the day its groups are for, at an instant. */
export function momentAt(zone: Zone, now: number): Moment {
  const today = zone.dayAt(now)
  const evening = minuteOfDay(zone.wallAt(now)) >= EVENING
  return { now, today, rollDay: evening ? today.plusDays(1) : today }
}
