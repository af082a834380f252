import { randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { placeOf } from '../../src/config/database-place.ts'
import { makeSchema } from '../../src/db/catalogue.ts'
import type { SqlServerPlace } from '../../src/db/database.ts'
import { openSqlServer, type SqlServerDatabase } from '../../src/db/mssql/database.ts'

/** A connection string of a database in which tests may make and drop schemas. */
export const SERVER = process.env.PARS_TEST_MSSQL_URL

/** Two schemas of their own on the test server, dropped when the test has ended. */
export async function freshPlace(): Promise<SqlServerPlace> {
  const id = `t${randomBytes(6).toString('hex')}`
  const section = { type: 'sqlserver', connection: SERVER, schema: id, ownSchema: `${id}_own` } as const
  const place = placeOf(section, '/', (key) => key === 'connection')
  if (place?.type !== 'sqlserver') throw new Error('PARS_TEST_MSSQL_URL is no connection string.')
  await withServer(place, (db) => makeSchema(db, place.schema))
  onTestFinished(() => withServer(place, (db) => dropSchemas(db, place)))
  return place
}

export async function withServer<T>(
  place: SqlServerPlace,
  work: (db: SqlServerDatabase) => Promise<T>,
): Promise<T> {
  const db = await openSqlServer(place)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

async function dropSchemas(db: SqlServerDatabase, { schema, ownSchema }: SqlServerPlace): Promise<void> {
  for (const name of [schema, ownSchema]) {
    const found = await db.all<{ name: string }>(
      db.sql.raw(
        'SELECT t.name FROM sys.tables t JOIN sys.schemas s ON s.schema_id = t.schema_id WHERE s.name = ?',
        [name],
      ),
    )
    if (found.length > 0)
      await db.run(db.sql.raw(`DROP TABLE ${found.map((table) => `[${name}].[${table.name}]`).join(', ')}`))
    await db.run(db.sql.raw(`IF SCHEMA_ID(N'${name}') IS NOT NULL EXEC(N'DROP SCHEMA [${name}]')`))
  }
}
