import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReportDocument } from '../document.ts'
import type { ReportFormat } from './format.ts'

/**
 * The report as one object for other programs: what it is about, its columns, and its rows by the keys of the columns.
 * Values are as the database has them: dates and moments in ISO 8601, the moments in UTC, a percent as a share from 0 to 1.
 */
export const json: ReportFormat = {
  extension: 'json',
  type: 'application/json',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(pieces(document), out)
  },
}

/** Rows that become one piece of text: each of its own would cost several times as much. */
const BATCH = 50

async function* pieces(document: ReportDocument): AsyncGenerator<string> {
  const { name, title, school, period, selection = null, madeAt, remarks, columns, rows } = document
  const shown = columns.map(({ key, title, type }) => ({ key, title, type }))
  const head = { report: name, title, school, period, selection, madeAt, remarks, columns: shown }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`
  let batch = ''
  let count = 0
  for await (const row of rows()) {
    const values = Object.fromEntries(shown.map(({ key }) => [key, row[key] ?? null]))
    batch += `${count === 0 ? '' : ','}\n    ${JSON.stringify(values)}`
    count += 1
    if (count % BATCH > 0) continue
    yield batch
    batch = ''
  }
  yield `${batch}${count === 0 ? '' : '\n  '}]\n}\n`
}
