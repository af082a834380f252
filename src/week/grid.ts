import type { Config } from '../config/config.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import type { Run } from '../simulation/simulation.ts'
import { fitted, type Look, type Piece, piece } from './cell.ts'
import { isBusyIn, runsInHour, type Week, type WeekDay } from './week.ts'

/** `23:00 `. */
const LABEL = 6

/** From so many columns on, a cell has room for two codes with their minutes. */
const TIMED_FROM = 16

/** A line along the hours for each job that runs all day; those beyond share the last. */
const BANDS = ['│', '┃', '┊']

export const SHADE = '░'

/** What stands in a cell, as the width permits: `RAY`, `:10 RAY`, `:10 refresh-all-years`. */
type How = 'codes' | 'codes with minutes' | 'names'

export interface Grid {
  lines: Piece[][]
  how: How
  /** The band of each job that runs all day. */
  bands: Map<string, string>
}

/** The week as a grid: an hour a row, a day a column. @param width of the terminal, in columns */
export function gridOf(config: Config, week: Week, codes: Map<string, string>, width: number): Grid {
  const cell = Math.floor((width - LABEL) / 7)
  const bands = new Map(week.allDay.map(({ id }, index) => [id, BANDS[Math.min(index, BANDS.length - 1)]!]))
  const gutter = Math.max(1, new Set(bands.values()).size)
  const text = cell - gutter - 1
  const sheet: Sheet = { config, week, codes, bands, gutter, text, how: howIn(text, [...codes.keys()]) }
  const lines = [...headLines(sheet), ...rowsOf(sheet).flatMap((row) => rowLines(sheet, row))]
  return { lines, how: sheet.how, bands }
}

function howIn(width: number, names: string[]): How {
  const longest = Math.max(0, ...names.map((name) => name.length))
  if (width >= ':10 '.length + longest + '!'.length) return 'names'
  return width >= TIMED_FROM ? 'codes with minutes' : 'codes'
}

interface Sheet {
  config: Config
  week: Week
  codes: Map<string, string>
  bands: Map<string, string>
  /** Columns of a cell for the bands, and for what stands in it. */
  gutter: number
  text: number
  how: How
}

function headLines({ config, week, gutter, text }: Sheet): Piece[][] {
  const { days, now } = week
  const today = now === undefined ? undefined : config.school.zone.dayAt(now)
  const lines = [
    days.map(({ day, kind }) => {
      const name = `${WEEKDAYS[day.weekday - 1]} ${day.dayOfMonth}`
      if (today?.equals(day)) return [piece(`[${name}]`, 'today')]
      return [piece(name, isOff(kind) ? 'off' : 'bold')]
    }),
    days.map(({ kind, explained }) => [piece(whatSortOfDay(kind, explained, text), 'off')]),
  ]
  const space = piece(' ')
  return lines.map((cells) => [
    piece(' '.repeat(LABEL)),
    ...cells.flatMap((pieces) => [piece(' '.repeat(gutter)), ...fitted(pieces, text + 1, space)]),
  ])
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const isOff = (kind: WeekDay['kind']) => kind === 'holiday' || kind === 'weekend' || kind === 'inset'

function whatSortOfDay(kind: WeekDay['kind'], explained: string, width: number): string {
  if (kind === 'weekend') return 'weekend'
  if (kind === 'inset') return 'INSET'
  if (kind !== 'holiday') return ''
  const name = explained.replace('holiday: ', '')
  return name.length <= width ? name : 'holiday'
}

/** One hour, or several in a row in which nothing starts. */
interface Row {
  from: number
  to: number
}

function rowsOf(sheet: Sheet): Row[] {
  const rows: Row[] = []
  for (let hour = 0; hour < 24; hour++) {
    const last = rows.at(-1)
    if (
      last &&
      isEmpty(sheet, hour) &&
      isEmpty(sheet, last.to) &&
      bandsIn(sheet, hour) === bandsIn(sheet, last.to)
    )
      last.to = hour
    else rows.push({ from: hour, to: hour })
  }
  return rows
}

function isEmpty({ config, week }: Sheet, hour: number): boolean {
  return (
    week.days.every(({ runs }) => !runs.has(hour)) &&
    !isBusyIn(config, hour) &&
    hourOfNow(config, week) !== hour
  )
}

const bandsIn = ({ week }: Sheet, hour: number): string =>
  week.allDay
    .filter((job) => runsInHour(job, hour))
    .map(({ id }) => id)
    .join(' ')

const hourOfNow = ({ school }: Config, { now }: Week): number | undefined =>
  now === undefined ? undefined : Math.floor(minuteOfDay(school.zone.wallAt(now)) / 60)

function rowLines(sheet: Sheet, row: Row): Piece[][] {
  const { config, week, gutter, text } = sheet
  const isNow = hourOfNow(config, week) === row.from && row.from === row.to
  const label = row.from === row.to ? formatTime(row.from * 60) : `${two(row.from)}-${two(row.to)}`
  const cells = week.days.map((day) => cellLines(sheet, day, row.from))
  const height = Math.max(1, ...cells.map((lines) => lines.length))
  const isBusy = isBusyIn(config, row.from)
  return Array.from({ length: height }, (_, at) => [
    piece((at === 0 ? label : '').padEnd(LABEL), isNow ? 'bold' : 'dim'),
    ...week.days.flatMap((day, index) => {
      const filling = isBusy ? piece(SHADE, 'dim') : piece(' ')
      const isBare = cells[index]!.length === 0 && !isBusy && isOff(day.kind) && at === 0
      const line = isBare ? [piece('·', 'off')] : (cells[index]![at] ?? [])
      return [...gutterOf(sheet, day, row.from, gutter), ...fitted(line, text, filling), piece(' ')]
    }),
  ])
}

const two = (hour: number) => String(hour).padStart(2, '0')

function gutterOf({ week, bands }: Sheet, { crowds }: WeekDay, hour: number, width: number): Piece[] {
  const running = week.allDay.filter(
    (job) => crowds.some((crowd) => crowd.job === job.id) && runsInHour(job, hour),
  )
  const shown = new Set(running.map(({ id }) => bands.get(id)!))
  const all = [...new Set(bands.values())]
  if (all.length === 0) return [piece(' '.repeat(width))]
  return all.map((band) => piece(shown.has(band) ? band : ' ', 'band'))
}

function cellLines(sheet: Sheet, { day, runs }: WeekDay, hour: number): Piece[][] {
  const { config, week } = sheet
  const { zone } = config.school
  const isNow = week.now !== undefined && zone.dayAt(week.now).equals(day) && hourOfNow(config, week) === hour
  const [past, coming] = splitAt(runs.get(hour) ?? [], isNow ? week.now! : undefined)
  const now = isNow ? [[piece(`▸${formatTime(minuteOfDay(zone.wallAt(week.now!)))}`, 'today')]] : []
  return [...entryLines(sheet, past), ...now, ...entryLines(sheet, coming)]
}

function splitAt(runs: Run[], now: number | undefined): [Run[], Run[]] {
  if (now === undefined) return [[], runs]
  return [runs.filter(({ slot }) => slot.at <= now), runs.filter(({ slot }) => slot.at > now)]
}

function entryLines(sheet: Sheet, runs: Run[]): Piece[][] {
  const entries = runs.map((run) => piece(nameOf(sheet, run), lookOf(sheet, run)))
  if (sheet.how === 'names') return entries.map((entry) => [entry])
  const lines: Piece[][] = []
  let left = 0
  for (const entry of entries) {
    const line = lines.at(-1)
    if (line && entry.text.length + 1 <= left) line.push(piece(' '), entry)
    else lines.push([entry])
    left = line === lines.at(-1) ? left - entry.text.length - 1 : sheet.text - entry.text.length
  }
  return lines
}

function nameOf({ config, codes, how }: Sheet, run: Run): string {
  const minute = formatTime(minuteOfDay(config.school.zone.wallAt(run.slot.at))).slice(2)
  const name = how === 'names' ? run.job : codes.get(run.job)!
  return `${how === 'codes' ? '' : `${minute} `}${name}${markOf(run)}`
}

/** `!` something is wrong with it, `*` there is something to say about it; below the grid it is said. */
export function markOf({ remarks }: Run): string {
  if (remarks.some(({ kind }) => kind !== 'clock-change' && kind !== 'next-school-day')) return '!'
  return remarks.length > 0 ? '*' : ''
}

function lookOf({ week }: Sheet, run: Run): Look {
  const mark = markOf(run)
  if (mark) return mark === '!' ? 'trouble' : 'moved'
  if (week.now !== undefined && run.slot.at <= week.now) return 'dim'
  return run === nextRun(week) ? 'next' : 'plain'
}

/** The first that is still to come. */
const nextRun = ({ simulation, now }: Week): Run | undefined =>
  now === undefined ? undefined : simulation.runs.find(({ slot }) => slot.at > now)
