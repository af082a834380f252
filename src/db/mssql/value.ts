import sql from 'mssql'
import type { Row } from '../database.ts'

/** The program knows texts and numbers. */
export class HoldsBytes extends Error {
  override name = 'HoldsBytes'
}

/** A column of a result, as far as its values depend on it. */
export interface ResultColumn {
  name: string
  type?: unknown
}

/**
 * A row as the program knows rows, whatever the server calls the types: dates as `YYYY-MM-DD`, moments as ISO 8601 in
 * UTC, bits as 0 and 1, whole numbers as numbers.
 */
export function rowOf(columns: ResultColumn[], values: unknown[]): Row {
  const row: Row = {}
  for (const [at, { name, type }] of columns.entries())
    row[name || `column ${at + 1}`] = cellOf(values[at], type, name)
  return row
}

function cellOf(value: unknown, type: unknown, column: string): Row[string] {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return momentOf(value, type)
  if (typeof value === 'number') return value
  if (typeof value !== 'string')
    throw new HoldsBytes(
      `the column ${column} holds bytes, not a text: leave it out, or write convert(varchar(max), …, 2)`,
    )
  // Beyond 2^53 a number would be another one.
  if (type === sql.BigInt && Number.isSafeInteger(Number(value))) return Number(value)
  return type === sql.Char || type === sql.NChar ? value.trimEnd() : value
}

function momentOf(value: Date, type: unknown): string {
  const text = value.toISOString()
  if (type === sql.Date) return text.slice(0, 10)
  if (type === sql.Time) return text.slice(11, 16)
  return text
}
