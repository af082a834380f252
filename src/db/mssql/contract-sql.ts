import { contract, type TableName } from '../contract.ts'
import type { SqlServerPlace } from '../database.ts'
import type { Column, Table } from '../table.ts'
import { SEEN_IN_PUBLIC } from './public-names.ts'
import { literal, quoted } from './quote.ts'
import { typeOf } from './types.ts'

/** Who reads and who writes a table, for the comment above it. */
export interface Users {
  readBy: string[]
  writtenBy: string[]
}

/**
 * T-SQL that a school fills in to map its own tables onto those of the contract: a view for each, and a synonym for
 * those whose own tables happen to fit. It can be parsed as it stands; what is to be replaced is in the schema
 * `your_schema`, which no school has.
 */
export function contractScript(
  { schema, database }: Pick<SqlServerPlace, 'schema' | 'database'>,
  names: TableName[],
  users: (name: TableName) => Users,
): string {
  const parts = [
    head(database),
    `IF SCHEMA_ID(${literal(schema)}) IS NULL EXEC(${literal(`CREATE SCHEMA ${quoted(schema)}`)});`,
    ...names.map((name) => view(schema, name, contract[name], users(name))),
  ]
  return `${parts.join('\nGO\n\n')}\nGO\n`
}

const head = (
  database: string,
) => `-- The school's tables as the jobs of pars-auto see them: see docs/contract.md.
-- Each is a view here, to be filled in by somebody who knows the tables of PARS and SIMS: what is in your_schema
-- stands for those. Whatever no job uses can be left out: pars-auto db check says which that is.
-- A table that the jobs only read may be any SELECT: joins, CASE, another database of the instance. One that they
-- write must be a view that SQL Server can write through (one table, its columns as they are, no INSTEAD OF trigger),
-- or a synonym. An instant is in UTC: for a time of the clock write
--   CAST(t.[…] AT TIME ZONE 'GMT Standard Time' AT TIME ZONE 'UTC' AS datetime2(3))
-- Run it in the database ${database}. It makes a schema and views, and alters nothing else.`

function view(schema: string, name: TableName, table: Table, { readBy, writtenBy }: Users): string {
  const isWritten = writtenBy.length > 0
  const columns = Object.entries(table.columns)
  const lines = columns.map(([column, declared], at) =>
    columnLine(column, declared, isWritten, at === columns.length - 1),
  )
  return [
    `-- ${name}: ${table.about}`,
    `-- ${isWritten ? `WRITTEN by ${writtenBy.join(', ')}.` : 'Only read.'}${readBy.length > 0 ? ` Read by ${readBy.join(', ')}.` : ''}`,
    `-- Its key: ${table.primaryKey.join(', ')}.${table.unique.map((key) => ` No two rows have the same ${key.join(', ')}.`).join('')}`,
    ...(SEEN_IN_PUBLIC[name] ?? []).map((seen) => `-- Seen in public SQL, check: ${seen}`),
    `-- Instead, where a table fits as it is:`,
    `--   CREATE SYNONYM ${quoted(schema, name)} FOR [your_database].${source(name)};`,
    `CREATE VIEW ${quoted(schema, name)} AS`,
    'SELECT',
    ...lines,
    `FROM ${source(name)} AS t;`,
  ].join('\n')
}

/** What is computed cannot be written: where a job writes, the column below must have the type itself. */
function columnLine(column: string, declared: Column, isWritten: boolean, isLast: boolean): string {
  const own = `t.${quoted(column)}`
  const value = isWritten ? own : `CAST(${own} AS ${typeOf(declared)})`
  const comma = isLast ? '' : ','
  const must = isWritten ? `${typeOf(declared)}${declared.identity ? ' IDENTITY' : ''}; ` : ''
  return `  ${value} AS ${quoted(column)}${comma} -- ${must}${declared.nullable ? 'may be NULL; ' : ''}${about(declared)}`
}

const about = ({ about: words, references, type }: Column) =>
  `${words}${references ? ` The id of ${references}.` : ''}${type === 'instant' ? ' In UTC.' : ''}`

const source = (name: TableName) => quoted('your_schema', `your_${name}`)
