import type { Day } from '../schedule/day.ts'
import { wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

/** So many days are shown, today among them. */
const DAYS = 30

/** The days that are shown, oldest first, and where each begins. */
export interface ShownDays {
  days: Day[]
  /** Epoch ms: when each day begins, and when the last one ends. */
  bounds: number[]
}

/** The last days up to that of an instant, by the clock of the school. */
export function shownDays(zone: Zone, now: number): ShownDays {
  const today = zone.dayAt(now)
  const days = Array.from({ length: DAYS }, (_, at) => today.plusDays(at + 1 - DAYS))
  const bounds = [...days, today.plusDays(1)].map((day) => zone.firstInstantOf(wallMinute(day, 0)))
  return { days, bounds }
}

/** Which of the days an instant is on: its place, or undefined for one that is not shown. */
export function placeOf({ bounds }: ShownDays, instant: string | number): number | undefined {
  const at = typeof instant === 'number' ? instant : Date.parse(instant)
  const after = bounds.findIndex((bound) => at < bound)
  return after > 0 ? after - 1 : undefined
}
