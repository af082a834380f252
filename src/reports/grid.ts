import { countInWords } from './counted.ts'
import type { DocumentColumn, ReportDocument } from './document.ts'
import type { Line } from './outline.ts'

/** The columns of a report's tables where its sections are headings. */
export const gridColumns = ({ columns, sections }: ReportDocument): DocumentColumn[] =>
  columns.filter(({ key }) => !sections.includes(key))

/** Whether its values stand below each other by their last digit. */
export const standsRight = ({ type }: Pick<DocumentColumn, 'type'>): boolean =>
  type === 'number' || type === 'percent'

const USUAL_WIDTH = { text: 18, number: 8, percent: 8, date: 10, instant: 16, time: 5 }

/** Roughly how many characters wide a column is: enough for the longest word of its title. */
export const usualWidth = ({ title, type, width }: DocumentColumn): number =>
  Math.max(width ?? USUAL_WIDTH[type], longestWord(title))

/** How many characters the longest word has. */
export const longestWord = (text: string): number => Math.max(...text.split(/\s+/).map((word) => word.length))

export type Total = Extract<Line, { kind: 'total' }>

/** `7A: 2 pupils`; of all of it, `All: 4 pupils`. */
export const totalWords = ({ words, count }: Total, { rowName }: ReportDocument): string =>
  `${words}: ${countInWords(count, rowName)}`

/** How many columns there are before the first that has a total: where the words of a total stand. */
export function columnsBeforeTotals({ totalled }: ReportDocument, columns: DocumentColumn[]): number {
  const first = columns.findIndex(({ key }) => totalled.some((column) => column.key === key))
  return first === -1 ? columns.length : first
}

/** The lines without totals that say what stands beside them: of a single row, or the same as the next greater one. */
export async function* concise(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let held: Total | undefined
  for await (const line of lines) {
    const repeats = line.kind === 'total' && line.count === held?.count
    if (held && !repeats && held.count > 1) yield held
    held = line.kind === 'total' ? line : undefined
    if (!held) yield line
  }
  if (held) yield held
}
