import type { z } from 'zod'
import type { Row } from '../db/database.ts'
import type { ForeignQuery } from '../db/read-only.ts'
import type { JobTable } from '../db/tables.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { Zone } from '../schedule/zone.ts'
import type { Period } from './period.ts'

/**
 * What a report is: one declaration, from which come its place in `report list`, what can be set, and what it looks
 * like in every format. A report only reads.
 */
export interface ReportDeclaration<Params extends z.ZodObject = z.ZodObject> {
  /** What people type, kebab-case. */
  name: string
  /** What stands above it. */
  title: string
  /** One sentence for `report list`. */
  summary: string
  /** What its reader should know about how it counts; stands below it in every format but CSV. */
  notes?: string
  /**
   * The period it covers unless somebody says another, such as `last-week`; `none` for what is as it is on the day,
   * which the query has as `period.to`.
   */
  period: string
  /** What can be set, every field described. What many reports have is not here: period, selection. */
  params: Params
  reads: JobTable[]
  /** What it shows, left to right, by the names of the query's columns. */
  columns: Record<string, ReportColumn>
  /**
   * Columns by which the rows are put together, at most two, the outer first, such as year group and registration
   * group. Each becomes a heading instead of a column, where there are headings; the query has the rows in that order.
   */
  sections?: string[]
  /** What its settings mean, in words a reader understands: `Pupils with 1 or more unexplained absences`. */
  explain?(params: z.output<Params>): string
  /** What a row is, for counts: `['pupil', 'pupils']`. */
  rowName: [one: string, many: string]
  /** What it says when there is nothing to show: good news, as a rule. */
  empty: string
  chart?: ReportChart
  /** false for one that cannot be narrowed to some pupils: nobody told it which rows are whose. */
  isNarrowed?: boolean
  /**
   * The rows, in the order to show them, each with a value for every column that is not worked out from others.
   * Whatever is about pupils is narrowed by `selected`.
   */
  query(params: z.output<Params>, context: ReportContext): Answer | Promise<Answer>
}

/** What a report's query comes to. In an object, because to await a query of knex itself would run it. */
interface Answer {
  /** A query; or, for a report of the school’s own, what asks its statement, anew each time. */
  rows: Rows | (() => AsyncIterable<Row>)
  /** What its reader should know about this one: marks with a code that nobody knows were counted nowhere. */
  remarks?: string[]
}

export interface ReportColumn {
  title: string
  /**
   * What its values are: texts; whole numbers; a share of two other columns in per cent, to one decimal; days
   * (`YYYY-MM-DD`); instants (ISO 8601 in UTC), shown by the school's clock; times of day (`HH:MM`).
   */
  type: 'text' | 'number' | 'percent' | 'date' | 'instant' | 'time'
  /** Of a percent: the two columns it is worked out from, of the row and of the totals. Null where the second is 0. */
  share?: { of: string; outOf: string }
  /** Whether its sum stands below each section and at the end. A percent is worked out from the sums. */
  total?: true
  /** It is needed to work out others, and not shown. */
  hidden?: true
  /** Roughly how many characters wide it is; by its type unless given. */
  width?: number
}

/** Bars, where people would rather look than read. */
export interface ReportChart {
  title: string
  /** A bar for each of the outer sections, from its totals, or for each of the first rows. */
  of: 'sections' | 'rows'
  /** The column that names a bar of a row. */
  label?: string
  /** The column with its length: a number or a percent. */
  value: string
  /** The most bars of rows; 12 unless given. */
  most?: number
}

/** What a report's query may look at. */
export interface ReportContext extends Queries {
  /** What it covers; both ends inclusive. */
  period: Period
  /** The school's date that it is made for: that of the slot, however late the run is. */
  day: Day
  /** The moment it is made, ISO 8601 in UTC. */
  now: string
  calendar: Calendar
  zone: Zone
  /** The same rows, of the selected pupils only; `column` has the pupil's number. */
  selected(rows: Rows, column: string): Rows
  /** The numbers of the selected pupils; undefined where nobody was left out. */
  pupils(): Promise<Set<number> | undefined>
  /** Asks a statement that somebody else wrote: read only, and not for longer than it says. */
  ask(query: ForeignQuery): AsyncIterable<Row>
  /** The same rows in the order of the pupils' names, as people file them; `pupil` is the pupil table's alias. */
  byName(rows: Rows, pupil: string): Rows
}

export function defineReport<Params extends z.ZodObject>(
  report: ReportDeclaration<Params>,
): ReportDeclaration<Params> {
  return report
}
