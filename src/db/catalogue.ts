import type { Session } from './database.ts'

/** Whether there is such a table, view or synonym. `name` as statements have it. */
export async function hasTable(session: Session, name: string): Promise<boolean> {
  const { sql, dialect } = session
  const found = await session.first<{ found: number | string | null }>(
    dialect === 'sqlite'
      ? sql('sqlite_schema').where({ type: 'table', name }).select({ found: 'name' })
      : sql.select(sql.raw('object_id(?) as found', [session.nameOf(name)])),
  )
  return found !== undefined && found.found !== null
}

/** Whether there is such a table, view or synonym and the login may read it. `name` as statements have it. */
export async function mayRead(session: Session, name: string): Promise<boolean> {
  const { sql, dialect } = session
  if (dialect === 'sqlite') return hasTable(session, name)
  const asked = sql.raw("HAS_PERMS_BY_NAME(?, 'OBJECT', 'SELECT') AS may", [session.nameOf(name)])
  return (await session.first<{ may: number | null }>(sql.select(asked)))?.may === 1
}

/** Makes the schema that the program's own tables are in. An embedded database has none: the names tell them apart. */
export async function makeOwnSchema(session: Session): Promise<void> {
  if (session.dialect === 'sqlite') return
  await makeSchema(session, ownSchemaOf(session))
}

/** Removes that schema, unless something else is in it. */
export async function dropOwnSchema(session: Session): Promise<void> {
  if (session.dialect === 'sqlite') return
  const { sql } = session
  const name = ownSchemaOf(session)
  const objects = sql('sys.objects').whereRaw('schema_id = SCHEMA_ID(?)', [name])
  if (await session.first(objects.select('name').limit(1))) return
  await session.run(sql.raw(`DROP SCHEMA [${name}]`))
}

const ownSchemaOf = ({ nameOf }: Session) => nameOf('auto_run').split('.')[0]!

/** Makes a schema of SQL Server where it is missing. */
export async function makeSchema(session: Session, name: string): Promise<void> {
  // CREATE SCHEMA has to be alone in its batch.
  await session.run(session.sql.raw(`IF SCHEMA_ID(N'${name}') IS NULL EXEC(N'CREATE SCHEMA [${name}]')`))
}
