/**
 * How a table is declared, once. The demo schema, the migrations, `docs/contract.md` and the checks of a
 * connected database all come from these declarations.
 */

/** What a column holds, and how it travels between the program and either database. */
export type ColumnType =
  /** Whole number. SQLite INTEGER, SQL Server int. */
  | 'int'
  /** Unicode text. SQLite TEXT, SQL Server nvarchar(length) or nvarchar(max). */
  | 'text'
  /** ASCII identifier or code. SQLite TEXT, SQL Server varchar(length). */
  | 'code'
  /** The school's calendar date, `YYYY-MM-DD`. SQLite TEXT, SQL Server date. */
  | 'date'
  /** The school's wall time, `HH:MM`. SQLite TEXT, SQL Server char(5). */
  | 'time'
  /** A moment, ISO 8601 in UTC with milliseconds and `Z`. SQLite TEXT, SQL Server datetime2(3). */
  | 'instant'
  /** 0 or 1. SQLite INTEGER, SQL Server bit. */
  | 'flag'

export interface Column {
  type: ColumnType
  length?: number
  nullable: boolean
  /** The table's own number, given out by the database when a row is added. */
  identity: boolean
  references?: string
  /** Says something about a person: a name, a text, an address. Shown to nobody who may not see it. */
  personal?: true
  /** Capitals count: two values that differ in nothing else are two, also where the database takes them for the same. */
  verbatim?: true
  about: string
}

export interface Table {
  about: string
  columns: Record<string, Column>
  primaryKey: string[]
  unique: string[][]
  /** Indexes the jobs count on, beside the primary key and the unique ones. */
  indexes: string[][]
  /** Whose it is, where that is not PARS: it may be in a database of its own, on another server. */
  source?: 'sims'
  /** Of a table of SIMS that we write to: the column that only rows of ours have. No other row is looked at or touched. */
  ours?: string
}

const column = (type: ColumnType, about: string, length?: number): Column => ({
  type,
  about,
  nullable: false,
  identity: false,
  ...(length ? { length } : {}),
})

export const identity = (about = 'The number the database gave the row.'): Column => ({
  ...column('int', about),
  identity: true,
})
export const int = (about: string) => column('int', about)
export const text = (length: number | 'max', about: string) =>
  column('text', about, length === 'max' ? undefined : length)
export const code = (length: number, about: string) => column('code', about, length)
export const date = (about: string) => column('date', about)
export const time = (about: string) => column('time', about)
export const instant = (about: string) => column('instant', about)
export const flag = (about: string) => column('flag', about)

/** A row number of another table. */
export const ref = (table: string, about: string): Column => ({ ...column('int', about), references: table })
export const optional = (declared: Column): Column => ({ ...declared, nullable: true })

export const personal = (declared: Column): Column => ({ ...declared, personal: true })
export const verbatim = (declared: Column): Column => ({ ...declared, verbatim: true })

export interface TableKeys extends Pick<Table, 'source' | 'ours'> {
  key?: string[]
  unique?: string[][]
  indexes?: string[][]
}

/** Declares a table of PARS, unless `keys.source` says otherwise; `keys.key` defaults to `id`. */
export function table<C extends Record<string, Column>>(
  about: string,
  columns: C,
  keys: TableKeys = {},
): Table {
  return {
    about,
    columns,
    primaryKey: keys.key ?? ['id'],
    unique: keys.unique ?? [],
    indexes: keys.indexes ?? [],
    ...(keys.source ? { source: keys.source } : {}),
    ...(keys.ours ? { ours: keys.ours } : {}),
  }
}
