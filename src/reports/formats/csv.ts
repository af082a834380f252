import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify } from 'csv-stringify'
import type { ReportDocument } from '../document.ts'
import type { ReportFormat } from './format.ts'

/** Rows and nothing else, for other programs; the first row names the columns. */
export const csv: ReportFormat = {
  extension: 'csv',
  type: 'text/csv',
  async write(document: ReportDocument, out: Writable) {
    const columns = document.columns.map(({ key, title }) => ({ key, header: title }))
    await pipeline(
      Readable.from(document.rows()),
      stringify({ header: true, bom: true, record_delimiter: 'windows', escape_formulas: true, columns }),
      out,
    )
  },
}
