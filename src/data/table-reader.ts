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
  /** The header is wrong, and the rows below it mean nothing. */
  isOver = false
  #header: Header | undefined
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

  /** The line and the values of a row, in the order of the table's columns; nothing for one without values. */
  read(row: Row | BadRow): Values[string][] | undefined {
    if ('broken' in row) this.#lost(row.broken, row.line)
    else if (isBlank(row) || this.isOver) return undefined
    else if (this.#header) return this.#values(row, this.#header)
    else this.#readHeader(row)
    return undefined
  }

  /** Says what the file as a whole lacks. */
  end(): void {
    if (!this.#header && !this.isOver) this.#lost('the file is empty: its first line must name the columns')
  }

  #readHeader({ cells, line }: Row): void {
    const read = readHeader(this.#source.table, cells)
    if (!('wrong' in read)) this.#header = read
    else {
      for (const message of read.wrong) this.#lost(message, line)
      this.isOver = true
    }
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
