import type { SqlServerPlace } from '../database.ts'
import { mssqlDdl } from '../mssql/ddl.ts'
import { Names } from '../mssql/names.ts'
import { literal, quoted } from '../mssql/quote.ts'
import { migrations } from './index.ts'
import type { Migration } from './migration.ts'
import { own } from './own.ts'
import { downStatements, steps, upStatements } from './steps.ts'

type Place = Pick<SqlServerPlace, 'schema' | 'ownSchema' | 'database'>

/**
 * T-SQL that brings the program's own tables up to date, for a DBA who would rather run it. It can be run at any
 * time and twice: each step looks whether it has been done. `GO` stands between batches, as sqlcmd and Management
 * Studio understand it.
 */
export function upScript(place: Place): string {
  const { ownSchema } = place
  const ddl = mssqlDdl(namesOf(place))
  const first = ddl.createTable(own('migration'), steps).map(ended)
  return batches([
    head(place, 'Makes the tables that pars-auto keeps for itself, or brings them up to date.'),
    `IF SCHEMA_ID(${literal(ownSchema)}) IS NULL EXEC(${literal(`CREATE SCHEMA ${quoted(ownSchema)}`)});`,
    `IF OBJECT_ID(${literal(marksOf(place))}) IS NULL\n${block(first)}`,
    ...migrations.map((migration) => {
      const done = `INSERT INTO ${marksOf(place)} ([version], [name], [applied_at]) VALUES (${migration.version}, ${literal(migration.name)}, SYSUTCDATETIME());`
      return `IF NOT EXISTS (SELECT 1 FROM ${marksOf(place)} WHERE [version] = ${migration.version})\n${block([...upStatements(migration, ddl).map(ended), done])}`
    }),
  ])
}

/** T-SQL that takes the steps behind `to` back. What is in their tables is lost. */
export function downScript(place: Place, to: number): string {
  const ddl = mssqlDdl(namesOf(place))
  const surplus = migrations.slice(to).reverse()
  return batches([
    head(
      place,
      `Takes the tables of pars-auto back to step ${to}. What is in the tables that go is lost: ${goneWith(surplus)}.`,
    ),
    ...surplus.map((migration) => {
      const undone = `DELETE FROM ${marksOf(place)} WHERE [version] = ${migration.version};`
      return `IF EXISTS (SELECT 1 FROM ${marksOf(place)} WHERE [version] = ${migration.version})\n${block([...downStatements(migration, ddl).map(ended), undone])}`
    }),
    ...(to === 0 ? [`${ddl.dropTable(own('migration'))};`, `DROP SCHEMA ${quoted(place.ownSchema)};`] : []),
  ])
}

const namesOf = (place: Place) => {
  const names = new Names(place)
  return (table: string) => names.of(table)
}

const marksOf = ({ ownSchema }: Place) => quoted(ownSchema, own('migration'))

const head = ({ database }: Place, about: string) =>
  `-- ${about}\n-- No table of PARS or SIMS is touched. Run it in the database ${database}.\nSET XACT_ABORT ON;`

/** All of a step or nothing. */
const block = (statements: string[]) =>
  `BEGIN\n  BEGIN TRANSACTION;\n${statements.map(indented).join('\n')}\n  COMMIT;\nEND;`

const indented = (statement: string) => statement.replace(/^/gm, '  ')
const ended = (statement: string) => `${statement};`
const batches = (parts: string[]) => `${parts.join('\nGO\n')}\nGO\n`

const goneWith = (surplus: Migration[]) =>
  surplus.flatMap(({ tables }) => Object.keys(tables).map(own)).join(', ')
