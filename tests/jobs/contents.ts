import { hasTable } from '../../src/db/catalogue.ts'
import { contract } from '../../src/db/contract.ts'
import type { Row } from '../../src/db/database.ts'
import { type JobTable, nameOf, tables } from '../../src/db/tables.ts'
import type { TestSchool } from '../school.ts'

/**
 * Every row of every table that a job can write; what jobs remember comes into being with the first run. How often a
 * continuous job has looked is the schedule's to count.
 */
export async function contents(school: TestSchool): Promise<Record<string, unknown[]>> {
  return school.with(async (db) => {
    const all: Record<string, unknown[]> = {}
    for (const table of Object.keys(tables) as JobTable[]) {
      // How often a job looked is nothing that it did.
      if (table === 'quiet') continue
      const name = nameOf(table)
      // Those of SIMS may be in a database of its own, but they are there.
      const rows =
        table in contract || (await hasTable(db, name))
          ? await db.all(db.sql(name).orderBy(tables[table].primaryKey))
          : []
      all[table] = rows.map((row) => lasting(row, school))
    }
    return all
  })
}

/**
 * Without what tells of the process that did it (one that died leaves its lease to whoever sends next), or of the
 * folder that the school lies in.
 */
function lasting(row: Row, { folder }: TestSchool): Row {
  const { token: _token, host: _host, boot: _boot, pid: _pid, expires_at: _expires, ...rest } = row
  return Object.fromEntries(
    Object.entries(rest).map(([column, value]) => [
      column,
      typeof value === 'string'
        ? value.replace(/^(\w\d*)-[0-9a-f]{16,24}(\.eml)?$/, '$1').replaceAll(folder, '…')
        : value,
    ]),
  )
}
