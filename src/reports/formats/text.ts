import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { cellText } from '../cell.ts'
import type { ReportDocument } from '../document.ts'
import { countInWords, outline } from '../outline.ts'
import type { ReportFormat } from './format.ts'

/** For a terminal, and for mail programs that show no HTML. */
export const text: ReportFormat = {
  extension: 'txt',
  type: 'text/plain',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(lines(document), out)
  },
}

async function* lines(document: ReportDocument): AsyncGenerator<string> {
  const { title, school, period, columns, sections, rowName, zone } = document
  yield `${title}\n${school}\n${period}\n\n`
  const shown = columns.filter(({ key }) => !sections.includes(key))
  let count = 0
  for await (const line of outline(document)) {
    if (line.kind === 'heading') yield `${line.words}\n`
    else if (line.kind === 'total') yield `${line.words}: ${countInWords(line.count, rowName)}\n`
    else {
      count += 1
      yield `  ${shown.map((column) => cellText(column, line.row[column.key] ?? null, zone)).join('  ')}\n`
    }
  }
  if (count === 0) yield `${document.empty}\n`
}
