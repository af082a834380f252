import { dayOf, formatWall } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** An instant on the school's clock: `Mon 2026-11-23 23:00`. */
export function when(zone: Zone, instant: number | string): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant)
  const wall = zone.wallAt(at)
  return `${WEEKDAYS[dayOf(wall).weekday]} ${formatWall(wall).replace('T', ' ')}`
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]

/** How long something took, or is ago: `0.2 s`, `75 s`, `12 min`, `8 h`, `3 days`. */
export function howLong(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 2 * MINUTE) return `${Math.round(ms / 1000)} s`
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} days`
}
