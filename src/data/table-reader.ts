import { contract } from '../db/contract.ts'
import type { Row as Values } from '../db/database.ts'
import type { Table } from '../db/table.ts'
import type { Zone } from '../schedule/zone.ts'
import { type Reading, readCell } from './cell.ts'
import type { BadRow, Row } from './csv.ts'
import { type Header, readHeader } from './header.ts'
import type { Problems } from './problem.ts'
import type { Source } from './staging.ts'

/** Turns the rows of one file into values, and tells what is wrong with them. */
export class TableReader {
  /** Rows read, besides the header. */
  rows = 0
  /** Whether the key of every row could be read. */
  keysKnown = true
  readonly #source: Source
  readonly #problems: Problems
  readonly #table: Table
  readonly #reading: Reading

  constructor(source: Source, zone: Zone, problems: Problems) {
    this.#source = source
    this.#problems = problems
    this.#table = contract[source.table]
    // Where a cell too many has moved the columns, a name stands under a date: such tables show no value at all.
    const show = !Object.values(this.#table.columns).some((column) => column.personal)
    this.#reading = { zone, show }
  }

  /** The line and the values of each row, in the order of the table's columns. */
  *read(rows: Iterable<Row | BadRow>): Generator<Values[string][]> {
    let header: Header | undefined
    for (const row of rows) {
      if ('broken' in row) this.#lost(row.broken, row.line)
      else if (isBlank(row)) continue
      else if (header) {
        const values = this.#values(row, header)
        if (values) yield values
      } else {
        const read = readHeader(this.#source.table, row.cells)
        if ('wrong' in read) {
          for (const message of read.wrong) this.#lost(message, row.line)
          return
        }
        header = read
      }
    }
    if (!header) this.#lost('the file is empty: its first line must name the columns')
  }

  /** Something because of which a key may be missing. */
  #lost(message: string, line?: number): void {
    this.keysKnown = false
    this.#problems.add({ file: this.#source.file, ...(line ? { line } : {}), message })
  }

  #values(row: Row, { places, width, numbered }: Header): Values[string][] | undefined {
    const { line, cells, quoted } = row
    if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
      const count = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}`
      this.#lost(`has ${count}, and the first line names ${width} columns`, line)
      return undefined
    }
    this.rows += 1
    const values: Values[string][] = [line]
    for (const { name, column, cell } of places) {
      if (cell === undefined) {
        values.push(numbered && column.identity ? this.rows : null)
        continue
      }
      const read = readCell(column, cells[cell] as string, quoted.has(cell), this.#reading)
      if ('wrong' in read) {
        this.#problems.add({ file: this.#source.file, line, column: name, message: read.wrong })
        if (this.#table.primaryKey.includes(name)) this.keysKnown = false
      }
      values.push('wrong' in read ? null : read.value)
    }
    return values
  }
}

const isBlank = ({ cells, quoted }: Row): boolean =>
  cells.every((cell, at) => cell.trim() === '' && !quoted.has(at))
