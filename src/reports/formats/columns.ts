import { width } from '../../config/formats/width.ts'
import { cellText } from '../cell.ts'
import type { DocumentColumn, ReportDocument } from '../document.ts'
import { columnsBeforeTotals, gridColumns, standsRight, type Total, totalWords } from '../grid.ts'
import type { Line } from '../outline.ts'

const GAP = 2
/** Below this a column of texts is not made narrower. */
const LEAST = 8
/** So many lines are looked at, at most, before any is written: how wide the columns are depends on them. */
const AHEAD = 500

/**
 * The lines of a report as text in columns, for a fixed-width font. Columns are as wide as they need to be; what they
 * need is found out section by section, and a column that was wide stays so.
 * @param most how many characters a line has at most, where the longest words allow it
 */
export async function* inColumns(
  document: ReportDocument,
  lines: AsyncIterable<Line> | Iterable<Line>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  const writer = new ColumnWriter(document, most)
  let held: Line[] = []
  for await (const line of lines) {
    const begins = line.kind === 'heading' && line.level === 1
    if (held.length > 0 && (begins || held.length >= AHEAD)) {
      yield writer.write(held)
      held = []
    }
    held.push(line)
  }
  if (held.length > 0) yield writer.write(held)
}

class ColumnWriter {
  readonly #document: ReportDocument
  readonly #columns: DocumentColumn[]
  readonly #most: number
  #widths: number[]
  /** Whether the titles of the columns are still to come. */
  #isNew = true

  constructor(document: ReportDocument, most: number) {
    this.#document = document
    this.#columns = gridColumns(document)
    this.#most = most
    this.#widths = this.#columns.map(({ title }) => longestWord(title))
  }

  write(lines: Line[]): string {
    this.#widen(lines)
    return lines.map((line) => this.#line(line)).join('')
  }

  /** As wide as what is to be written needs; texts are wrapped where that is more than there is room for. */
  #widen(lines: Line[]): void {
    const rows = lines.flatMap((line) => (line.kind === 'row' ? [this.#cells(line)] : []))
    const totals = lines.flatMap((line) => (line.kind === 'total' ? [line] : []))
    const all = [...rows, ...totals.map((total) => this.#sums(total))]
    const least: number[] = []
    this.#widths = this.#columns.map(({ title, type }, at) => {
      const cells = all.map((texts) => texts[at]!)
      const content = Math.max(0, ...cells.flatMap((text) => text.split('\n').map(width)))
      const words = type === 'text' ? Math.max(LEAST, ...cells.map(longestWord)) : content
      least.push(Math.max(longestWord(title), words))
      return Math.max(this.#widths[at]!, type === 'text' ? width(title) : longestWord(title), content)
    })
    this.#makeRoomFor(totals)
    let over = sum(this.#widths) + GAP * (least.length - 1) - this.#most
    for (; over > 0; over--) {
      const spare = this.#widths.map((own, at) => (own > least[at]! ? own : 0))
      const widest = spare.indexOf(Math.max(...spare))
      if (spare[widest] === 0) break
      this.#widths[widest]! -= 1
    }
  }

  /** So that the words of totals stand on the line of their figures. */
  #makeRoomFor(totals: Total[]): void {
    const before = columnsBeforeTotals(this.#document, this.#columns)
    if (before === 0) return
    const words = Math.max(0, ...totals.map((total) => width(totalWords(total, this.#document))))
    this.#widths[before - 1]! += Math.max(0, words - this.#space(before))
  }

  /** How wide the first columns are together. */
  #space(columns: number): number {
    return sum(this.#widths.slice(0, columns)) + GAP * (columns - 1)
  }

  #line(line: Line): string {
    if (line.kind === 'heading') return this.#heading(line.level, line.words)
    const titles = this.#titlesOnce()
    if (line.kind === 'row') return `${titles}${this.#row(this.#cells(line))}`
    return `${titles}${this.#total(line)}`
  }

  #total(line: Total): string {
    const words = oneLine(totalWords(line, this.#document))
    const before = columnsBeforeTotals(this.#document, this.#columns)
    const sums = this.#sums(line).slice(before)
    const space = this.#space(before)
    const above = line.level < Math.max(1, this.#document.sections.length) ? '\n' : ''
    if (sums.length === 0) return `${above}${words}\n`
    const fits = width(words) <= space
    const beside = ' '.repeat((fits ? space - width(words) : Math.max(0, space)) + (before > 0 ? GAP : 0))
    return `${above}${words}${fits ? '' : '\n'}${beside}${this.#row(sums, before)}`
  }

  #heading(level: number, words: string): string {
    const text = oneLine(words)
    if (level === 1) this.#isNew = true
    return level === 1 ? `\n${text}\n${'='.repeat(width(text))}\n` : `${this.#titlesOnce()}\n${text}\n`
  }

  #titlesOnce(): string {
    if (!this.#isNew) return ''
    this.#isNew = false
    return this.#titles()
  }

  #titles(): string {
    const rule = this.#widths.map((columns) => '-'.repeat(columns)).join(' '.repeat(GAP))
    const above = this.#document.sections.length === 0 ? '\n' : ''
    return `${above}${this.#row(this.#columns.map(({ title }) => title))}${rule}\n`
  }

  /** Cells side by side, as many lines high as the highest. */
  #row(cells: string[], from = 0): string {
    const all = cells.map((text, at) =>
      text.split('\n').flatMap((one) => wrapped(one, this.#widths[from + at]!)),
    )
    const height = Math.max(1, ...all.map((lines) => lines.length))
    return Array.from({ length: height }, (_, at) => {
      const parts = all.map((lines, index) => {
        const text = lines[at] ?? ''
        const space = ' '.repeat(Math.max(0, this.#widths[from + index]! - width(text)))
        return standsRight(this.#columns[from + index]!) ? space + text : text + space
      })
      return `${parts.join(' '.repeat(GAP)).trimEnd()}\n`
    }).join('')
  }

  #cells({ row }: Extract<Line, { kind: 'row' }>): string[] {
    return this.#columns.map((column) => this.#text(column, row[column.key]))
  }

  /** Of the columns that have totals. */
  #sums({ sums }: Total): string[] {
    return this.#columns.map((column) => this.#text(column, sums[column.key]))
  }

  #text(column: DocumentColumn, value: unknown): string {
    return printable(cellText(column, (value ?? null) as string | number | null, this.#document.zone))
  }
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)

const longestWord = (text: string) => Math.max(0, ...text.split(/\s+/).map(width))

/** Without characters that do something to a terminal; the ends of lines stay. */
export const printable = (text: string): string =>
  text.replace(/\r\n?|[\p{Zl}\p{Zp}\u0085]/gu, '\n').replace(/[^\P{Cc}\n]/gu, ' ')

const oneLine = (text: string) => printable(text).replaceAll('\n', ' ')

/** Words in lines of at most `most` columns; a longer word stays whole. */
export function wrapped(text: string, most: number): string[] {
  if (width(text) <= most) return [text]
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && width(longer) <= most) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
