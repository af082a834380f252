import type { SheetData } from 'write-excel-file/node'
import type { ReportDocument } from '../document.ts'
import { capital } from './totals-sheet.ts'

/** What a workbook is about, for the sheet behind its rows. */
export function about(document: ReportDocument, count: number, remarks: string[]): SheetData {
  const { title, school, period, selection, explained, notes, madeAt, empty, rowName } = document
  const facts: [string, string | undefined][] = [
    ['Report', title],
    ['School', school],
    ['Period', period],
    ['Selection', selection],
    ['Shows', explained],
    [capital(rowName[1]), count === 0 ? empty : count.toLocaleString('en-GB')],
    ...[...document.remarks, ...remarks].map((remark): [string, string] => ['Remark', remark]),
    ['Notes', notes],
    ['Made', madeAt],
  ]
  return facts
    .filter(([, words]) => words)
    .map(([label, words]) => [
      { value: label, type: String, fontWeight: 'bold', alignVertical: 'top' },
      { value: words!, type: String, wrap: true, alignVertical: 'top' },
    ])
}
