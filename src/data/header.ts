import { quote } from '../config/quote.ts'
import { didYouMean } from '../config/suggest.ts'
import { contract, type TableName } from '../db/contract.ts'
import type { Column, Table } from '../db/table.ts'

/** Where a column of the table stands in the file; `cell` is missing where the file lacks an optional one. */
interface Place {
  name: string
  column: Column
  cell?: number
}

export interface Header {
  places: Place[]
  /** Cells a row must have. */
  width: number
  /** Whether the rows are numbered as they come: the file has no numbers, and nothing refers to them. */
  numbered: boolean
}

/** Matches the first row of a file with the table's columns, in any order. */
export function readHeader(table: TableName, cells: string[]): Header | { wrong: string[] } {
  const columns: Record<string, Column> = (contract[table] as Table).columns
  const names = Object.keys(columns)
  const given = cells.map((cell) => cell.trim().toLowerCase())
  while (given.at(-1) === '') given.pop()
  // A file without a header begins with a row, which is nobody's business.
  if (!given.some((name) => Object.hasOwn(columns, name)))
    return { wrong: [`the first line does not name the columns of ${table}: ${names.join(', ')}`] }
  const wrong = given.flatMap((name, at) => {
    if (name === '') return [`column ${at + 1} has no name`]
    if (!Object.hasOwn(columns, name)) {
      const hint = didYouMean(name, names, 'there are')
      return [`there is no column ${quote(name)} in ${table}${hint ? `: ${hint}` : ''}`]
    }
    return given.indexOf(name) < at ? [`the column ${name} is named twice`] : []
  })
  const numbered = names.some(
    (name) => columns[name]?.identity && !given.includes(name) && !isReferredTo(table),
  )
  for (const [name, { nullable, identity }] of Object.entries(columns)) {
    if (given.includes(name) || nullable || (identity && numbered)) continue
    wrong.push(`the column ${name} is missing`)
  }
  if (wrong.length > 0) return { wrong }
  const places = Object.entries(columns).map(([name, column]) => {
    const cell = given.indexOf(name)
    return cell === -1 ? { name, column } : { name, column, cell }
  })
  return { places, width: given.length, numbered }
}

const isReferredTo = (table: TableName): boolean =>
  Object.values<Table>(contract).some(({ columns }) =>
    Object.values(columns).some(({ references }) => references === table),
  )
