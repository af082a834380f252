import type { Session } from '../database.ts'
import { keysOf } from './catalogue-rows.ts'
import type { Found, FoundColumn, Look } from './found.ts'

interface ColumnRow {
  table: string
  kind: 'table' | 'view'
  name: string
  type: string
  not_null: number
  /** Its place in the primary key, from 1; 0 outside. */
  in_key: number
  has_default: number
}

interface IndexRow {
  table: string
  index: string
  is_unique: number
  name: string
}

/** Looks up what an embedded database has by these names. */
export async function lookAtFile(session: Session, names: string[]): Promise<Look> {
  const ask = <R>(text: string) => session.all<R>(session.sql.raw(text))
  const columns = await ask<ColumnRow>(COLUMNS)
  const indexes = await ask<IndexRow>(INDEXES)
  const there = names.filter((name) => columns.some(({ table }) => table === name))
  const of = <R extends { table: string }>(rows: R[], name: string) =>
    rows.filter(({ table }) => table === name)
  return {
    tables: new Map(there.map((name) => [name, foundOf(name, of(columns, name), of(indexes, name))])),
    mindsCase: false,
  }
}

function foundOf(name: string, columns: ColumnRow[], indexes: IndexRow[]): Found {
  const primary = columns.filter(({ in_key }) => in_key > 0).sort((a, b) => a.in_key - b.in_key)
  const numbers = new Map([...new Set(indexes.map(({ index }) => index))].map((index, at) => [index, at]))
  const rows = indexes.map((row) => ({ ...row, id: 0, index_id: numbers.get(row.index)! }))
  const { keys, indexes: all } = keysOf(rows)
  return {
    at: `"${name}"`,
    kind: columns[0]!.kind,
    columns: new Map(columns.map((row) => [row.name, columnOf(row, primary)])),
    // A primary key of one whole number is the table itself, without an index.
    keys: primary.length > 0 ? [primary.map((row) => row.name), ...keys] : keys,
    indexes: all,
    denied: [],
  }
}

const columnOf = (row: ColumnRow, primary: ColumnRow[]): FoundColumn => ({
  type: row.type.toUpperCase(),
  nullable: row.not_null === 0,
  identity: primary.length === 1 && primary[0] === row && row.type.toUpperCase() === 'INTEGER',
  optional: row.has_default === 1,
})

const COLUMNS = `SELECT lower(t.name) AS "table", t.type AS kind, lower(c.name) AS name, c.type,
  c."notnull" AS not_null, c.pk AS in_key, c.dflt_value IS NOT NULL AS has_default
FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
WHERE t.type IN ('table', 'view')
ORDER BY t.name, c.cid`

/** Those that hold for all rows. */
const INDEXES = `SELECT lower(t.name) AS "table", i.name AS "index", i."unique" AS is_unique, lower(c.name) AS name
FROM sqlite_schema AS t JOIN pragma_index_list(t.name) AS i JOIN pragma_index_info(i.name) AS c
WHERE t.type = 'table' AND i.partial = 0
ORDER BY t.name, i.seq, c.seqno`
