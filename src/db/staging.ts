import { contract, type TableName } from './contract.ts'
import type { Session } from './database.ts'
import { sqliteDdl } from './ddl.ts'
import { jobMemory } from './migrations/0002-jobs.ts'
import { outboxMemory } from './migrations/0003-outbox.ts'
import { own } from './migrations/index.ts'
import type { Table } from './table.ts'

/** Where the rows of a table lie, with the line each came from, until all of them have been checked. */
export const stagingOf = (table: TableName): string => `load_${table}`

/**
 * Makes the temporary table for a table's rows. SQLite keeps it in a file that nobody else can open and that is gone
 * with the connection, also when the process is killed.
 */
export async function createStaging(session: Session, table: TableName): Promise<string[]> {
  const columns = ['line', ...Object.keys(contract[table].columns)]
  const definitions = columns.map((column) => `"${column}"`).join(', ')
  await session.run(session.sql.raw(`CREATE TEMP TABLE "${stagingOf(table)}" (${definitions})`))
  return columns
}

/** Makes a staged table quick to search by its key. */
export async function indexStaging(session: Session, table: TableName): Promise<void> {
  const name = stagingOf(table)
  const [key] = contract[table].primaryKey
  await session.run(session.sql.raw(`CREATE INDEX temp."${name}_key" ON "${name}" ("${key}")`))
}

/**
 * Makes every table of the contract anew, whatever was there, with the rows that are staged for it. Inside one
 * transaction: until it commits, everybody else sees what was there, and a crash leaves just that.
 */
export async function replaceSchool(
  session: Session,
  staged: ReadonlyMap<string, number>,
  stopped: () => void,
): Promise<void> {
  const run = (sql: string) => session.run(session.sql.raw(sql))
  for (const [name, table] of Object.entries<Table>(contract)) {
    stopped()
    const [create, ...indexes] = sqliteDdl.createTable(name, table)
    await run(`DROP TABLE IF EXISTS "${name}"`)
    await run(create)
    const rows = staged.get(name)
    if (rows !== undefined) {
      const columns = Object.keys(table.columns)
        .map((column) => `"${column}"`)
        .join(', ')
      const added = await run(
        `INSERT INTO "${name}" (${columns}) SELECT ${columns} FROM temp."${stagingOf(name as TableName)}" ORDER BY rowid`,
      )
      // Nothing is kept on trust: what was checked is what is there, or nothing changes.
      if (added !== rows) throw new Error(`${name}: ${added} rows were copied of ${rows} that were checked.`)
    }
    // A row at a time they would take several times as long.
    for (const index of indexes) await run(index)
  }
}

/** Forgets what the jobs remember of rows by their numbers, and what was on its way out about them. */
export async function forgetRows(session: Session): Promise<void> {
  for (const table of Object.keys({ ...jobMemory, ...outboxMemory }))
    await session.run(session.sql(own(table)).delete())
}
