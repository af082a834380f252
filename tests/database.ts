import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { placeOf } from '../src/config/database-place.ts'
import { makeSchema } from '../src/db/catalogue.ts'
import { declaredTables } from '../src/db/columns.ts'
import type { Database, DatabasePlace, SqlServerPlace } from '../src/db/database.ts'
import { migrate, own } from '../src/db/migrations/index.ts'
import { openSqlServer, type SqlServerDatabase } from '../src/db/mssql/database.ts'
import { type OpenOptions, openDatabase } from '../src/db/open.ts'
import { createSchoolTables } from '../src/db/school-tables.ts'
import { createSqlite } from '../src/db/sqlite.ts'

/**
 * A connection string of a database of SQL Server in which tests may make and drop schemas. With it every school of
 * the tests is there; without it each is a file of its own.
 */
export const SERVER = process.env.PARS_TEST_MSSQL_URL

/** What the program has to find in its environment to get at the schools of the tests. */
export const serverEnv: NodeJS.ProcessEnv = SERVER ? { PARS_TEST_MSSQL_URL: SERVER } : {}

/** A school's database that is gone when the test has ended. */
export interface TestDatabase {
  place: DatabasePlace
  /** Its section of the config. */
  section: string
  open(options?: OpenOptions): Promise<Database>
  /** Copies everything that is in it to another, which is empty. */
  copyTo(other: TestDatabase): Promise<void>
}

/** A database with the school's tables, empty. @param folder for an embedded one */
export async function freshDatabase(folder: string, clock: () => number): Promise<TestDatabase> {
  if (SERVER) return onServer(await freshPlace())
  const made = embedded(folder)
  const db = createSqlite((made.place as { file: string }).file, { clock })
  await createSchoolTables(db)
  await db.close()
  return made
}

/** The place of an embedded database that is made later, or copied. */
export function embedded(folder: string): TestDatabase {
  const file = path.join(folder, 'school.db')
  const place: DatabasePlace = { type: 'sqlite', file }
  return {
    place,
    section: 'database:\n  type: sqlite\n  file: school.db\n',
    open: (options = {}) => openDatabase(place, options),
    async copyTo({ place: to }) {
      // The write-ahead log is part of the database; what says who reads it is not.
      for (const part of readdirSync(folder).filter((name) => name.includes('.db') && !name.endsWith('-shm')))
        copyFileSync(path.join(folder, part), path.join(path.dirname((to as { file: string }).file), part))
    },
  }
}

const onServer = (place: SqlServerPlace): TestDatabase => ({
  place,
  section: `database:\n  type: sqlserver\n  connection: \${PARS_TEST_MSSQL_URL}\n  schema: ${place.schema}\n  ownSchema: ${place.ownSchema}\n`,
  open: (options = {}) => openSqlServer(place, options),
  copyTo: ({ place: to }) => withServer(place, (db) => copyRows(db, place, to as SqlServerPlace)),
})

/** Schemas of this worker that no test uses just now: making a hundred tables takes a while. */
const idle: SqlServerPlace[] = []

/** Two schemas on the test server with all tables in them, empty, for this test alone. */
async function freshPlace(): Promise<SqlServerPlace> {
  const place = idle.pop() ?? (await madePlace())
  onTestFinished(async () => {
    await withServer(place, emptyTables)
    idle.push(place)
  })
  return place
}

/** Two new schemas, the second one not made yet. @param drop afterwards, for a test that makes its own tables */
export async function emptyPlace(): Promise<SqlServerPlace> {
  const id = `t${randomBytes(6).toString('hex')}`
  const section = { type: 'sqlserver', connection: SERVER, schema: id, ownSchema: `${id}_own` } as const
  const place = placeOf(section, '/', (key) => key === 'connection')
  if (place?.type !== 'sqlserver') throw new Error('PARS_TEST_MSSQL_URL is no connection string.')
  await withServer(place, (db) => makeSchema(db, place.schema))
  return place
}

/** Likewise, with a third schema for the tables that a school has of its own. All are dropped in the end. */
export async function placeWithTables(): Promise<{ place: SqlServerPlace; source: string }> {
  const place = await emptyPlace()
  const source = `${place.schema}_src`
  await withServer(place, (db) => makeSchema(db, source))
  onTestFinished(() =>
    withServer(place, async (db) => {
      await dropSchemas(db, place)
      await dropSchemas(db, { ...place, schema: source })
    }),
  )
  return { place, source }
}

/** Likewise, and dropped when the test has ended. */
export async function passingPlace(): Promise<SqlServerPlace> {
  const place = await emptyPlace()
  onTestFinished(() => withServer(place, (db) => dropSchemas(db, place)))
  return place
}

async function madePlace(): Promise<SqlServerPlace> {
  const place = await emptyPlace()
  await withServer(place, async (db) => {
    await createSchoolTables(db)
    await migrate(db)
  })
  process.once('beforeExit', () => withServer(place, (db) => dropSchemas(db, place)))
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

const filled = () => [...declaredTables.keys()].filter((name) => name !== own('migration'))

async function emptyTables(db: SqlServerDatabase): Promise<void> {
  const truncate = filled().map((name) => `TRUNCATE TABLE ${quoted(db.nameOf(name))}`)
  await db.run(db.sql.raw(truncate.join(';')))
}

async function copyRows(db: SqlServerDatabase, from: SqlServerPlace, to: SqlServerPlace): Promise<void> {
  const copies = filled().map((name) => {
    const source = quoted(db.nameOf(name))
    const target = source
      .replace(`[${from.schema}]`, `[${to.schema}]`)
      .replace(`[${from.ownSchema}]`, `[${to.ownSchema}]`)
    const { columns } = declaredTables.get(name)!
    const names = Object.keys(columns)
      .map((column) => `[${column}]`)
      .join(', ')
    const copy = `INSERT INTO ${target} (${names}) SELECT ${names} FROM ${source}`
    return Object.values(columns).some(({ identity }) => identity)
      ? `SET IDENTITY_INSERT ${target} ON;${copy};SET IDENTITY_INSERT ${target} OFF`
      : copy
  })
  await db.run(db.sql.raw(copies.join(';')))
}

/** Drops both schemas with all that is in them. */
export async function dropSchemas(
  db: SqlServerDatabase,
  { schema, ownSchema }: SqlServerPlace,
): Promise<void> {
  for (const name of [schema, ownSchema]) {
    const tables = db
      .sql({ t: 'sys.tables' })
      .join({ s: 'sys.schemas' }, 's.schema_id', 't.schema_id')
      .where('s.name', name)
      .select('t.name')
    const found = await db.all<{ name: string }>(tables)
    const views = await db.all<{ name: string }>(
      db.sql('sys.views').whereRaw('schema_id = SCHEMA_ID(?)', [name]).select('name'),
    )
    for (const view of views) await db.run(db.sql.raw(`DROP VIEW [${name}].[${view.name}]`))
    if (found.length > 0)
      await db.run(db.sql.raw(`DROP TABLE ${found.map((table) => `[${name}].[${table.name}]`).join(', ')}`))
    await db.run(db.sql.raw(`IF SCHEMA_ID(N'${name}') IS NOT NULL EXEC(N'DROP SCHEMA [${name}]')`))
  }
}

const quoted = (name: string) => `[${name.replace('.', '].[')}]`
