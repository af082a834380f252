import type { ChalkInstance } from 'chalk'
import { Day } from '../schedule/day.ts'
import { ageSentence, periodText, type SchoolInfo, texts } from './about.ts'
import type { Counts, Figures, Share, ShareSeries, Shares } from './figures.ts'
import { folded, grouped, MEANINGS, type Meaning, percent, shortDate, tenths } from './words.ts'

const BLOCKS = '▁▂▃▄▅▆▇█'
const LABEL = 16
const NUMBER = 9

/** The graphs for a terminal of a width in columns; narrower than 80 is treated as 80, wider than 120 as 120. */
export function terminalText(info: SchoolInfo, width: number, paint: ChalkInstance): string {
  const { figures, school } = info
  const canvas: Canvas = { width: Math.min(120, Math.max(80, width)), paint }
  const { attendance, marks, points, persistentAbsence } = figures
  const parts = [
    [paint.bold(`${school}: school information`), ...folded(ageSentence(info), canvas.width)],
    ...(attendance ? [attendanceLines(figures, attendance, canvas)] : []),
    ...(marks ? [marksLines(marks, canvas)] : []),
    ...(points ? [pointsLines(figures, points, canvas)] : []),
    ...(persistentAbsence ? [absenceLines(figures, persistentAbsence, canvas)] : []),
  ]
  return `${parts.map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join('')).join('\n')}`
}

interface Canvas {
  width: number
  paint: ChalkInstance
}

function attendanceLines({ weeks }: Figures, { school, years }: Shares, canvas: Canvas): string[] {
  const { paint } = canvas
  const all = [...years, { name: 'Whole school', ...school }]
  const { from, to } = scaleOf(all.flatMap((series) => series.weeks))
  const newestWeek = lastWithFigures(school.weeks)
  const room = canvas.width - LABEL - 2 * NUMBER
  const line = ({ name, weeks: own, now }: ShareSeries & { name: string }) => {
    const blocks = own.map((share) => {
      const rounded = share ? tenths(share) : undefined
      if (rounded === undefined) return ' '
      const block = level((rounded - from * 10) / ((to - from) * 10))
      return rounded < 900 ? paint.red(block) : paint.cyan(block)
    })
    const row = `${label(name)}${spread(blocks, weeks, room)}${right(percent(own[newestWeek] ?? undefined))}${right(percent(now))}`
    return name === 'Whole school' ? paint.bold(row) : row
  }
  return [
    heading(texts.attendance.title, periodText(weeks), canvas),
    ...folded(texts.attendance.about, canvas.width).map((text) => paint.dim(text)),
    '',
    paint.dim(`${label('')}${months(weeks, room)}${right(shortDate(weeks[newestWeek]!))}${right('Year')}`),
    ...all.map(line),
    ...folded(
      `${BLOCKS[0]} ${from}% or less, ${BLOCKS[7]} ${to}%; a gap is a week without sessions${paint.level > 0 ? '; red: under 90%' : ''}`,
      canvas.width - LABEL,
    ).map((text) => paint.dim(label('') + text)),
  ]
}

function marksLines({ date, school, years }: NonNullable<Figures['marks']>, canvas: Canvas): string[] {
  const { paint } = canvas
  const all = totalOf(school)
  const room = canvas.width - 30 - 2 * NUMBER
  const shown = (Object.keys(MEANINGS) as Meaning[]).filter((meaning) => (school[meaning] ?? 0) > 0)
  const colours: Partial<Record<Meaning, (text: string) => string>> = {
    present: paint.green,
    approved: paint.green,
    authorised: paint.yellow,
    unauthorised: paint.red,
  }
  const bars = shown.map((meaning) => {
    const share = { value: school[meaning] ?? 0, outOf: all }
    const painted = (colours[meaning] ?? paint.gray)(bar(share.value / all, room))
    return `  ${MEANINGS[meaning].padEnd(28)}${painted}${right(grouped(share.value))}${right(percent(share))}`
  })
  const wide = Math.min(13, Math.floor((canvas.width - LABEL) / shown.length))
  const heads = shown.map((meaning) => right(shortMeaning[meaning], wide)).join('')
  const byYear = years.map(
    (year) =>
      `${label(year.name)}${shown.map((meaning) => right(grouped(year[meaning] ?? 0), wide)).join('')}`,
  )
  return [
    heading(texts.marks.title(date), `${grouped(all)} session marks`, canvas),
    '',
    ...bars,
    '',
    paint.dim(label('') + heads),
    ...byYear,
  ]
}

const shortMeaning: Record<Meaning, string> = {
  present: 'Present',
  approved: 'Approved',
  authorised: 'Author.',
  unauthorised: 'Unauth.',
  'not-required': 'Not req.',
  administrative: 'Closed',
  none: 'No mark',
}

function pointsLines(
  { weeks }: Figures,
  { praise, sanctions }: NonNullable<Figures['points']>,
  canvas: Canvas,
): string[] {
  const { paint } = canvas
  const highest = Math.max(1, ...praise.school.weeks, ...sanctions.school.weeks)
  const room = canvas.width - LABEL - 2 * NUMBER
  const newestWeek = weeks.length - 1
  const line = (name: string, own: number[], total: number, colour: (text: string) => string) => {
    const blocks = own.map((points) => (points > 0 ? colour(level(points / highest)) : ' '))
    return `${label(name)}${spread(blocks, weeks, room)}${right(grouped(own[newestWeek] ?? 0))}${right(grouped(total))}`
  }
  const names = [...new Set([...praise.years, ...sanctions.years].map(({ name }) => name))]
  const totalFor = (some: typeof praise, year: string) =>
    some.years.find(({ name }) => name === year)?.total ?? 0
  return [
    heading(texts.points.title, periodText(weeks), canvas),
    '',
    paint.dim(`${label('')}${months(weeks, room)}${right(shortDate(weeks[newestWeek]!))}${right('Year')}`),
    line('Praise', praise.school.weeks, praise.school.total, paint.green),
    line('Sanctions', sanctions.school.weeks, sanctions.school.total, paint.red),
    paint.dim(`${label('')}${BLOCKS[7]} ${grouped(highest)} points in a week`),
    '',
    paint.dim(`${label('This year')}${right('Praise', 13)}${right('Sanctions', 13)}`),
    ...names.map(
      (name) =>
        `${label(name)}${right(grouped(totalFor(praise, name)), 13)}${right(grouped(totalFor(sanctions, name)), 13)}`,
    ),
  ]
}

function absenceLines(
  { weeks, severeAbsence }: Figures,
  { school, years }: Shares,
  canvas: Canvas,
): string[] {
  const { paint } = canvas
  const all = [...years, { name: 'Whole school', ...school }]
  const severe = new Map([
    ...(severeAbsence?.years ?? []).map(({ name, now }) => [name, now.value] as const),
    ['Whole school', severeAbsence?.school.now.value ?? 0] as const,
  ])
  const highest = Math.max(20, ...all.map(({ now }) => Math.ceil((tenths(now) ?? 0) / 100) * 10))
  const room = canvas.width - LABEL - NUMBER - 18 - NUMBER
  const line = ({ name, now }: ShareSeries & { name: string }) => {
    const filled = paint.magenta(bar((tenths(now) ?? 0) / (highest * 10), room))
    const row = `${label(name)}${filled}${right(percent(now))}${right(`${grouped(now.value)} of ${grouped(now.outOf)}`, 18)}${right(grouped(severe.get(name) ?? 0))}`
    return name === 'Whole school' ? paint.bold(row) : row
  }
  const newestWeek = weeks[lastWithFigures(school.weeks)]!
  return [
    heading(texts.absence.title, `by the end of the week of ${shortDate(newestWeek)}`, canvas),
    ...folded(texts.absence.about, canvas.width).map((text) => paint.dim(text)),
    '',
    paint.dim(
      `${label('')}${`0 to ${highest}%`.padEnd(room)}${right('Share')}${right('Persistent', 18)}${right('Severe')}`,
    ),
    ...all.map(line),
  ]
}

const heading = (title: string, period: string, { paint }: Canvas) =>
  `${paint.bold(title)}${period ? `, ${period}` : ''}`

const label = (name: string) =>
  `  ${name.length > LABEL - 4 ? `${name.slice(0, LABEL - 5)}…` : name}`.padEnd(LABEL)
const right = (text: string, width = NUMBER) => text.padStart(width)
const level = (share: number) => BLOCKS[Math.min(7, Math.max(0, Math.ceil(share * 8) - 1))]!

/** A bar of whole and half characters, filled up with blanks to `room`. */
function bar(share: number, room: number): string {
  const halves = Math.min(room * 2, Math.round(share * room * 2))
  const drawn = '█'.repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? '▌' : '')
  return (share > 0 && drawn === '' ? '▏' : drawn).padEnd(room)
}

/** How many characters a week takes. */
const cell = (weeks: string[], room: number) =>
  Math.max(1, Math.min(4, Math.floor((room - 2) / weeks.length)))

/** The blocks side by side, each as wide as a week, filled up to `room`. Painted text is longer than it looks. */
function spread(blocks: string[], weeks: string[], room: number): string {
  const wide = cell(weeks, room)
  const gap = wide > 2 ? 1 : 0
  const drawn = blocks.map(
    (block) => block.replace(/[▁-█ ]/u, (one) => one.repeat(wide - gap)) + ' '.repeat(gap),
  )
  return drawn.join('') + ' '.repeat(Math.max(0, room - weeks.length * wide))
}

/** The names of the months above their first weeks. */
function months(weeks: string[], room: number): string {
  const wide = cell(weeks, room)
  let line = ''
  for (const [index, week] of weeks.entries()) {
    const isFirst = index === 0 || Day.parse(week).month !== Day.parse(weeks[index - 1]!).month
    const isNext = index + 1 < weeks.length && Day.parse(weeks[index + 1]!).month !== Day.parse(week).month
    const fits = line.length <= index * wide && !(index === 0 && isNext && wide < 4)
    if (isFirst && fits) line = `${line.padEnd(index * wide)}${shortDate(week).split(' ')[1]} `
  }
  return line.trimEnd().padEnd(room)
}

/**
 * From where to where the blocks go, in whole per cent. Attendance lives in a few of them, so these are stretched to
 * the height; the lowest twentieth of the weeks is all alike, so that one bad week does not flatten the rest.
 */
function scaleOf(some: (Share | null)[]): { from: number; to: number } {
  const values = some.flatMap((share) => (share ? (tenths(share) ?? []) : [])).sort((a, b) => a - b)
  const to = Math.max(4, Math.ceil((values.at(-1) ?? 1000) / 10))
  const from = Math.floor((values[Math.floor(values.length / 20)] ?? 800) / 10)
  return { from: Math.min(from, to - 4), to }
}

export const lastWithFigures = (weeks: unknown[]) => weeks.findLastIndex((one) => one !== null)

export const totalOf = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0)
