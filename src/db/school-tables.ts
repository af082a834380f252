import { contract } from './contract.ts'
import type { Database } from './database.ts'
import { createTable } from './ddl.ts'

/** Creates the school's tables in an empty embedded database. */
export async function createSchoolTables(db: Database): Promise<void> {
  await db.transaction(async (session) => {
    for (const [name, table] of Object.entries(contract)) {
      for (const statement of createTable(name, table)) await session.run(session.sql.raw(statement))
    }
  })
}
