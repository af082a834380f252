import type { Row } from '../db/database.ts'
import { Day } from '../schedule/day.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'
import type { ReportColumn } from './kit.ts'

/**
 * A value as people read it in a mail or on paper; nothing for nothing. Dates as 23/11/2026, as England writes them.
 * What is not what its column says, as in a report of the school's own, is shown as it is.
 */
export function cellText({ type }: Pick<ReportColumn, 'type'>, value: Row[string], zone: Zone): string {
  if (value === null || value === '') return ''
  switch (type) {
    case 'percent':
      return percentText(Number(value))
    case 'number':
      return isExact(value) ? Number(value).toLocaleString('en-GB') : String(value)
    case 'date':
      return dateText(String(value))
    case 'instant': {
      const instant = Date.parse(String(value))
      if (Number.isNaN(instant)) return String(value)
      return `${dateText(zone.dayAt(instant).toString())} ${formatTime(minuteOfDay(zone.wallAt(instant)))}`
    }
    default:
      return String(value)
  }
}

/** `2026-11-23 07:30` by the school's clock; what is no moment as it is. */
export function isoMinute(instant: string, zone: Zone): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return instant
  return `${zone.dayAt(at)} ${formatTime(minuteOfDay(zone.wallAt(at)))}`
}

/** `94.3%`, half up. The little more makes up for shares that no float can be: 0.9425 is stored as a bit less. */
const percentText = (share: number) => `${(Math.round(share * 1000 + 1e-9) / 10).toFixed(1)}%`

/** Whole numbers beyond what a float holds come as texts, and would be rounded. */
export function isExact(value: string | number): boolean {
  const number = Number(value)
  return Number.isFinite(number) && (typeof value === 'number' || Math.abs(number) <= Number.MAX_SAFE_INTEGER)
}

function dateText(text: string): string {
  const day = dayIn(text)
  if (!day) return text
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(day.dayOfMonth)}/${two(day.month)}/${day.year}`
}

function dayIn(text: string): Day | undefined {
  try {
    return Day.parse(text.slice(0, 10))
  } catch {
    return undefined
  }
}
