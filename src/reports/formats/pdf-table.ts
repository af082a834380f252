import type { Content, CustomTableLayout, TableCell } from 'pdfmake/interfaces.js'
import { cellText } from '../cell.ts'
import type { DocumentColumn, ReportDocument } from '../document.ts'
import { columnsBeforeTotals, standsRight, type Total, totalWords } from '../grid.ts'
import type { Line } from '../outline.ts'
import { CHARACTER, PADDING, type PaperLayout, paperLayout } from './pdf-columns.ts'
import { PdfText } from './pdf-text.ts'

type Cells = TableCell[]

/** What stands under one heading: it comes again at the top of a page that goes on with it. */
interface Section {
  heading: string[]
  rows: Cells[]
}

const RULE = '#d8dee4'
const INK = '#57606a'

/**
 * The rows of a report as a table with the titles of the columns, repeated on each page; where there are sections, with
 * a table inside for each, which has its heading, keeps it with the first row below it, and repeats it likewise.
 */
export class PdfTable {
  readonly text = new PdfText()
  readonly #document: ReportDocument
  readonly #columns: DocumentColumn[]
  readonly #longest: number[]
  readonly #sections: Section[] = []
  #headings: string[] = []
  #hasLines = false

  constructor(document: ReportDocument, columns: DocumentColumn[]) {
    this.#document = document
    this.#columns = columns
    this.#longest = columns.map(() => 0)
  }

  add(line: Line): void {
    if (line.kind === 'heading') {
      this.#headings = [...this.#headings.slice(0, line.level - 1), line.words]
      if (line.level === this.#document.sections.length)
        this.#sections.push({ heading: this.#headings, rows: [] })
      return
    }
    if (this.#sections.length === 0) this.#sections.push({ heading: [], rows: [] })
    this.#sections.at(-1)!.rows.push(...(line.kind === 'row' ? [this.#row(line.row)] : this.#total(line)))
  }

  layout(): PaperLayout {
    return paperLayout(this.#columns, this.#longest)
  }

  /** Nothing for a report without rows. */
  content(): Content | undefined {
    if (this.#sections.length === 0) return undefined
    const layout = this.layout()
    const { widths, fontSize } = layout
    const titles = this.#columns.map((column) => ({
      ...{ text: this.text.of(column.title), bold: true, color: INK },
      alignment: standsRight(column) ? 'right' : 'left',
    }))
    const table = (body: Cells[], kept = 0) => ({
      table: {
        widths: [...widths],
        body,
        headerRows: 1,
        keepWithHeaderRows: kept,
        dontBreakRows: this.#wraps(layout),
      },
      ...{ layout: LINES, fontSize },
    })
    const [first] = this.#sections
    if (first!.heading.length === 0)
      return table([titles, ...first!.rows] as Cells[], 1) as unknown as Content
    const sections = this.#sections.map(({ heading, rows }) =>
      table([this.#across(heading.join(' · ')), ...rows], 1),
    )
    const titled = { table: { widths: [...widths], body: [titles] }, layout: LINES, fontSize }
    return {
      table: { headerRows: 1, widths: ['*'], body: [[titled], ...sections.map((section) => [section])] },
      layout: BARE,
    } as unknown as Content
  }

  /** Whether a row may have several lines: only then is it worth the time to keep them on one page. */
  #wraps({ widths, fontSize }: PaperLayout): boolean {
    return this.#hasLines || this.#longest.some((longest, at) => longest * CHARACTER * fontSize > widths[at]!)
  }

  #row(row: Record<string, unknown>): Cells {
    const { zone } = this.#document
    return this.#columns.map((column, at) => {
      const value = cellText(column, (row[column.key] ?? null) as string | number | null, zone)
      if (value.length > this.#longest[at]!) this.#longest[at] = value.length
      if (value.includes('\n')) this.#hasLines = true
      const text = this.text.of(value)
      return standsRight(column) ? { text, alignment: 'right' } : { text }
    }) as Cells
  }

  #across(words: string): Cells {
    const cell = {
      text: this.text.of(words),
      bold: true,
      fontSize: 10,
      colSpan: this.#columns.length,
      margin: [0, 6, 0, 0],
    }
    return [cell, ...this.#columns.slice(1).map(() => ({}))] as Cells
  }

  /** One row; two where the first column has a total itself, and no room for words. */
  #total(total: Total): Cells[] {
    const cells = this.#row(total.sums).map((cell) => ({ ...(cell as object), bold: true }))
    const before = columnsBeforeTotals(this.#document, this.#columns)
    const span = before || this.#columns.length
    const words = { text: this.text.of(totalWords(total, this.#document)), bold: true, colSpan: span }
    const row = [words, ...cells.slice(1).map((cell, at) => (at + 1 < span ? {} : cell))]
    return (before === 0 ? [row, cells] : [row]) as Cells[]
  }
}

const LINES: CustomTableLayout = {
  ...{
    hLineWidth: (at, { table }) => (at === 0 ? 0 : at === table.headerRows ? 0.8 : 0.4),
    vLineWidth: () => 0,
  },
  ...{ hLineColor: (at, { table }) => (at === table.headerRows ? INK : RULE) },
  ...{
    paddingLeft: () => PADDING,
    paddingRight: () => PADDING,
    paddingTop: () => 2.5,
    paddingBottom: () => 2.5,
  },
}

const none = () => 0
const BARE: CustomTableLayout = {
  ...{ hLineWidth: none, vLineWidth: none },
  ...{ paddingLeft: none, paddingRight: none, paddingTop: none, paddingBottom: none },
}
