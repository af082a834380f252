import { quote } from '../config/quote.ts'
import type { Column } from '../db/table.ts'
import { Day } from '../schedule/day.ts'
import { formatTime, parseTime, wallMinute } from '../schedule/wall.ts'
import type { Zone } from '../schedule/zone.ts'

/** What a cell holds, as the database keeps it; or what is wrong with it, in words that go behind its column. */
export type Cell = { value: string | number | null } | { wrong: string }

export interface Reading {
  /** The school's, for moments without an offset. */
  zone: Zone
  /** Whether the value itself may be shown. */
  show: boolean
}

/**
 * Reads a cell. Outside quotation marks, spaces around a value do not count and nothing at all is no value;
 * inside them a text is taken as it stands.
 */
export function readCell(column: Column, text: string, quoted: boolean, reading: Reading): Cell {
  const isText = column.type === 'text' || column.type === 'code'
  const value = isText && quoted ? text : text.trim()
  if (value === '' && !(isText && quoted)) {
    if (column.nullable) return { value: null }
    return { wrong: `is empty, and must not be${isText ? ' (an empty text is written "")' : ''}` }
  }
  const read = readers[column.type](value, column, reading.zone)
  if (typeof read !== 'object') return { value: read }
  return { wrong: reading.show ? `${quote(value)} ${read.not}` : `the value ${read.not}` }
}

type Reader = (value: string, column: Column, zone: Zone) => string | number | { not: string }

const INT = 2_147_483_647

const readers: Record<Column['type'], Reader> = {
  int(value) {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : undefined
    if (number === undefined) return { not: 'is not a whole number: write digits only, such as 1200' }
    if (Math.abs(number) > INT) return { not: `is too large: at most ${INT}` }
    return number + 0
  },
  flag(value) {
    const read = FLAGS[value.toLowerCase()]
    return read ?? { not: 'is neither yes nor no: write 1 or 0, yes or no, true or false' }
  },
  text(value, { length }) {
    if (value.includes('\0')) return { not: 'has a NUL character in it, which no text has' }
    return tooLong(value, length) ?? value
  },
  code(value, { length }) {
    if (!/^[ -~]*$/.test(value)) return { not: 'is not a code: only plain letters, digits and signs (ASCII)' }
    return tooLong(value, length) ?? value
  },
  date(value) {
    return dateOf(value) ?? { not: 'is not a date: write 2026-11-23 or 23/11/2026' }
  },
  time(value) {
    const minutes = parseTime(value.replace(/^(\d{1,2}:\d\d):00$/, '$1'))
    return minutes === undefined
      ? { not: 'is not a time of day in whole minutes: write 08:50' }
      : formatTime(minutes)
  },
  instant(value, _column, zone) {
    const instant = instantOf(value, zone)
    if (instant !== undefined) return new Date(instant).toISOString()
    return {
      not: 'is not a moment: write 2026-11-23T08:50:00Z, or 2026-11-23 08:50 or 23/11/2026 08:50 by the school clock',
    }
  },
}

const FLAGS: Record<string, number> = { 1: 1, yes: 1, true: 1, y: 1, t: 1, 0: 0, no: 0, false: 0, n: 0, f: 0 }

/** Counted as SQL Server counts nvarchar: in UTF-16 units. */
const tooLong = (value: string, length: number | undefined) =>
  length !== undefined && value.length > length
    ? { not: `is ${value.length} characters long: at most ${length}` }
    : undefined

const known = new Map<string, string | undefined>()

/** `2026-11-23`, `23/11/2026`, both with 00:00 behind them if need be, as `2026-11-23`. */
function dateOf(text: string): string | undefined {
  if (known.has(text)) return known.get(text)
  const date = text.replace(/[T ]0?0:00(:00(\.0+)?)?$/, '')
  const read = calendarDate(date)
  // A school's years have a few thousand dates, and the marks name them a million times.
  if (known.size < 50_000) known.set(text, read)
  return read
}

function calendarDate(text: string): string | undefined {
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const two = (part: string | undefined) => (part ?? '').padStart(2, '0')
  try {
    return Day.parse(british ? `${british[3]}-${two(british[2])}-${two(british[1])}` : text).toString()
  } catch {
    return undefined
  }
}

const MOMENT = /^(\S{8,10})[T ](\d{1,2}:\d\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?$/i

function instantOf(text: string, zone: Zone): number | undefined {
  const [, date = '', time = '', seconds = '0', fraction = '', offset] = MOMENT.exec(text) ?? []
  const day = calendarDate(date)
  const minutes = parseTime(time)
  if (!day || minutes === undefined) return undefined
  const wall = wallMinute(Day.parse(day), minutes)
  const rest = Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  if (!offset) return zone.firstInstantOf(wall) + rest
  const [hours, more] = offset.length > 1 ? [offset.slice(1, 3), offset.slice(-2)] : ['0', '0']
  if (Number(hours) > 14 || Number(more) > 59) return undefined
  const ahead = (Number(hours) * 60 + Number(more)) * (offset[0] === '-' ? -1 : 1)
  return (wall - ahead) * 60_000 + rest
}
