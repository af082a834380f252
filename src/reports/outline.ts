import type { Row } from '../db/database.ts'
import { cellText } from './cell.ts'
import { type DocumentColumn, type ReportDocument, withPercents } from './document.ts'

/** A report line by line, as people read it: headings, rows, and what they come to. */
export type Line =
  /** `level` 1 for the outer sections. */
  | { kind: 'heading'; level: number; words: string }
  | { kind: 'row'; row: Row }
  /** What a section came to, or, at level 0, all of it; `sums` for the columns that are totalled. */
  | { kind: 'total'; level: number; words: string; count: number; sums: Row }

/** Goes through the rows once. Of a report without rows there are no lines. */
export async function* outline(document: ReportDocument): AsyncGenerator<Line> {
  const { sections, columns, totalled, zone } = document
  const depth = sections.length
  const levels = Array.from({ length: depth + 1 }, () => new Sums(totalled))
  let open: Row[string][] = []
  const named = (row: Row, key: string) => {
    const column = columns.find((one) => one.key === key)!
    return cellText(column, row[key] ?? null, zone) || `No ${column.title.toLowerCase()}`
  }
  const words = (level: number) => (level === 0 ? 'All' : names[level - 1]!)
  let names: string[] = []
  function* close(from: number): Generator<Line> {
    for (let level = depth; level >= from; level--) {
      const sums = levels[level]!
      if (sums.count === 0) continue
      yield { kind: 'total', level, words: words(level), count: sums.count, sums: sums.take() }
    }
  }
  for await (const row of document.rows()) {
    const path = sections.map((key) => row[key] ?? null)
    const changed = path.findIndex((value, at) => open.length === 0 || value !== open[at])
    if (changed >= 0) {
      yield* close(changed + 1)
      open = path
      names = sections.map((key) => named(row, key))
      for (let level = changed + 1; level <= depth; level++)
        yield { kind: 'heading', level, words: names[level - 1]! }
    }
    for (const sums of levels) sums.add(row)
    yield { kind: 'row', row }
  }
  yield* close(0)
}

class Sums {
  count = 0
  readonly #columns: DocumentColumn[]
  #sums: Row = {}

  constructor(columns: DocumentColumn[]) {
    this.#columns = columns
  }

  add(row: Row): void {
    this.count += 1
    for (const { key, type } of this.#columns)
      if (type === 'number') this.#sums[key] = Number(this.#sums[key] ?? 0) + (Number(row[key]) || 0)
  }

  /** What it has come to; it begins anew. */
  take(): Row {
    const sums = withPercents(this.#sums, this.#columns)
    this.count = 0
    this.#sums = {}
    return sums
  }
}
