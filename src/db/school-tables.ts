import { contract } from './contract.ts'
import type { Database } from './database.ts'
import { ddlOf } from './ddl.ts'

/** Creates the school's tables in an empty database: an embedded one, or a schema of SQL Server to try it in. */
export async function createSchoolTables(db: Database): Promise<void> {
  await db.transaction(async (session) => {
    const { createTable } = ddlOf(session)
    for (const [name, table] of Object.entries(contract)) {
      for (const statement of createTable(name, table)) await session.run(session.sql.raw(statement))
    }
  })
}
