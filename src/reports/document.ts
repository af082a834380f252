import type { Row, Session } from '../db/database.ts'
import { askReadOnly } from '../db/read-only.ts'
import { Exit, UserError } from '../exit.ts'
import type { Settings } from '../jobs/kit.ts'
import { queriesOn } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import { dateInWords } from '../schedule/weekday.ts'
import type { Zone } from '../schedule/zone.ts'
import { type Chosen, chosenFrom } from './chosen.ts'
import type { ReportChart, ReportColumn, ReportContext } from './kit.ts'
import { periodInWords } from './period.ts'
import type { ReportRequest } from './request.ts'

/** A report with its rows, before it has any format. Everything in words is for people. */
export interface ReportDocument {
  name: string
  title: string
  school: string
  /** What its settings mean; none where it has nothing to say. */
  explained?: string
  /** `Monday 16 to Sunday 22 November 2026`, or the day it is as it stands on. */
  period: string
  /** Whom it was narrowed to; none for everybody. */
  selection?: string
  /** `Monday 23 November 2026 at 07:30`. */
  madeAt: string
  notes?: string
  /** What to know about this one. */
  remarks: string[]
  empty: string
  rowName: [one: string, many: string]
  /** Left to right; those that are sections come first. */
  columns: DocumentColumn[]
  /** The columns that have totals, those that are not shown among them. */
  totalled: DocumentColumn[]
  /** The keys of the columns that become headings where there are headings, the outer first. */
  sections: string[]
  chart?: ReportChart
  zone: Zone
  /** The rows in order, asked of the database anew each time. A percent is a share from 0 to 1. */
  rows(): AsyncIterable<Row>
}

export interface DocumentColumn extends ReportColumn {
  key: string
}

/** What a report is made at. */
export interface ReportPlace {
  school: Settings['school']
  calendar: Calendar
  database: Settings['database']
  /** Epoch milliseconds, by the database's clock. */
  now: number
}

/**
 * @param session of a snapshot: what it shows does not change while the report is read
 * @throws UserError when the selection names what is not at the school
 */
export async function documentOf(
  session: Session,
  request: ReportRequest,
  place: ReportPlace,
): Promise<ReportDocument> {
  const { school, now } = place
  const { report, params, period, selection, day } = request
  const { zone } = school
  const { sections = [], explain, notes, chart } = report
  const chosen = await chosenFrom(queriesOn(session, school), selection, day)
  if (chosen && report.isNarrowed === false) throw cannotNarrow(request)
  const context = contextFor(session, request, place, chosen)
  const { rows, remarks = [] } = await report.query(params, context)
  const all = Object.entries(report.columns).map(([key, column]) => ({ key, ...column }))
  const shown = all.filter(({ hidden }) => !hidden)
  return {
    name: report.name,
    title: report.title,
    school: school.name,
    ...(explain ? { explained: explain(params) } : {}),
    period: report.period === 'none' ? dateInWords(day) : periodInWords(period),
    ...(chosen ? { selection: chosen.words } : {}),
    madeAt: `${dateInWords(zone.dayAt(now))} at ${formatTime(minuteOfDay(zone.wallAt(now)))}`,
    ...(notes ? { notes } : {}),
    remarks,
    empty: report.empty,
    rowName: report.rowName,
    columns: [
      ...sections.map((key) => shown.find((column) => column.key === key)!),
      ...shown.filter(({ key }) => !sections.includes(key)),
    ],
    totalled: all.filter(({ total }) => total),
    sections,
    ...(chart ? { chart } : {}),
    zone,
    rows: () => withShares(typeof rows === 'function' ? rows() : session.each(rows), all),
  }
}

const cannotNarrow = ({ report }: ReportRequest) =>
  new UserError(
    `${report.name} cannot be narrowed to some pupils: its header does not say which column has the pupil’s number (pupil: …).`,
    Exit.usage,
  )

function contextFor(
  session: Session,
  { report, period, day }: ReportRequest,
  { school, database, calendar, now }: ReportPlace,
  chosen: Chosen | undefined,
): ReportContext {
  const declared = new Set<string>(report.reads)
  const queries = queriesOn(session, school, (table) => {
    if (!declared.has(table))
      throw new Error(`The report ${report.name} reads ${table} without declaring it.`)
  })
  return {
    ...queries,
    period,
    day,
    now: new Date(now).toISOString(),
    calendar,
    zone: school.zone,
    selected: (rows, column) => (chosen ? rows.whereIn(column, chosen.pupils()) : rows),
    async pupils() {
      const rows = chosen && (await session.all<{ id: number }>(chosen.pupils()))
      return rows && new Set(rows.map(({ id }) => id))
    },
    ask: (query) => askReadOnly(database, query),
    byName: (rows, pupil) =>
      rows.orderByRaw('lower(??), lower(??), ??', [`${pupil}.surname`, `${pupil}.forename`, `${pupil}.id`]),
  }
}

/** The rows with their percents, and without anything that no column is there for. */
async function* withShares(rows: AsyncIterable<Row>, columns: DocumentColumn[]): AsyncGenerator<Row> {
  for await (const row of rows) yield withPercents(row, columns)
}

/** Works out the percents of a row, or of totals. */
export function withPercents(row: Row, columns: DocumentColumn[]): Row {
  for (const { key, share } of columns) {
    if (!share) continue
    const outOf = Number(row[share.outOf] ?? 0)
    row[key] = outOf === 0 ? null : Number(row[share.of] ?? 0) / outOf
  }
  return row
}
