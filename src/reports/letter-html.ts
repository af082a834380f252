import { Html, html } from '../info/html.ts'
import { cellText } from './cell.ts'
import { type ChartFigures, figuresInWords } from './chart.ts'
import type { Drawing } from './chart-drawing.ts'
import type { DocumentColumn, ReportDocument } from './document.ts'
import { columnsBeforeTotals, gridColumns, standsRight, type Total, totalWords, usualWidth } from './grid.ts'
import { isolated } from './isolated.ts'
import type { Line } from './outline.ts'

// Gmail goes by what stands at each element. Outlook for Windows is Word, which knows tables, their attributes and few
// styles; of a div it knows the margins, not the padding: https://www.hteumeuleu.com/2020/outlook-rendering-engine/
// Classes are for the layout, which has other colours in the dark and other sizes on a phone.

const SOFT = 'color:#57606a;'
const INK = 'color:#1b1f24;'

/** What stands above the rows. */
export function opening(document: ReportDocument, count: string): Html {
  const { period, explained, selection, remarks } = document
  const said = [...(explained ? [explained] : []), ...(selection ? [`Only: ${selection}`] : [])]
  return html`<div style="font-weight:600;">${period}</div>
${said.map((words) => html`<div style="margin-top:6px;">${isolated(words)}</div>\n`)}<div style="margin-top:6px;font-weight:600;">${count}</div>
${remarks.map((words) => boxed(words, 'warning', '#fff4d6', '#b27a00'))}`
}

/** A sentence that is all there is to say. */
export const emptyBox = (words: string): Html => boxed(words, 'said', '#eef5fc', '#0b57a4')

const boxed = (words: string, kind: string, ground: string, edge: string): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td height="14" style="font-size:0;line-height:14px;">&nbsp;</td></tr><tr><td class="${kind} ink" bgcolor="${ground}" style="padding:10px 14px;background-color:${ground};border-left:4px solid ${edge};${INK}">${isolated(words)}</td></tr></table>\n`

/** The chart as a picture, on white in the dark as well, with its figures for those who see no pictures. */
export const picture = (cid: string, figures: ChartFigures, { width }: Drawing): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin-top:18px;"><tr><td bgcolor="#ffffff" style="padding:12px;background-color:#ffffff;border:1px solid #d8dee4;"><img src="cid:${cid}" width="${width}" alt="${figures.title}: ${figuresInWords(figures)}." style="display:block;width:100%;max-width:${width}px;height:auto;border:0;font-size:14px;line-height:20px;color:#1b1f24;"></td></tr></table>\n`

export const aside = (words: string): Html =>
  html`<div class="soft" style="margin-top:16px;font-size:13px;line-height:19px;${SOFT}">${words}</div>\n`

export const stress = (words: string): Html =>
  html`<div style="margin-top:16px;font-weight:600;">${words}</div>\n`

const [NARROWEST, WIDEST] = [640, 960]

/** How wide the mail is where there is room, in pixels: wider for more columns. */
export function letterWidth(document: ReportDocument): number {
  const characters = gridColumns(document).reduce((sum, column) => sum + usualWidth(column) + GAP, 0)
  return Math.min(WIDEST, Math.max(NARROWEST, Math.round(characters * 7.5) + 70))
}

/** Between columns, in characters. */
const GAP = 2

/** So many characters stay on one line. */
const ONE_LINE = 24

/** The lines of a report as tables: one for each outer section, all with the same columns. */
export class LetterTables {
  readonly #document: ReportDocument
  readonly #columns: DocumentColumn[]
  readonly #widths: number[]
  #isOpen = false
  #isBanded = false

  constructor(document: ReportDocument) {
    this.#document = document
    this.#columns = gridColumns(document)
    const widths = this.#columns.map(usualWidth)
    const all = widths.reduce((a, b) => a + b, 0)
    this.#widths = widths.map((own) => Math.round((own / all) * 100))
  }

  write(line: Line): Html {
    if (line.kind === 'heading') return this.#heading(line.level, line.words)
    const opened = this.#isOpen ? html`` : this.#open()
    if (line.kind === 'total') return html`${opened}${this.#total(line)}`
    this.#isBanded = !this.#isBanded
    const band = this.#isBanded
      ? html`<tr class="band" bgcolor="#f6f8fa" valign="top">`
      : html`<tr valign="top">`
    return html`${opened}${band}${this.#columns.map((column) => html`<td${layoutOf(column)}>${this.#words(column, line.row[column.key])}</td>`)}</tr>\n`
  }

  close(): Html {
    if (!this.#isOpen) return html``
    this.#isOpen = false
    return html`</table></div>\n`
  }

  #heading(level: number, words: string): Html {
    this.#isBanded = false
    if (level > 1)
      return html`${this.#isOpen ? html`` : this.#open()}<tr><th colspan="${this.#columns.length}" align="left" scope="rowgroup" class="part" style="padding-top:14px;">${isolated(words)}</th></tr>\n`
    return html`${this.close()}<h2 class="ink" style="margin:22px 0 4px;font-size:18px;line-height:24px;font-weight:600;${INK}">${isolated(words)}</h2>\n${this.#open()}`
  }

  #open(): Html {
    this.#isOpen = true
    this.#isBanded = false
    const titles = this.#columns.map(
      (column, at) =>
        html`<th class="soft head" scope="col" align="${standsRight(column) ? 'right' : 'left'}" valign="bottom" width="${this.#widths[at]!}%" style="border-bottom:1px solid #8c959f;font-size:13px;line-height:17px;${SOFT}">${column.title}</th>`,
    )
    return html`<div style="overflow-x:auto;"><table class="figures ink" width="100%" cellpadding="6" cellspacing="0" border="0" style="border-collapse:collapse;word-wrap:break-word;overflow-wrap:break-word;font-size:14px;line-height:19px;${INK}"><tr>${titles}</tr>\n`
  }

  #total(line: Total): Html {
    const before = columnsBeforeTotals(this.#document, this.#columns)
    const edge = `style="border-top:${line.level === 0 ? '2px solid #57606a' : '1px solid #8c959f'};"`
    const words = isolated(totalWords(line, this.#document))
    // One narrow column would break "Year 7: 7 groups" into three lines.
    const whole = totalWords(line, this.#document).length <= ONE_LINE ? ' nowrap' : ''
    const label = (span: number) =>
      html`<th colspan="${span}" align="left"${new Html(whole)} scope="row" ${new Html(edge)}>${words}</th>`
    const sums = this.#columns
      .slice(before)
      .map(
        (column) =>
          html`<th${layoutOf(column)} ${new Html(before === 0 ? '' : edge)}>${this.#words(column, line.sums[column.key])}</th>`,
      )
    this.#isBanded = false
    return before === 0
      ? html`<tr>${label(this.#columns.length)}</tr><tr>${sums}</tr>\n`
      : html`<tr>${label(before)}${sums}</tr>\n`
  }

  #words(column: DocumentColumn, value: unknown): Html {
    const words = cellText(column, (value ?? null) as string | number | null, this.#document.zone)
    const lines = words.split(/\r\n|\r|\n/).map(isolated)
    return html`${lines.map((one, at) => (at === 0 ? one : html`<br>${one}`))}`
  }
}

function layoutOf(column: DocumentColumn): Html {
  if (standsRight(column)) return html` align="right" nowrap`
  return column.type === 'text' ? html`` : html` nowrap`
}
