import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { html as markup } from '../../info/html.ts'
import { cellText } from '../cell.ts'
import type { ReportDocument } from '../document.ts'
import { outline } from '../outline.ts'
import type { ReportFormat } from './format.ts'

/** A page of its own, for a browser. */
export const html: ReportFormat = {
  extension: 'html',
  type: 'text/html',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(pieces(document), out)
  },
}

async function* pieces(document: ReportDocument): AsyncGenerator<string> {
  const { title, columns, sections, zone } = document
  const shown = columns.filter(({ key }) => !sections.includes(key))
  yield markup`<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><table>`
    .text
  for await (const line of outline(document))
    if (line.kind === 'row')
      yield markup`<tr>${shown.map((column) => markup`<td>${cellText(column, line.row[column.key] ?? null, zone)}</td>`)}</tr>`
        .text
    else yield markup`<tr><th>${line.words}</th></tr>`.text
  yield '</table></html>'
}
