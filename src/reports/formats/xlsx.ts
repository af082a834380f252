import type { Writable } from 'node:stream'
import writeExcelFile, { type CellObject, type SheetData } from 'write-excel-file/node'
import { UserError } from '../../exit.ts'
import type { DocumentColumn, ReportDocument } from '../document.ts'
import { outline } from '../outline.ts'
import { about } from './about-sheet.ts'
import type { ReportFormat } from './format.ts'
import { filteredAndPrintable } from './sheet-setup.ts'
import { totalRow, totalsHeader } from './totals-sheet.ts'
import { DAY_FORMAT, SheetCells } from './xlsx-cell.ts'

/** What a sheet has room for, its header among them. https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3 */
const MOST_ROWS = 1_048_576

/**
 * A workbook to sort, filter and reckon with: the rows alone in the first sheet, what they come to in the second, and
 * in the last what it is all about.
 */
export const xlsx: ReportFormat = {
  extension: 'xlsx',
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  async write(document: ReportDocument, out: Writable) {
    const { columns, totalled, zone, empty, title } = document
    const cells = new SheetCells(columns, zone)
    const rows: SheetData = [columns.map(headerCell)]
    const totals: SheetData = [totalsHeader(document)]
    for await (const line of outline(document)) {
      if (line.kind === 'row')
        rows.push(columns.map((column) => cells.of(column, line.row[column.key] ?? null)))
      if (line.kind === 'total') totals.push(totalRow(line, document, cells))
      if (rows.length > MOST_ROWS)
        throw new UserError(
          `A sheet of a workbook has room for ${(MOST_ROWS - 1).toLocaleString('en-GB')} rows, and this report has more: use csv, or narrow it.`,
        )
    }
    const count = rows.length - 1
    if (count === 0) rows.push([], [{ value: empty, fontStyle: 'italic' }])
    const sheet = sheetName(title)
    const workbook = writeExcelFile(
      [
        {
          ...{ data: rows, sheet, columns: columns.map((column) => ({ width: cells.width(column) })) },
          ...{ stickyRowsCount: 1, dateFormat: DAY_FORMAT },
        },
        ...(totalled.length > 0 && count > 0
          ? [{ data: totals, sheet: 'Totals', columns: [{ width: 28 }, {}], stickyRowsCount: 1 }]
          : []),
        {
          data: about(document, count, cells.remarks),
          sheet: 'About',
          columns: [{ width: 16 }, { width: 90 }],
        },
      ],
      { features: [filteredAndPrintable(sheet, columns.length, count)] },
    )
    await workbook.toStream(out)
  },
}

const headerCell = ({ title, type }: DocumentColumn): CellObject => ({
  ...{ value: title, type: String, fontWeight: 'bold', backgroundColor: '#E8EDF3', wrap: true },
  ...{ bottomBorderStyle: 'thin', bottomBorderColor: '#8A99AB', alignVertical: 'center' },
  align: type === 'number' || type === 'percent' ? 'right' : 'left',
})

/** What Excel takes for the name of a sheet: not too long, without some characters, and not one that is taken. */
function sheetName(title: string): string {
  const name = title
    .replace(/[[\]/\\:*?]/g, ' ')
    .slice(0, 31)
    .replace(/^[' ]+|[' ]+$/g, '')
  return /^(|about|totals|history)$/i.test(name) ? 'Report' : name
}
