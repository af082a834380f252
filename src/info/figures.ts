import type { Session } from '../db/database.ts'
import { Day } from '../schedule/day.ts'
import { MEANINGS, type Meaning } from './words.ts'

/** What the School Information screen shows, in one piece: for the terminal, the page and JSON. */
export interface Figures {
  /** The Mondays of all weeks that have figures, in order. Every `weeks` below has a place for each. */
  weeks: string[]
  /** Sessions attended of the possible ones. */
  attendance: Shares | null
  /** The marks of a day, by what they mean. */
  marks: { date: string; school: Counts; years: (Counts & { name: string })[] } | null
  /** Points by week. */
  points: { praise: Sums; sanctions: Sums } | null
  /** Pupils who by the end of a week had missed a tenth, or half, of their possible sessions. */
  persistentAbsence: Shares | null
  severeAbsence: Shares | null
}

export interface Share {
  value: number
  outOf: number
}

/** A share by week for the whole school and for each year group; null for a week without it. */
export interface Shares {
  school: ShareSeries
  years: (ShareSeries & { name: string })[]
}

export interface ShareSeries {
  weeks: (Share | null)[]
  /** Attendance: of all weeks together. Absence, which adds up by itself: by the end of the newest week. */
  now: Share
}

interface Sums {
  school: { weeks: number[]; total: number }
  years: { name: string; weeks: number[]; total: number }[]
}

export type Counts = Partial<Record<Meaning, number>>

interface InfoRow {
  measure: string
  date: string
  /** Number of the year group, and its name; both missing for pupils without one. */
  year_group_id: number | null
  year: string | null
  detail: string | null
  value: number
  out_of: number
}

/** Reads the table, as the last run of its job left it. */
export async function readFigures(db: Pick<Session, 'sql' | 'all'>): Promise<Figures> {
  const rows = await db.all<InfoRow>(
    db
      .sql('school_info as i')
      .leftJoin('year_group as y', 'y.id', 'i.year_group_id')
      .orderByRaw('case when i.year_group_id is null then 1 else 0 end')
      .orderBy(['y.national_curriculum_year', 'y.name', 'i.year_group_id', 'i.date', 'i.id'])
      .select('i.measure', 'i.date', 'i.year_group_id', 'y.name as year', 'i.detail', 'i.value', 'i.out_of'),
  )
  const of = (measure: string) => rows.filter((row) => row.measure === measure)
  const weeks = weeksOf(rows.filter(({ measure }) => measure !== 'todays-marks').map(({ date }) => date))
  const [praise, sanctions] = [of('praise-points'), of('sanction-points')]
  return {
    weeks,
    attendance: shares(of('attendance'), weeks, together),
    marks: marksOf(of('todays-marks')),
    points:
      praise.length + sanctions.length > 0
        ? { praise: sums(praise, weeks), sanctions: sums(sanctions, weeks) }
        : null,
    persistentAbsence: shares(of('persistent-absence'), weeks, newest),
    severeAbsence: shares(of('severe-absence'), weeks, newest),
  }
}

/** Whether there is anything to show. */
export const isEmpty = ({ attendance, marks, points }: Figures) => !attendance && !marks && !points

/** Every Monday from the first to the last: a holiday is a gap, not a join. */
function weeksOf(dates: string[]): string[] {
  if (dates.length === 0) return []
  const numbers = dates.map((date) => Day.parse(date).number)
  const first = numbers.reduce((a, b) => Math.min(a, b))
  const last = numbers.reduce((a, b) => Math.max(a, b))
  return Array.from({ length: Math.floor((last - first) / 7) + 1 }, (_, week) =>
    Day.of(first + week * 7).toString(),
  )
}

function shares(
  rows: InfoRow[],
  weeks: string[],
  summary: (weeks: (Share | null)[]) => Share,
): Shares | null {
  if (rows.length === 0) return null
  const series = (some: InfoRow[]): ShareSeries => {
    const byWeek = weeks.map((week) => {
      const found = some.filter(({ date }) => date === week)
      return found.length > 0 ? together(found.map(({ value, out_of }) => ({ value, outOf: out_of }))) : null
    })
    return { weeks: byWeek, now: summary(byWeek) }
  }
  return { school: series(rows), years: byYear(rows).map(([name, own]) => ({ name, ...series(own) })) }
}

const together = (some: (Share | null)[]): Share =>
  some.reduce<Share>(
    (sum, one) => ({ value: sum.value + (one?.value ?? 0), outOf: sum.outOf + (one?.outOf ?? 0) }),
    {
      value: 0,
      outOf: 0,
    },
  )

const newest = (weeks: (Share | null)[]): Share => weeks.findLast((one) => one) ?? { value: 0, outOf: 0 }

function sums(rows: InfoRow[], weeks: string[]): Sums {
  const series = (some: InfoRow[]) => {
    const byWeek = weeks.map((week) => total(some.filter(({ date }) => date === week)))
    return { weeks: byWeek, total: total(some) }
  }
  return { school: series(rows), years: byYear(rows).map(([name, own]) => ({ name, ...series(own) })) }
}

const total = (rows: InfoRow[]) => rows.reduce((sum, { value }) => sum + value, 0)

function marksOf(rows: InfoRow[]): Figures['marks'] {
  const date = rows.at(-1)?.date
  if (date === undefined) return null
  const counts = (some: InfoRow[]): Counts => {
    const entries = (Object.keys(MEANINGS) as Meaning[]).map(
      (meaning) => [meaning, total(some.filter(({ detail }) => detail === meaning))] as const,
    )
    return Object.fromEntries(entries.filter(([, count]) => count > 0))
  }
  return { date, school: counts(rows), years: byYear(rows).map(([name, own]) => ({ name, ...counts(own) })) }
}

/** The rows of each year group, youngest first, pupils without one last. */
function byYear(rows: InfoRow[]): [name: string, rows: InfoRow[]][] {
  const years = new Map<number | null, InfoRow[]>()
  for (const row of rows) years.set(row.year_group_id, [...(years.get(row.year_group_id) ?? []), row])
  return [...years].map(([id, own]) => [
    id === null ? 'No year group' : (own[0]!.year ?? `Year group ${id}`),
    own,
  ])
}
