import { listed } from '../schedule/weekday.ts'
import { cellText } from './cell.ts'
import type { DocumentColumn, ReportDocument } from './document.ts'
import type { Line } from './outline.ts'

/** A bar of a chart. */
export interface Bar {
  name: string
  value: number
  /** The value as people read it. */
  text: string
}

/** What a chart shows: two bars or more. */
export interface ChartFigures {
  title: string
  bars: Bar[]
  /** Of the lengths of the bars; `percent` for shares from 0 to 1. */
  type: 'number' | 'percent'
}

const MOST_ROWS = 12
const MOST_SECTIONS = 30

/** Notes down what a report's chart shows while its lines go by. */
export class ChartNotes {
  readonly #document: ReportDocument
  readonly #value: DocumentColumn | undefined
  readonly #bars: Bar[] = []
  #left = 0

  constructor(document: ReportDocument) {
    this.#document = document
    const { chart, columns, totalled } = document
    this.#value = [...columns, ...totalled].find(({ key }) => key === chart?.value)
  }

  /** The same lines, every one of an `outline`. */
  async *along(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
    for await (const line of lines) {
      this.#see(line)
      yield line
    }
  }

  #see(line: Line): void {
    const { chart, columns, zone } = this.#document
    if (!chart) return
    if (chart.of === 'sections' && line.kind === 'total' && line.level === 1)
      this.#add(line.words, line.sums[chart.value], MOST_SECTIONS)
    if (chart.of === 'rows' && line.kind === 'row') {
      const label = columns.find(({ key }) => key === chart.label) ?? columns[0]!
      const name = cellText(label, line.row[label.key] ?? null, zone)
      this.#add(name, line.row[chart.value], chart.most ?? MOST_ROWS)
    }
  }

  #add(name: string, value: unknown, most: number): void {
    if (!this.#value || value === null || value === undefined) return
    if (this.#bars.length >= most) this.#left += 1
    else
      this.#bars.push({
        name,
        value: Number(value),
        text: cellText(this.#value, Number(value), this.#document.zone),
      })
  }

  /** Undefined where there is no chart, or nothing to compare. */
  figures(): ChartFigures | undefined {
    const { chart } = this.#document
    if (!chart || !this.#value || this.#bars.length < 2) return undefined
    const isCut = chart.of === 'sections' && this.#left > 0
    return {
      title: isCut ? `${chart.title}: the first ${this.#bars.length}` : chart.title,
      bars: this.#bars,
      type: this.#value.type === 'percent' ? 'percent' : 'number',
    }
  }
}

/** What a chart shows, for those who do not see it: `Year 7 6, Year 8 4`. */
export const figuresInWords = ({ bars }: ChartFigures): string =>
  listed(bars.map(({ name, text }) => `${name} ${text}`))
