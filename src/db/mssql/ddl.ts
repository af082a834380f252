import type { Ddl } from '../ddl.ts'
import type { Column, Table } from '../table.ts'
import { quoted } from './quote.ts'
import { declarationOf } from './types.ts'

/** How SQL Server makes tables. @param nameOf a table's name with its schema */
export const mssqlDdl = (nameOf: (table: string) => string): Ddl => ({
  createTable(name, table) {
    const on = inSchema(nameOf(name))
    const columns = Object.entries(table.columns).map(([column, declared]) => definition(column, declared))
    const constraints = [
      `CONSTRAINT [PK_${name}] PRIMARY KEY CLUSTERED (${list(table.primaryKey)})`,
      ...table.unique.map((key) => `CONSTRAINT [${named('UQ', name, key)}] UNIQUE (${list(key)})`),
    ]
    return [
      `CREATE TABLE ${on} (\n  ${[...columns, ...constraints].join(',\n  ')}\n)`,
      ...table.indexes.map((key) => `CREATE INDEX [${named('IX', name, key)}] ON ${on} (${list(key)})`),
    ]
  },
  // Nothing in it has a name: those of temporary tables' constraints are the same for everybody on the server. Its
  // indexes are constraints that always hold, for inside a snapshot no index can be made.
  standIn(name, table) {
    const columns = Object.entries(table.columns).map(([column, declared]) =>
      definition(column, { ...declared, identity: false }),
    )
    const { primaryKey, unique, indexes } = table
    const constraints = [
      `PRIMARY KEY CLUSTERED (${list(primaryKey)})`,
      ...[...unique, ...indexes].map((key) => `UNIQUE (${list([...new Set([...key, ...primaryKey])])})`),
    ]
    return [`CREATE TABLE ${quoted(nameOf(name))} (\n  ${[...columns, ...constraints].join(',\n  ')}\n)`]
  },
  addColumn: (table, column, declared) =>
    `ALTER TABLE ${inSchema(nameOf(table))} ADD ${definition(column, declared)}`,
  dropColumn: (table, column) => `ALTER TABLE ${inSchema(nameOf(table))} DROP COLUMN ${quoted(column)}`,
  createIndex: (table, key) =>
    `CREATE INDEX [${named('IX', table, key)}] ON ${inSchema(nameOf(table))} (${list(key)})`,
  dropIndex: (table, key) => `DROP INDEX [${named('IX', table, key)}] ON ${inSchema(nameOf(table))}`,
  dropTable: (name) => `DROP TABLE ${inSchema(nameOf(name))}`,
})

const inSchema = (name: string) => quoted(...name.split('.'))

function definition(column: string, declared: Column): string {
  const identity = declared.identity ? ' IDENTITY(1,1)' : ''
  return `[${column}] ${declarationOf(declared)}${identity} ${declared.nullable ? 'NULL' : 'NOT NULL'}`
}

const named = (kind: string, table: string, key: Table['primaryKey']) => [kind, table, ...key].join('_')

const list = (columns: string[]) => columns.map((column) => `[${column}]`).join(', ')
