import { dayOf, formatWall } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** An instant on the school's clock: `Mon 2026-11-23 23:00`. */
export function when(zone: Zone, instant: number | string): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant)
  const wall = zone.wallAt(at)
  return `${WEEKDAYS[dayOf(wall).weekday]} ${formatWall(wall).replace('T', ' ')}`
}

/** How long something took: `0.2 s`, `75 s`, `12 min`. */
export function howLong(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}
