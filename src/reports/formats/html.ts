import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Html, html as markup } from '../../info/html.ts'
import { pageHead } from '../../info/page-frame.ts'
import { cellText } from '../cell.ts'
import { ChartNotes } from '../chart.ts'
import { drawingOf } from '../chart-drawing.ts'
import type { DocumentColumn, ReportDocument } from '../document.ts'
import { columnsBeforeTotals, concise, gridColumns, standsRight, type Total, totalWords } from '../grid.ts'
import { isolated } from '../isolated.ts'
import { type Line, outline } from '../outline.ts'
import type { ReportFormat } from './format.ts'
import { styleFor } from './html-style.ts'

/** A page of its own, for a browser and for paper: no script, nothing that is fetched. */
export const html: ReportFormat = {
  extension: 'html',
  type: 'text/html',
  async write(document: ReportDocument, out: Writable) {
    await pipeline(pieces(document), out)
  },
}

/** The rows go by one by one. The chart stands above them: a report that has one is gone through twice. */
async function* pieces(document: ReportDocument): AsyncGenerator<string> {
  yield head(document).text
  yield (await figure(document)).text
  const tables = new Tables(document)
  for await (const line of concise(outline(document))) yield tables.write(line).text
  yield tables.isEmpty ? markup`<p class="empty">${document.empty}</p>\n`.text : tables.close().text
  yield foot(document).text
}

function head(document: ReportDocument): Html {
  const { title, school, period, explained, selection, remarks } = document
  const style = styleFor(gridColumns(document))
  return markup`${pageHead({ title: `${title}, ${period}: ${school}`, style })}<header>
<p class="soft">${school}</p>
<h1>${title}</h1>
<p class="period">${period}</p>
${explained ? markup`<p>${explained}</p>\n` : ''}${selection ? markup`<p>Only: <bdi>${selection}</bdi></p>\n` : ''}</header>
<main>
${remarks.map((remark) => markup`<p class="remark" role="note">${remark}</p>\n`)}`
}

async function figure(document: ReportDocument): Promise<Html> {
  if (!document.chart) return markup``
  const notes = new ChartNotes(document)
  for await (const _ of notes.along(outline(document)));
  const figures = notes.figures()
  return figures ? markup`<figure>${drawingOf(figures).svg}</figure>\n` : markup``
}

const foot = ({ notes, madeAt }: ReportDocument): Html => markup`</main>
<footer>
${notes ? markup`<p>${notes}</p>\n` : ''}<p>Made on ${madeAt}.</p>
</footer>
</body>
</html>
`

/** A table for each outer section, all with the same columns; inner sections are groups of rows. */
class Tables {
  readonly #document: ReportDocument
  readonly #columns: DocumentColumn[]
  #isOpen = false
  isEmpty = true

  constructor(document: ReportDocument) {
    this.#document = document
    this.#columns = gridColumns(document)
  }

  write(line: Line): Html {
    this.isEmpty = false
    if (line.kind === 'heading' && line.level === 1)
      return markup`${this.close()}${this.#open(markup`<caption><h2>${isolated(line.words)}</h2></caption>`)}`
    const opened = this.#isOpen ? markup`` : this.#open(this.#unseen(this.#document.title))
    if (line.kind === 'heading')
      return markup`${opened}<tbody><tr><th class="part" scope="rowgroup" colspan="${this.#columns.length}">${isolated(line.words)}</th></tr>\n`
    if (line.kind === 'total') return this.#total(line)
    const cells = this.#columns.map((column) => this.#cell(column, line.row[column.key]))
    return markup`${opened}<tr>${cells}</tr>\n`
  }

  close(): Html {
    if (!this.#isOpen) return markup``
    this.#isOpen = false
    return markup`</table></div>\n`
  }

  #open(caption: Html): Html {
    this.#isOpen = true
    const titles = this.#columns.map(
      (column) => markup`<th scope="col"${kindOf(column)}>${column.title}</th>`,
    )
    return markup`<div class="scroll"><table>${caption}${this.#widths()}<thead><tr>${titles}</tr></thead>\n`
  }

  #widths(): Html {
    return markup`<colgroup>${this.#columns.map((_, at) => markup`<col class="c${at}">`)}</colgroup>`
  }

  #unseen(words: string): Html {
    return markup`<caption><span class="unseen">${words}</span></caption>`
  }

  #total(line: Total): Html {
    const before = columnsBeforeTotals(this.#document, this.#columns)
    const words = isolated(totalWords(line, this.#document))
    const sums = this.#columns.slice(before).map((column) => this.#cell(column, line.sums[column.key]))
    const label = (span: number) => markup`<th scope="row" colspan="${span}">${words}</th>`
    const whole =
      before === 0
        ? markup`<tr class="sum">${label(this.#columns.length)}</tr><tr class="sum">${sums}</tr>\n`
        : markup`<tr class="sum">${label(before)}${sums}</tr>\n`
    if (line.level === 0 && this.#document.sections.length > 0)
      return markup`${this.close()}<div class="scroll"><table class="all">${this.#unseen(line.words)}${this.#widths()}${whole}</table></div>\n`
    return line.level < this.#document.sections.length ? markup`<tbody>${whole}` : whole
  }

  #cell(column: DocumentColumn, value: unknown): Html {
    const words = cellText(column, (value ?? null) as string | number | null, this.#document.zone)
    return markup`<td${kindOf(column)}>${isolated(words)}</td>`
  }
}

function kindOf(column: DocumentColumn): Html {
  if (standsRight(column)) return markup` class="n"`
  return column.type === 'text' ? markup`` : markup` class="d"`
}
