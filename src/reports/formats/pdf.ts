import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pdfmake from 'pdfmake'
import type { Content, DynamicContent, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import { UserError } from '../../exit.ts'
import { ChartNotes } from '../chart.ts'
import { drawingOf } from '../chart-drawing.ts'
import type { ReportDocument } from '../document.ts'
import { fontFile } from '../fonts.ts'
import { concise, gridColumns } from '../grid.ts'
import { outline } from '../outline.ts'
import type { ReportFormat } from './format.ts'
import { MARGIN } from './pdf-columns.ts'
import { PdfTable } from './pdf-table.ts'

/** Some 400 pages. The library has them all in memory, 25 MB for a thousand rows. */
const MOST_ROWS = 20_000

/** Pages of A4 to print and to keep. */
export const pdf: ReportFormat = {
  extension: 'pdf',
  type: 'application/pdf',
  async write(document: ReportDocument, out: Writable) {
    const chart = new ChartNotes(document)
    const table = new PdfTable(document, gridColumns(document))
    let rows = 0
    for await (const line of concise(chart.along(outline(document)))) {
      table.add(line)
      if (line.kind === 'row') rows += 1
      if (rows > MOST_ROWS)
        throw new UserError(
          `A PDF has ${MOST_ROWS.toLocaleString('en-GB')} rows at most, and this report has more: use csv or xlsx, or narrow it.`,
        )
    }
    const stream = await pdfmake.createPdf(definitionOf(document, table, chart)).getStream()
    stream.end()
    await pipeline(stream, out)
  },
}

const files = [fontFile('DejaVuSansCondensed'), fontFile('DejaVuSansCondensed-Bold')] as const

// Under the name by which charts ask for it.
pdfmake.setFonts({ 'DejaVu Sans': { normal: files[0], bold: files[1] } })
// A report holds nothing that is fetched from anywhere.
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((file) => files.some((one) => one === file))

const SOFT = '#57606a'
const BOXES = 'Some characters are not in the fonts of this file and show as boxes.'

function definitionOf(document: ReportDocument, table: PdfTable, chart: ChartNotes): TDocumentDefinitions {
  const { title, school, explained, period, selection, madeAt, notes, remarks, empty } = document
  const { text } = table
  const words = (value: string) => text.of(value) as Content
  const figures = chart.figures()
  const drawing = figures && drawingOf(figures)
  const body = table.content()
  const about = [period, selection].filter((part) => part !== undefined).join(' · ')
  const content: Content[] = [
    { text: words(title), fontSize: 17, bold: true },
    { text: words(about), fontSize: 11, margin: [0, 2, 0, 0] },
    ...(explained ? [{ text: words(explained), color: SOFT, margin: [0, 4, 0, 0] } as Content] : []),
    ...(drawing ? [{ svg: drawing.svg.text, width: 380, margin: [0, 14, 0, 0] } as Content] : []),
    { text: '', margin: [0, 10, 0, 0] },
    ...(body ? [body] : [{ text: words(empty), fontSize: 11, margin: [0, 8, 0, 8] } as Content]),
    ...[...remarks, ...(text.lacks ? [BOXES] : [])].map(
      (remark): Content => ({ text: words(remark), bold: true, margin: [0, 8, 0, 0] }),
    ),
    ...(notes ? [{ text: words(notes), color: SOFT, margin: [0, 8, 0, 0] } as Content] : []),
  ]
  const header: DynamicContent = (page) => ({
    ...{ margin: [MARGIN, 22, MARGIN, 0], fontSize: 8, color: SOFT },
    columns: [
      { text: words(school), bold: true, width: 'auto' },
      { text: page === 1 ? '' : words(`${title} · ${period}`), alignment: 'right', width: '*' },
    ],
  })
  const footer: DynamicContent = (page, pages) => ({
    ...{ margin: [MARGIN, 10, MARGIN, 0], fontSize: 8, color: SOFT },
    columns: [{ text: `Made ${madeAt}` }, { text: `Page ${page} of ${pages}`, alignment: 'right' }],
  })
  return {
    ...{ pageSize: 'A4', pageOrientation: table.layout().orientation, pageMargins: [MARGIN, 46, MARGIN, 40] },
    ...{ content, header, footer, language: 'en-GB', displayTitle: true, version: '1.7' },
    info: { title: `${title}, ${period}`, author: school, creator: 'pars-auto', producer: 'pdfmake' },
    defaultStyle: { font: 'DejaVu Sans', fontSize: 9, color: '#1b1f24' },
  } as TDocumentDefinitions
}
