import { contract, type TableName } from './contract.ts'
import type { Database } from './database.ts'
import { ddlOf } from './ddl.ts'

/**
 * Creates the school's tables in an empty database: an embedded one, or a schema of SQL Server to try it in.
 * @param names all, unless some of them are in another database
 */
export async function createSchoolTables(
  db: Database,
  names = Object.keys(contract) as TableName[],
): Promise<void> {
  await db.transaction(async (session) => {
    const { createTable } = ddlOf(session)
    for (const name of names) {
      for (const statement of createTable(name, contract[name])) await session.run(session.sql.raw(statement))
    }
  })
}
