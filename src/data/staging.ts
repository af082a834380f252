import { contract, type TableName } from '../db/contract.ts'
import type { Database, Row as Values } from '../db/database.ts'
import type { Table } from '../db/table.ts'
import type { Zone } from '../schedule/zone.ts'
import { readCell } from './cell.ts'
import { type BadRow, type Row, rowsOf } from './csv.ts'
import { asUtf8, type Encoding, NotText } from './encoding.ts'
import { type Header, readHeader } from './header.ts'
import type { Problems } from './problem.ts'

/** A file whose rows lie in a temporary table, with the line each came from. */
export interface Staged {
  table: TableName
  /** Its name, for messages. */
  file: string
  rows: number
  encoding: Encoding
  /** Whether the key of every row could be read: only then is what refers to it known to be wrong. */
  keysKnown: boolean
}

/** Where the rows of a table lie until all files have been checked. */
export const stagingOf = (table: TableName): string => `load_${table}`

export interface Source {
  table: TableName
  file: string
  path: string
}

/** Reads one file into its temporary table. What is wrong in it goes to `problems`. */
export async function stage(
  db: Database,
  source: Source,
  zone: Zone,
  problems: Problems,
  stopped: () => void,
): Promise<Staged> {
  const { table, file, path } = source
  const names = Object.keys(contract[table].columns)
  const columns = ['line', ...names]
  await db.run(
    db.sql.raw(`CREATE TEMP TABLE "${stagingOf(table)}" (${columns.map((name) => `"${name}"`).join(', ')})`),
  )
  const staged: Staged = { table, file, rows: 0, encoding: 'UTF-8', keysKnown: true }
  try {
    const { encoding, chunks } = await asUtf8(path)
    staged.encoding = encoding
    const reader = new TableReader(staged, zone, problems)
    for await (const rows of rowsOf(chunks())) {
      stopped()
      const values = rows.flatMap((row) => reader.read(row) ?? [])
      if (values.length > 0) await db.bulkInsert(stagingOf(table), columns, values)
      if (reader.hopeless) break
    }
    if (!reader.header && !reader.hopeless) {
      problems.add({ file, message: 'the file is empty: its first line must name the columns' })
      staged.keysKnown = false
    }
  } catch (error) {
    const words = error instanceof NotText ? `is not a text file: ${error.message}` : unreadable(error)
    if (!words) throw error
    problems.add({ file, message: words })
    staged.keysKnown = false
  }
  return staged
}

function unreadable(error: unknown): string | undefined {
  const { code } = error as { code?: string }
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: this account may not'
  if (code === 'EISDIR') return 'is a folder, not a file'
  if (code === 'ENOENT') return 'is gone'
  if (code === 'EBUSY') return 'is held by another program: close it there'
  return undefined
}

/** Turns the rows of one file into values, and tells what is wrong with them. */
class TableReader {
  header: Header | undefined
  /** Nothing more can be read from the file. */
  hopeless = false
  readonly #staged: Staged
  readonly #zone: Zone
  readonly #problems: Problems
  readonly #table: Table
  readonly #show: boolean

  constructor(staged: Staged, zone: Zone, problems: Problems) {
    this.#staged = staged
    this.#zone = zone
    this.#problems = problems
    this.#table = contract[staged.table]
    // Where a cell too many has moved the columns, a name stands under a date: such tables show no value at all.
    this.#show = !Object.values(this.#table.columns).some((column) => column.personal)
  }

  read(row: Row | BadRow): Values[string][][] | undefined {
    const { file } = this.#staged
    if ('broken' in row) {
      this.#problems.add({ file, line: row.line, message: row.broken })
      this.#staged.keysKnown = false
      return undefined
    }
    if (row.cells.every((cell, at) => cell.trim() === '' && !row.quoted(at))) return undefined
    if (!this.header) {
      this.#begin(row)
      return undefined
    }
    return this.hopeless ? undefined : this.#values(row, this.header)
  }

  #begin({ line, cells }: Row): void {
    const { file, table } = this.#staged
    const header = readHeader(table, cells)
    if (!('wrong' in header)) {
      this.header = header
      return
    }
    for (const message of header.wrong) this.#problems.add({ file, line, message })
    this.hopeless = true
    this.#staged.keysKnown = false
  }

  #values(row: Row, { places, width, numbered }: Header): Values[string][][] | undefined {
    const staged = this.#staged
    const { line, cells } = row
    if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
      const message = `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, and the first line names ${width} columns`
      this.#problems.add({ file: staged.file, line, message })
      staged.keysKnown = false
      return undefined
    }
    staged.rows += 1
    const values: Values[string][] = [line]
    for (const { name, column, cell } of places) {
      if (cell === undefined) {
        values.push(numbered && column.identity ? staged.rows : null)
        continue
      }
      const read = readCell(column, cells[cell] as string, row.quoted(cell), {
        zone: this.#zone,
        show: this.#show,
      })
      if ('wrong' in read) {
        this.#problems.add({ file: staged.file, line, column: name, message: read.wrong })
        if (this.#table.primaryKey.includes(name)) staged.keysKnown = false
      }
      values.push('wrong' in read ? null : read.value)
    }
    return [values]
  }
}
