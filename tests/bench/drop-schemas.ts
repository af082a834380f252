import type { Database, SqlServerPlace } from '../../src/db/database.ts'

/** Takes the schemas that a benchmark has made on a server away, with all that is in them. */
export async function dropSchemas(server: Database, { schema, ownSchema }: SqlServerPlace): Promise<void> {
  const tables = server
    .sql({ t: 'sys.tables' })
    .join({ s: 'sys.schemas' }, 's.schema_id', 't.schema_id')
    .whereIn('s.name', [schema, ownSchema])
    .select({ name: 't.name', schema: 's.name' })
  for (const table of await server.all<{ name: string; schema: string }>(tables))
    await server.run(server.sql.raw(`DROP TABLE [${table.schema}].[${table.name}]`))
  for (const name of [schema, ownSchema]) await server.run(server.sql.raw(`DROP SCHEMA [${name}]`))
}
