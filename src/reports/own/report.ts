import path from 'node:path'
import { z } from 'zod'
import { date } from '../../config/fields.ts'
import type { Row } from '../../db/database.ts'
import { QueryRefused, QueryTooSlow } from '../../db/read-only.ts'
import { UserError } from '../../exit.ts'
import type { ReportColumn, ReportContext, ReportDeclaration } from '../kit.ts'
import type { Header } from './header.ts'
import type { OwnReport } from './read.ts'
import { notGiven, refusal } from './refusal.ts'

/** A school's own report as a declaration like any other. */
export function declared(own: OwnReport, name: string): ReportDeclaration {
  const { header } = own
  const { title, summary, notes, period, sections, rowName, empty, parameters, pupil } = header
  return {
    name,
    title,
    summary: summary ?? `A report of the school’s own: ${path.basename(own.file)}.`,
    ...(notes ? { notes } : {}),
    period,
    params: z.strictObject(
      Object.fromEntries(Object.entries(parameters).map(([key, one]) => [key, schemaOf(one)])),
    ),
    // It asks the database in its own words, of tables that the contract may not know.
    reads: [],
    columns: columnsOf(header),
    sections,
    rowName,
    empty,
    isNarrowed: pupil !== undefined,
    query: (params, context) => ({ rows: () => rowsOf(own, params, context) }),
  }
}

function schemaOf({ type, about, default: usual }: Header['parameters'][string]): z.ZodType {
  const schema = {
    text: z.string(),
    number: z.number(),
    date,
    'yes-no': z.boolean(),
  }[type]
  const described = schema.describe(about)
  return usual === undefined ? described : (described as z.ZodType<unknown, unknown>).prefault(usual)
}

const columnsOf = ({ columns }: Header): Record<string, ReportColumn> =>
  Object.fromEntries(
    Object.entries(columns).map(([key, column]) => {
      if (typeof column === 'string') return [key, { title: column, type: 'text' }]
      const { title, type, total } = column
      return [key, { title, type, ...(total ? { total } : {}) }]
    }),
  )

/** Asks for the rows, and keeps those of the selected pupils. */
async function* rowsOf(
  own: OwnReport,
  params: Record<string, unknown>,
  { ask, period, day, pupils }: ReportContext,
): AsyncGenerator<Row> {
  const { header, sql, file } = own
  const given = { from: String(period.from), to: String(period.to), day: String(day) }
  const chosen = header.pupil === undefined ? undefined : await pupils()
  try {
    const within = header.timeLimit * 1000
    const values = { ...given, ...bound(params) }
    for await (const row of ask({ sql, values, within, onColumns: (names) => check(own, names) })) {
      if (!chosen || chosen.has(Number(row[header.pupil!]))) yield row
    }
  } catch (error) {
    if (error instanceof QueryRefused) throw new UserError(refusal(own, error.message))
    if (error instanceof QueryTooSlow)
      throw new UserError(
        `${path.basename(file)} took longer than its time limit of ${header.timeLimit} s, and was ended. Make it quicker, or set timeLimit in its header (at most 600).`,
      )
    throw error
  }
}

const bound = (params: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  ) as Record<string, string | number>

/** The SELECT must give what the header names. */
function check(own: OwnReport, given: string[]): void {
  const { header } = own
  const needed = [...Object.keys(header.columns), ...(header.pupil === undefined ? [] : [header.pupil])]
  const missing = needed.filter((name) => !given.includes(name))
  if (missing.length > 0) throw new UserError(notGiven(own, missing, given))
}
