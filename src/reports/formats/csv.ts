import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import type { Row } from '../../db/database.ts'
import type { Zone } from '../../schedule/zone.ts'
import { cellText, isoMinute } from '../cell.ts'
import type { DocumentColumn, ReportDocument } from '../document.ts'
import type { ReportFormat } from './format.ts'
import { looksLikeFormula } from './formula.ts'

/** Rows and nothing else, for Excel and for other programs; the first row names the columns. */
export const csv: ReportFormat = {
  extension: 'csv',
  type: 'text/csv',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(pieces(document), out)
  },
}

/** RFC 4180; what other countries' Excel takes for a separator is quoted too, lest it begins a cell with the rest. */
const FORMAT = { record_delimiter: '\r\n', quote_record_delimiter: true, quoted_match: /[;\t]/ }

/** Rows that become one piece of text: each of its own would cost several times as much. */
const BATCH = 50

async function* pieces({ columns, zone, rows }: ReportDocument): AsyncGenerator<string> {
  // Excel takes a file for UTF-8 only when it begins with the mark.
  yield `\uFEFF${stringify([columns.map(({ title }) => harmless(title))], FORMAT)}`
  let batch: (string | number | null)[][] = []
  for await (const row of rows()) {
    batch.push(columns.map((column) => cell(column, row[column.key] ?? null, zone)))
    if (batch.length < BATCH) continue
    yield stringify(batch, FORMAT)
    batch = []
  }
  if (batch.length > 0) yield stringify(batch, FORMAT)
}

/**
 * Numbers bare, dates and moments in ISO 8601, the moments by the school's clock and as Excel takes them for moments,
 * and percents with their sign: for Excel a number, and nobody takes 0.5 for a half.
 */
function cell(column: DocumentColumn, value: Row[string], zone: Zone): string | number | null {
  if (value === null || value === '') return null
  switch (column.type) {
    case 'number':
      return typeof value === 'number' ? value : harmless(String(value))
    case 'percent':
      return cellText(column, value, zone)
    case 'instant':
      return harmless(isoMinute(String(value), zone))
    default:
      return harmless(String(value))
  }
}

/**
 * Behind an apostrophe a text is a text. The library's own `escape_formulas` lets a line feed and blanks in front go by.
 */
const harmless = (text: string): string => (looksLikeFormula(text) ? `'${text}` : text)
