import { randomBytes } from 'node:crypto'
import { copyFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeEach, expect, onTestFinished } from 'vitest'
import { placeOf } from '../src/config/database-place.ts'
import { makeSchema } from '../src/db/catalogue.ts'
import { declaredTables } from '../src/db/columns.ts'
import { contract, type TableName } from '../src/db/contract.ts'
import type {
  Database,
  DatabasePlace,
  Row,
  Session,
  SqlServerPlace,
  StatementListener,
} from '../src/db/database.ts'
import { migrate, own } from '../src/db/migrations/index.ts'
import { openSqlServer, type SqlServerDatabase } from '../src/db/mssql/database.ts'
import { Names } from '../src/db/mssql/names.ts'
import { type OpenOptions, openDatabase } from '../src/db/open.ts'
import { createSchoolTables } from '../src/db/school-tables.ts'
import { createSqlite } from '../src/db/sqlite.ts'
import { simsTables } from '../src/db/whereabouts.ts'
import { TsqlLint } from './db/tsql/lint.ts'
import { keepConnections } from './kept-connections.ts'

/**
 * A connection string of a database of SQL Server in which tests may make and drop schemas. With it every school of
 * the tests is there; without it each is a file of its own.
 */
export const SERVER = process.env.PARS_TEST_MSSQL_URL

/** Likewise of another database, on the same server or on another one, for SIMS where that is apart. */
export const SIMS_SERVER = process.env.PARS_TEST_MSSQL_SIMS_URL

if (SERVER) keepConnections()

/** Skips the tests of a file, or of a describe, where schools are on a server. @param why in words, for the list */
export const embeddedOnly = (why: string): void =>
  beforeEach(({ skip }) => skip(SERVER !== undefined, `only of an embedded database: ${why}`))

/**
 * Whether the server is SQL Server itself. Others that speak T-SQL run nearly all tests as well; what they cannot do is
 * skipped: they break no statement off, and their errors name neither the words nor the numbers that SQL Server's do.
 */
export async function isSqlServer(): Promise<boolean> {
  isItself ??= withServer(placeOnServer('dbo'), async (db) => {
    const version = await db.first<{ version: string }>(db.sql.raw('SELECT @@VERSION AS version'))
    return version?.version.startsWith('Microsoft SQL Server') ?? false
  })
  return isItself
}
let isItself: Promise<boolean> | undefined

/** What the program has to find in its environment to get at the schools of the tests. */
export const serverEnv: NodeJS.ProcessEnv = {
  ...(SERVER ? { PARS_TEST_MSSQL_URL: SERVER } : {}),
  ...(SIMS_SERVER ? { PARS_TEST_MSSQL_SIMS_URL: SIMS_SERVER } : {}),
}

/** A school's database that is gone when the test has ended. */
export interface TestDatabase {
  place: DatabasePlace
  /** Its section of the config. */
  section: string
  /** Looks at what is sent to an embedded one with the eyes of SQL Server. */
  lint?: TsqlLint
  open(options?: OpenOptions): Promise<Database>
  /**
   * Makes a table for what the test writes down, its rows numbered by `id`; gone when it has ended.
   * @param columns as both databases declare them
   */
  make(table: `auto_${string}`, columns: string): Promise<void>
  /** Another with everything that is in it. @param folder for an embedded one, empty */
  copy(folder: string): Promise<TestDatabase>
  /** Takes a table away until the test has ended, or it is given back. */
  lose(table: string): Promise<void>
  giveBack(table: string): Promise<void>
  /** Where another program finds it: tests/faults/other-program.cjs. */
  address: { file: string } | { url: string }
  /** The table as statements name it. */
  named(table: string): string
}

/** Whether SIMS is in a database of its own in every embedded school, and not only in the tests that are about that. */
export const APART = process.env.PARS_TEST_SIMS === 'apart'

/**
 * A database with the school's tables, empty.
 * @param folder for an embedded one
 * @param simsApart with those of SIMS in another
 */
export async function freshDatabase(
  folder: string,
  clock: () => number,
  simsApart = APART,
): Promise<TestDatabase> {
  if (simsApart) return freshApart(folder, clock)
  return SERVER ? onServer(await freshPlace()) : freshEmbedded(folder, clock)
}

/** One of the test server whose tables somebody else has made. */
export const onPlace = (place: SqlServerPlace): TestDatabase => onServer(place)

/** A database of the test server. */
export const freshOnServer = async (): Promise<TestDatabase> => onServer(await freshPlace())

export async function freshEmbedded(folder: string, clock: () => number): Promise<TestDatabase> {
  const made = embedded(folder)
  onTestFinished(() => {
    expect(made.lint?.refused, 'Statements that SQL Server would not take').toEqual([])
  })
  const db = createSqlite((made.place as { file: string }).file, { clock })
  await createSchoolTables(db)
  await db.close()
  return made
}

/** A listener that shows each statement to the lint of the database, and then to the test's own. */
export function heard({ lint }: TestDatabase, own?: StatementListener): StatementListener | undefined {
  const hear = lint?.listener()
  if (!hear) return own
  return (sql, built) => {
    hear(sql, built)
    own?.(sql, built)
  }
}

/** The place of an embedded database that is made later, or copied. */
function embedded(folder: string): TestDatabase {
  const file = path.join(folder, 'school.db')
  const place: DatabasePlace = { type: 'sqlite', file }
  const run = async (sql: string) => {
    const db = await openDatabase(place, {})
    await db.run(db.sql.raw(sql))
    await db.close()
  }
  const renamed = (from: string, to: string) => run(`ALTER TABLE ${from} RENAME TO ${to}`)
  return {
    place,
    address: { file },
    section: 'database:\n  type: sqlite\n  file: school.db\n',
    lint: new TsqlLint(),
    open(options = {}) {
      return openDatabase(place, { ...options, onStatement: heard(this, options.onStatement) })
    },
    make: (table, columns) => run(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, ${columns})`),
    lose: (table) => renamed(table, `${table}_away`),
    giveBack: (table) => renamed(`${table}_away`, table),
    named: (table) => `\`${table}\``,
    async copy(to) {
      copyFiles(folder, to)
      return embedded(to)
    },
  }
}

/**
 * The files of embedded databases. The write-ahead log is part of one; what says who reads it is not: had somebody
 * opened the copy before, he would go by that, and find nothing.
 */
function copyFiles(from: string, to: string): void {
  for (const part of readdirSync(from).filter((name) => name.includes('.db') && !name.endsWith('-shm')))
    copyFileSync(path.join(from, part), path.join(to, part))
}

/** A database for SIMS where `PARS_TEST_MSSQL_SIMS_URL` says, dropped when the test has ended. */
export async function freshSimsOnServer(): Promise<TestDatabase> {
  const place = await emptyPlace('PARS_TEST_MSSQL_SIMS_URL', SIMS_SERVER)
  await withServer(place, (db) => createSchoolTables(db, simsTables))
  onTestFinished(() => withServer(place, (db) => dropSchemas(db, place)))
  return onServer(place, 'PARS_TEST_MSSQL_SIMS_URL')
}

/**
 * A school whose SIMS is elsewhere. What is asked of it is asked of the school's own database. Nobody lints: of the two,
 * each has temporary tables of the same names.
 */
export const apartIn = ({ lint: _, ...school }: TestDatabase, sims: TestDatabase): TestDatabase => ({
  ...school,
  section: `${school.section}${sims.section.replace('database:', 'sims:').replace(/ *ownSchema: .*\n/, '')}`,
})

async function freshApart(folder: string, clock: () => number): Promise<TestDatabase> {
  const isOfSims = (name: TableName) => simsTables.includes(name)
  const all = Object.keys(contract) as TableName[]
  for (const [file, tables] of [
    ['school.db', all.filter((name) => !isOfSims(name))],
    ['sims.db', simsTables],
  ] as const) {
    const db = createSqlite(path.join(folder, file), { clock })
    await createSchoolTables(db, tables)
    await db.close()
  }
  return apart(folder)
}

/** Whoever arranges or looks has both in one connection; the program has not. */
function apart(folder: string): TestDatabase {
  const made = embedded(folder)
  const { lint: _, ...rest } = made
  return {
    ...rest,
    section: `${made.section}sims:\n  type: sqlite\n  file: sims.db\n`,
    async open(options = {}) {
      const db = await made.open(options)
      await db.run(db.sql.raw('ATTACH ? AS sims', [path.join(folder, 'sims.db')]))
      return db
    },
    async copy(to) {
      copyFiles(folder, to)
      return apart(to)
    },
  }
}

/** What each database says of a table that is not there. */
export const NO_SUCH_TABLE = SERVER
  ? /Invalid object name|relation "[#\w.]+" does not exist/
  : /no such table/

const onServer = (place: SqlServerPlace, url = 'PARS_TEST_MSSQL_URL'): TestDatabase => ({
  place,
  address: { url: SERVER! },
  section: `database:\n  type: sqlserver\n  connection: \${${url}}\n  schema: ${place.schema}\n  ownSchema: ${place.ownSchema}\n`,
  open: (options = {}) => openSqlServer(place, options),
  async make(table, columns) {
    const name = quoted(new Names(place).of(table))
    const run = (sql: string) => withServer(place, (db) => db.run(db.sql.raw(sql)))
    onTestFinished(async () => void (await run(`DROP TABLE ${name}`)))
    await run(`CREATE TABLE ${name} (id int IDENTITY(1,1) PRIMARY KEY, ${columns})`)
  },
  async lose(table) {
    await withServer(place, (db) => renamed(db, db.nameOf(table), `${table}_away`))
    lost.set(place, [...(lost.get(place) ?? []), table])
  },
  async giveBack(table) {
    await withServer(place, (db) => renamed(db, db.nameOf(table).replace(table, `${table}_away`), table))
    lost.set(
      place,
      lost.get(place)!.filter((one) => one !== table),
    )
  },
  named: (table) => quoted(new Names(place).of(table)),
  async copy() {
    const to = await freshPlace()
    await withServer(place, (db) => copyRows(db, place, to))
    return onServer(to)
  },
})

/** Adds a row; of a table that gives out numbers, one with a number of its own comes as from an import. */
export async function put(session: Session, table: string, row: Row): Promise<number> {
  const { id } = row
  if (typeof id !== 'number' || !declaredTables.get(table)?.columns.id?.identity)
    return session.insert(table, row)
  await session.bulkInsert(table, Object.keys(row), [Object.values(row)])
  return id
}

const renamed = (db: SqlServerDatabase, from: string, to: string) =>
  db.run(db.sql.raw('EXEC sp_rename ?, ?, ?', [from, to, 'OBJECT']))

/** Tables that a test has taken away. */
const lost = new Map<SqlServerPlace, string[]>()

/** Schemas of this file that no test uses just now: making a hundred tables takes a while. */
const idle: SqlServerPlace[] = []
const made: SqlServerPlace[] = []
afterAll(async () => {
  for (const place of made) await withServer(place, (db) => dropSchemas(db, place))
}, 600_000)

/** Two schemas on the test server with all tables in them, empty, for this test alone. */
async function freshPlace(): Promise<SqlServerPlace> {
  const place = idle.pop() ?? (await madePlace())
  onTestFinished(async () => {
    for (const table of lost.get(place) ?? []) await onServer(place).giveBack(table)
    await withServer(place, emptyTables)
    idle.push(place)
  })
  return place
}

function placeOnServer(schema: string, url = 'PARS_TEST_MSSQL_URL', connection = SERVER): SqlServerPlace {
  const section = { type: 'sqlserver', connection, schema, ownSchema: `${schema}_own` } as const
  const place = placeOf(section, '/', (key) => key === 'connection')
  if (place?.type !== 'sqlserver') throw new Error(`${url} is no connection string.`)
  return place
}

/** Two new schemas, the second one not made yet. @param drop afterwards, for a test that makes its own tables */
export async function emptyPlace(url = 'PARS_TEST_MSSQL_URL', connection = SERVER): Promise<SqlServerPlace> {
  const place = placeOnServer(`t${randomBytes(6).toString('hex')}`, url, connection)
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
  made.push(place)
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
