import type { Figures } from './figures.ts'
import { ageText, fullDate, longDate, shortDate } from './words.ts'

/** What is shown: the figures, and where and when they come from. */
export interface SchoolInfo {
  school: string
  figures: Figures
  /** When the job that fills the table last succeeded, epoch ms; undefined before its first run. */
  refreshedAt?: number
  now: number
  /** The same moment for people: `Mon 2026-11-23 04:00`. */
  refreshedText?: string
}

const REFRESH = 'pars-auto refresh-school-info'

/** How old the figures are, in a sentence. */
export function ageSentence({ refreshedAt, refreshedText, now }: SchoolInfo): string {
  if (refreshedAt === undefined)
    return `How old these figures are is not known: no run of the job is on record. To work them out: ${REFRESH}`
  const age = now - refreshedAt
  return `Worked out on ${refreshedText}, ${age < 60_000 ? 'just now' : `${ageText(age)} ago`}.`
}

/** Why there is nothing to show: nobody has worked it out, or the school year has only begun. */
export const nothingYet = (info: SchoolInfo): string =>
  info.refreshedAt === undefined
    ? `There are no figures yet. To work them out: ${REFRESH}`
    : `There are no marks and no points of this school year yet. ${ageSentence(info)}`

/** `weeks of 31 August to 16 November 2026` */
export function periodText(weeks: string[]): string {
  const [first, last] = [weeks[0], weeks.at(-1)]
  if (!first || !last) return ''
  if (first === last) return `week of ${longDate(first)}`
  const isOneYear = first.slice(0, 4) === last.slice(0, 4)
  return `weeks of ${isOneYear ? longDate(first).replace(/ \d+$/, '') : longDate(first)} to ${longDate(last)}`
}

/** The headings and explanations, the same in the terminal, on the page and for a screen reader. */
export const texts = {
  attendance: {
    title: 'Attendance by week',
    about: 'Sessions attended, of the sessions that pupils could have attended.',
  },
  marks: {
    title: (date: string) => `Marks of ${fullDate(date)}`,
    about: 'Morning and afternoon session marks of the newest day on which registers were taken.',
  },
  points: {
    title: 'Praise and sanction points by week',
    about: 'Points of the outcomes of incidents: praise upwards, sanctions downwards.',
  },
  absence: {
    title: 'Persistent and severe absence',
    about:
      'Pupils who have missed 10% or more of their possible sessions this school year (persistent), and 50% or more (severe, part of persistent).',
  },
}

/** `in the week of 16 Nov` */
export const weekText = (monday: string) => `in the week of ${shortDate(monday)}`
