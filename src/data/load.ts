import { chmodSync, closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { TableName } from '../db/contract.ts'
import type { Session, StatementListener } from '../db/database.ts'
import { migrate, own } from '../db/migrations/index.ts'
import { registerCodeColumns, registerCodeRows } from '../db/register-codes.ts'
import { createSqlite, openSqlite, type SqliteDatabase } from '../db/sqlite.ts'
import { forgetRows, replaceSchool } from '../db/staging.ts'
import { DEMO_MARK } from '../demo/mark.ts'
import { Exit, UserError } from '../exit.ts'
import { type GrantRow, grantRows } from '../permissions/rights.ts'
import { isDead } from '../runner/alive.ts'
import type { Host } from '../runner/host.ts'
import type { LeaseRow } from '../runner/recover.ts'
import type { Zone } from '../schedule/zone.ts'
import { crossCheck } from './cross-checks.ts'
import type { Encoding } from './encoding.ts'
import { findFiles } from './files.ts'
import { at } from './place.ts'
import { Problems } from './problem.ts'
import { type Staged, stage } from './staging.ts'

export interface LoadOptions {
  folder: string
  /** The database that is filled; made where there is none. */
  database: string
  zone: Zone
  clock: () => number
  host: Host
  dryRun: boolean
  /** How many problems are kept; all are counted. */
  limit: number
  /** Keeps the permissions of the database; otherwise it will be its owner's only. */
  keepMode: boolean
  /** Puts it on record, in the transaction that replaces what was there; how many rows it is then. */
  recorded: (session: Session, rows: number) => Promise<void>
  /** Throws when the work is to stop. */
  stopped: () => void
  /** Is told how far it has come. */
  progress: (line: string) => void
  onStatement?: StatementListener | undefined
}

export interface Loaded {
  tables: { table: TableName; file?: string; rows: number; encoding?: Encoding }[]
  problems: Problems
  /** Files with rows that could not be read: whether what refers to them is right was not checked. */
  unjudged: string[]
  /** Whether there was no database before. */
  isNew: boolean
  /** Whether the grants that were there stayed, because no file says any. */
  keepsGrants: boolean
}

/** Reads and checks every file, then replaces what is in the database in one transaction, or nothing of it. */
export async function load(options: LoadOptions): Promise<Loaded> {
  const problems = new Problems(options.limit)
  const sources = findFiles(options.folder, problems)
  const db = open(options)
  const isNew = db.isEmpty()
  try {
    const files: Staged[] = []
    for (const source of sources) files.push(await stage(db, source, problems, options))
    const unjudged = await crossCheck(db, files, problems)
    const isGood = problems.count === 0 && !options.dryRun
    const grants = isNew || has(files, 'automation_grant') ? [] : await grantRows(db)
    if (isGood) await replace(db, files, isNew, grants, options)
    return {
      tables: loadedTables(files),
      problems,
      unjudged: unjudged.map(({ file }) => file),
      isNew,
      keepsGrants: grants.length > 0,
    }
  } finally {
    const isEmpty = db.isEmpty()
    await db.close()
    if (isEmpty && !options.dryRun) removeDatabase(options.database)
  }
}

/** Until it is filled the database serves only as a place for temporary tables. */
function open({ database, dryRun, keepMode, clock, onStatement }: LoadOptions): SqliteDatabase {
  const options = { clock, onStatement }
  if (dryRun) return createSqlite(':memory:', options)
  const isThere = existsSync(database)
  return at(database, Exit.databaseUnreachable, () => {
    mkdirSync(path.dirname(database), { recursive: true })
    // It will hold personal data: nobody else's to read, from its first byte.
    if (!isThere) closeSync(openSync(database, 'wx', 0o600))
    else if (!keepMode)
      for (const file of filesOf(database).filter((file) => existsSync(file))) chmodSync(file, 0o600)
    return isThere ? openSqlite(database, options) : createSqlite(database, options)
  })
}

/** A database, and what SQLite keeps beside it. */
const filesOf = (database: string) => ['', '-wal', '-shm'].map((part) => database + part)

function removeDatabase(database: string): void {
  for (const file of filesOf(database)) rmSync(file, { force: true })
}

async function replace(
  db: SqliteDatabase,
  files: Staged[],
  isNew: boolean,
  grants: GrantRow[],
  { stopped, host, recorded }: LoadOptions,
): Promise<void> {
  if (!isNew) await migrate(db)
  await db.transaction(async (session) => {
    if (!isNew) await nobodyRuns(session, host)
    await replaceSchool(session, new Map(files.map(({ table, rows }) => [table, rows])), stopped)
    // A folder that says nothing about who may do what takes nothing from anybody, and opens nothing.
    for (const { account, permission } of grants)
      await session.insert('automation_grant', { account, permission })
    if (!has(files, 'register_code'))
      await session.bulkInsert('register_code', registerCodeColumns, registerCodeRows())
    if (isNew) return
    await forgetRows(session)
    await session.run(session.sql.raw(`DROP TABLE IF EXISTS ${DEMO_MARK}`))
    await recorded(
      session,
      files.reduce((sum, { rows }) => sum + rows, 0),
    )
  })
}

/** A job that is under way has read rows that are about to go, and would go on with their numbers. */
async function nobodyRuns(session: Session, host: Host): Promise<void> {
  for (const lease of await session.all<LeaseRow>(session.sql(own('lease')))) {
    if (await isDead(lease, host)) continue
    throw new UserError(
      `${lease.job} is running. Nothing was changed; load again when it has ended.`,
      Exit.alreadyRunning,
    )
  }
}

const has = (files: Staged[], name: TableName) => files.some(({ table }) => table === name)

function loadedTables(files: Staged[]): Loaded['tables'] {
  const tables: Loaded['tables'] = files.map(({ table, file, rows, encoding }) => ({
    table,
    file,
    rows,
    encoding,
  }))
  if (has(files, 'register_code')) return tables
  return [...tables, { table: 'register_code', rows: [...registerCodeRows()].length }]
}
