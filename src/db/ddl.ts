import type { Session } from './database.ts'
import { mssqlDdl } from './mssql/ddl.ts'
import type { Column, ColumnType, Table } from './table.ts'

/** How a database makes tables, one statement each. */
export interface Ddl {
  /** CREATE TABLE, then its indexes. */
  createTable(name: string, table: Table): [string, ...string[]]
  /** CREATE of a temporary table in place of one that is in another database, and its indexes. */
  standIn(name: string, table: Table): string[]
  /** ALTER TABLE, adding a column that may be missing. */
  addColumn(table: string, column: string, declared: Column): string
  dropColumn(table: string, column: string): string
  /** CREATE of an index on a table that is there. */
  createIndex(table: string, columns: string[]): string
  dropIndex(table: string, columns: string[]): string
  dropTable(name: string): string
}

export const ddlOf = ({ dialect, nameOf }: Pick<Session, 'dialect' | 'nameOf'>): Ddl =>
  dialect === 'sqlite' ? sqliteDdl : mssqlDdl(nameOf)

export const sqliteDdl: Ddl = {
  createTable,
  // A temporary table of the same name comes before any other.
  standIn: (name, table) => {
    // What is unique over there is not ours to enforce, but for the key.
    const indexed = { ...table, unique: [], indexes: [...table.unique, ...table.indexes] }
    const [create, ...indexes] = createTable(name, indexed)
    return [
      create.replace('CREATE TABLE', 'CREATE TEMP TABLE'),
      ...indexes.map((index) => index.replace('CREATE INDEX ', 'CREATE INDEX temp.')),
    ]
  },
  addColumn: (table, column, declared) =>
    `ALTER TABLE ${quote(table)} ADD COLUMN ${definition(column, declared, false)}`,
  dropColumn: (table, column) => `ALTER TABLE ${quote(table)} DROP COLUMN ${quote(column)}`,
  createIndex,
  dropIndex: (table, columns) => `DROP INDEX ${quote(indexName(table, columns))}`,
  dropTable: (name) => `DROP TABLE ${quote(name)}`,
}

function createTable(name: string, table: Table): [string, ...string[]] {
  const columns = Object.entries(table.columns).map(([column, declared]) => {
    const isKey = table.primaryKey.length === 1 && table.primaryKey[0] === column
    return definition(column, declared, isKey && declared.identity)
  })
  const identityKey = table.primaryKey.some((column) => table.columns[column]?.identity)
  const constraints = [
    ...(identityKey ? [] : [`PRIMARY KEY (${table.primaryKey.map(quote).join(', ')})`]),
    ...table.unique.map((columns) => `UNIQUE (${columns.map(quote).join(', ')})`),
  ]
  return [
    `CREATE TABLE ${quote(name)} (\n  ${[...columns, ...constraints].join(',\n  ')}\n)`,
    ...table.indexes.map((columns) => createIndex(name, columns)),
  ]
}

function createIndex(table: string, columns: string[]): string {
  return `CREATE INDEX ${quote(indexName(table, columns))} ON ${quote(table)} (${columns.map(quote).join(', ')})`
}

const indexName = (table: string, columns: string[]) => `${table}_${columns.join('_')}`

const definition = (column: string, declared: Column, isKey: boolean) =>
  `${quote(column)} ${sqliteTypes[declared.type]}${isKey ? ' PRIMARY KEY' : ''}${declared.nullable ? '' : ' NOT NULL'}`

/** The type that SQLite knows a declared one by. */
export const sqliteTypes: Record<ColumnType, string> = {
  int: 'INTEGER',
  flag: 'INTEGER',
  text: 'TEXT',
  code: 'TEXT',
  date: 'TEXT',
  time: 'TEXT',
  instant: 'TEXT',
}

const quote = (name: string) => `"${name}"`
