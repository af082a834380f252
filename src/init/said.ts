import type { z } from 'zod'
import { expected } from '../config/expected.ts'
import { account, choicesOf, date, mailAddress, mailBox, metaOf, time, zone } from '../config/fields.ts'
import { quote, visible } from '../config/quote.ts'
import { serverTrouble } from '../config/server-name.ts'
import { nearest } from '../config/suggest.ts'
import { Exit, UserError } from '../exit.ts'
import type { CalendarText, Period } from '../schedule/calendar.ts'
import { Day } from '../schedule/day.ts'
import { parseHours } from '../schedule/hours.ts'
import { DAY_MINUTES, formatTime } from '../schedule/wall.ts'
import type { BusyAnswer } from './answers.ts'

/**
 * What somebody typed, as an answer or behind a flag, in the form in which the config has it. Whatever cannot be is a
 * UserError in the words of the config's schema; `what` is the flag, or nothing where the question says what it is.
 */
export const read = {
  words: (typed: string, what = '') => plain(typed, what),

  zone: (typed: string, what = '') => fitting(zone, typed, what),

  account: (typed: string, what = '') => fitting(account, typed, what),

  mailAddress: (typed: string, what = '') => fitting(mailAddress, typed, what),

  mailBox: (typed: string, what = '') => fitting(mailBox, typed, what),

  server(typed: string, what = ''): string {
    const trouble = serverTrouble(plain(typed, what))
    if (trouble) throw wrong(what, trouble)
    return typed.trim()
  },

  port(typed: string, what = ''): number {
    if (/^\d{1,5}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 65535) return Number(typed)
    throw wrong(what, `must be a whole number from 1 to 65535, not ${quote(typed)}`)
  },

  /** `01:00-03:00`, and behind it why. */
  busy(typed: string, what = ''): BusyAnswer {
    const [, hours = '', why = ''] = /^(\S+(?:\s*[-–]\s*\S+)?)\s*(.*)$/.exec(plain(typed, what)) ?? []
    const found = parseHours(hours)
    // 24:00 is the midnight after; all day long would leave no hour for anything.
    if (!found || found.to % DAY_MINUTES === found.from)
      throw wrong(what, `must be hours such as 01:00-03:00, and behind them why, not ${quote(typed)}`)
    return { from: formatTime(found.from), to: formatTime(found.to % DAY_MINUTES), why: why || 'backup' }
  },

  /** `2026-10-26..2026-10-30`, or one day. */
  days(typed: string, what = ''): { from: Day; to: Day } {
    const [first = '', last = first] = plain(typed, what).split(/\s*\.\.\s*/)
    const [from, to] = [read.date(first, what), read.date(last, what)]
    if (to < from) throw wrong(what, `ends on ${to}, before it starts on ${from}`)
    return { from, to }
  },

  date: (typed: string, what = ''): Day => Day.parse(fitting(date, typed, what)),

  time: (typed: string, what = ''): string => fitting(time, typed, what),
}

/** A calendar of dates without names: terms are called by their season, holidays in terms by where they lie. */
export function calendarOf(
  terms: { from: Day; to: Day }[],
  holidays: { from: Day; to: Day; name?: string }[],
  inset: Day[],
): CalendarText {
  const named = terms.map((term): Period => ({ ...term, name: `${season(term.from)} ${term.from.year}` }))
  const inOrder = (a: Period, b: Period) => a.from.compare(b.from)
  return {
    terms: named.sort(inOrder),
    holidays: holidays
      .map((days) => ({
        ...days,
        name: days.name ?? (days.from.equals(days.to) ? 'Holiday' : `${season(days.from)} half term`),
      }))
      .sort(inOrder),
    inset: [...inset].sort((a, b) => a.compare(b)),
    earlyClosing: [],
  }
}

const season = ({ month, dayOfMonth }: Day): string => {
  if (month >= 8) return 'Autumn'
  return month < 4 || (month === 4 && dayOfMonth < 6) ? 'Spring' : 'Summer'
}

/** One line that says something. */
function plain(typed: string, what: string): string {
  const text = typed.trim()
  if (text === '') throw wrong(what, 'must not be empty')
  if (visible(text) !== text) throw wrong(what, `has a character that cannot be seen: ${quote(text)}`)
  return text
}

function fitting(schema: z.ZodType, typed: string, what: string): string {
  const text = plain(typed, what)
  if (schema.safeParse(text).success) return text
  const repaired = metaOf(schema).repair?.(text) ?? nearest(text, choicesOf(schema))
  const hint =
    repaired !== undefined && schema.safeParse(repaired).success ? ` Did you mean ${quote(repaired)}?` : ''
  throw wrong(what, `must be ${expected(schema)}, not ${quote(text)}.${hint}`)
}

function wrong(what: string, why: string): UserError {
  const subject = what === '' ? 'It' : what
  return new UserError(`${subject} ${why}`.replace(/(?<![.?])$/, '.'), Exit.usage)
}
