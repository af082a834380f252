import type { Cell, CellObject, Row } from 'write-excel-file/node'
import type { ReportDocument } from '../document.ts'
import type { Line } from '../outline.ts'
import type { SheetCells } from './xlsx-cell.ts'

/** The columns that have totals and are shown. */
const shownTotals = ({ columns, totalled }: ReportDocument) =>
  columns.filter(({ key }) => totalled.some((column) => column.key === key))

/** First row of the sheet with what sections came to. */
export const totalsHeader = (document: ReportDocument): CellObject[] =>
  ['', capital(document.rowName[1]), ...shownTotals(document).map(({ title }) => title)].map((value, at) => ({
    ...{ value, type: String, fontWeight: 'bold', backgroundColor: '#E8EDF3' },
    align: at === 0 ? 'left' : 'right',
  }))

/** The inner sections further in, the outer ones and the whole bold. */
export function totalRow(
  { level, words, count, sums }: Extract<Line, { kind: 'total' }>,
  document: ReportDocument,
  cells: SheetCells,
): Row {
  const isInner = level > 0 && level === document.sections.length && level > 1
  const row = [
    { value: words, type: String, ...(isInner ? { indent: 1 } : {}) },
    { value: count, type: Number },
    ...shownTotals(document).map((column) => cells.of(column, sums[column.key] ?? null)),
  ]
  return isInner ? row : row.map((cell) => bold(cell ?? null))
}

function bold(cell: Cell): Cell {
  if (cell === null || cell === undefined) return null
  return { ...(typeof cell === 'number' ? { value: cell } : (cell as CellObject)), fontWeight: 'bold' }
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
