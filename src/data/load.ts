import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import path from 'node:path'
import type { TableName } from '../db/contract.ts'
import { contract } from '../db/contract.ts'
import type { Database } from '../db/database.ts'
import { registerCodeColumns, registerCodeRows } from '../db/register-codes.ts'
import { createSchoolTables } from '../db/school-tables.ts'
import { createSqlite } from '../db/sqlite.ts'
import { Exit } from '../exit.ts'
import type { Zone } from '../schedule/zone.ts'
import { crossCheck } from './cross-checks.ts'
import type { Encoding } from './encoding.ts'
import { findFiles } from './files.ts'
import { at } from './place.ts'
import { Problems } from './problem.ts'
import { type Staged, stage, stagingOf } from './staging.ts'
import { besideOf, clearLeftovers, putInPlace, removeDatabase } from './swap.ts'

export interface LoadOptions {
  folder: string
  /** The database that is made, or replaced. */
  database: string
  zone: Zone
  clock: () => number
  dryRun: boolean
  /** How many problems are kept; all are counted. */
  limit: number
  /** Keeps the permissions of the database that is replaced. */
  keepMode: boolean
  /** Throws when the work is to stop. */
  stopped: () => void
  /** Runs just before the new database takes its place. */
  beforehand: () => void
}

export interface Loaded {
  tables: { table: TableName; file?: string; rows: number; encoding?: Encoding }[]
  problems: Problems
}

/** Reads and checks every file, then makes a database of them in one step, or none when anything is wrong. */
export async function load(options: LoadOptions): Promise<Loaded> {
  const { database, dryRun, clock } = options
  const problems = new Problems(options.limit)
  const sources = findFiles(options.folder, problems)
  const made = dryRun ? ':memory:' : besideOf(database)
  if (!dryRun) {
    at(database, Exit.databaseUnreachable, () => {
      mkdirSync(path.dirname(database), { recursive: true })
      clearLeftovers(database)
      // It will hold personal data: nobody else's to read, from its first byte.
      closeSync(openSync(made, 'wx', 0o600))
    })
  }
  try {
    const db = createSqlite(made, { clock })
    let tables: Loaded['tables']
    try {
      const files: Staged[] = []
      for (const source of sources)
        files.push(await stage(db, source, options.zone, problems, options.stopped))
      await crossCheck(db, files, problems)
      tables = files.map(({ table, file, rows, encoding }) => ({ table, file, rows, encoding }))
      if (!files.some(({ table }) => table === 'register_code'))
        tables.push({ table: 'register_code', rows: [...registerCodeRows()].length })
      if (problems.count > 0 || dryRun) return { tables, problems }
      await fill(db, files, options.stopped)
      await intoOneFile(db, made)
    } finally {
      db.close()
    }
    if (options.keepMode && existsSync(database)) chmodSync(made, statSync(database).mode & 0o777)
    await putInPlace(made, database, options.beforehand)
    return { tables, problems }
  } finally {
    if (!dryRun) removeDatabase(made)
  }
}

/** Closing is no promise that the write-ahead log has been taken in, and only the one file is put in place. */
async function intoOneFile(db: Database, file: string): Promise<void> {
  const done = await db.first<{ busy: number }>(db.sql.raw('PRAGMA wal_checkpoint(TRUNCATE)'))
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (done?.busy !== 0 || log?.size) throw new Error('The new database could not be brought into one file.')
}

async function fill(db: Database, files: Staged[], stopped: () => void): Promise<void> {
  await createSchoolTables(db)
  for (const { table, rows } of files) {
    stopped()
    const columns = Object.keys(contract[table].columns)
      .map((column) => `"${column}"`)
      .join(', ')
    const copy = `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM temp."${stagingOf(table)}"`
    const added = await db.transaction((session) => session.run(session.sql.raw(copy)))
    // Nothing is put in place on trust: what was checked is what is there, or nothing changes.
    if (added !== rows) throw new Error(`${table}: ${added} rows were copied of ${rows} that were checked.`)
  }
  if (files.some(({ table }) => table === 'register_code')) return
  await db.transaction((session) =>
    session.bulkInsert('register_code', registerCodeColumns, registerCodeRows()),
  )
}
