import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { DatabaseBusy } from '../db/database.ts'
import { openSqlite, type SqliteDatabase } from '../db/sqlite.ts'

/** A name beside the database for one that is being made. */
export const besideOf = (file: string): string => `${file}.loading-${process.pid}`

/** Removes a database and what SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const part of ['', '-wal', '-shm', '-journal']) rmSync(file + part, { force: true })
}

/** Removes what loads that were killed have left beside the database. */
export function clearLeftovers(file: string): void {
  const start = `${path.basename(file)}.loading-`
  const folder = path.dirname(file)
  for (const name of readdirSync(folder)) {
    const pid = /^(\d+)/.exec(name.startsWith(start) ? name.slice(start.length) : '')?.[1]
    if (pid && !isRunning(Number(pid))) rmSync(path.join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

/**
 * Puts a finished database where another is, or where none is. `beforehand` runs when nothing can go wrong any more
 * but the renaming itself.
 * @throws DatabaseBusy when another program has the old one open
 */
export async function putInPlace(made: string, file: string, beforehand: () => void): Promise<void> {
  const old = existsSync(file) ? await seize(file) : undefined
  try {
    beforehand()
    // Windows renames nothing over an open file; elsewhere nobody may come in between.
    if (process.platform === 'win32') old?.close()
    renameSync(made, file)
  } catch (error) {
    await giveBack(old)
    throw error
  }
  old?.close()
  syncFolder(path.dirname(file))
}

/**
 * Has the old database to itself, everything in one file: a write-ahead log that stayed behind would be taken for the
 * new database's, and so would one that a process with the old one open goes on writing.
 */
async function seize(file: string): Promise<SqliteDatabase> {
  await letGo()
  const db = openSqlite(file, { clock: Date.now })
  try {
    await db.all(db.sql.raw('PRAGMA locking_mode = EXCLUSIVE'))
    const mode = await db.first<{ journal_mode: string }>(db.sql.raw('PRAGMA journal_mode = DELETE'))
    if (mode?.journal_mode !== 'delete') throw new DatabaseBusy('the database is open elsewhere')
    await db.run(db.sql.raw('BEGIN EXCLUSIVE'))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** libsql keeps a closed database open until its statements are collected: our own look at it would stand in the way. */
async function letGo(): Promise<void> {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  // What is collected is let go of a turn later.
  await turn()
  await turn()
}

async function giveBack(old: SqliteDatabase | undefined): Promise<void> {
  try {
    await old?.run(old.sql.raw('ROLLBACK'))
    await old?.all(old.sql.raw('PRAGMA journal_mode = WAL'))
    old?.close()
  } catch {
    // It works without the log as well; why it came to this matters more.
  }
}

function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Windows knows no such thing.
  }
}
