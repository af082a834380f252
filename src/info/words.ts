import { Day } from '../schedule/day.ts'
import { dateInWords, dateText, monthName } from '../schedule/weekday.ts'
import type { Share } from './figures.ts'

/** What a mark can mean, in the order in which to show it. */
export const MEANINGS = {
  present: 'Present',
  approved: 'Approved activity off site',
  authorised: 'Authorised absence',
  unauthorised: 'Unauthorised absence',
  'not-required': 'Not required to attend',
  administrative: 'Not on roll or closed',
  none: 'No mark yet',
} as const

export type Meaning = keyof typeof MEANINGS

/** `20 November 2026` */
export const longDate = (day: string | Day) => dateText(typeof day === 'string' ? Day.parse(day) : day)

/** `Friday 20 November 2026` */
export const fullDate = (day: string) => dateInWords(Day.parse(day))

/** `20 Nov` */
export function shortDate(text: string): string {
  const day = Day.parse(text)
  return `${day.dayOfMonth} ${monthName(day).slice(0, 3)}`
}

/** Tenths of a per cent, rounded half up: 949 for 94.9%. Undefined for a share of nothing. */
export const tenths = ({ value, outOf }: Share): number | undefined =>
  outOf > 0 ? Math.floor((value * 2000 + outOf) / (outOf * 2)) : undefined

/** `94.9%`; a dash for a share of nothing. */
export function percent(share: Share | undefined): string {
  const rounded = share && tenths(share)
  return rounded === undefined ? '–' : `${Math.floor(rounded / 10)}.${rounded % 10}%`
}

export const grouped = (count: number) => count.toLocaleString('en-GB')

/** `5 minutes`, `3 hours`, `2 days`. */
export function ageText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  const [count, unit] =
    minutes < 90
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** Words in lines of at most `width`. */
export function folded(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
