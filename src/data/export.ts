import { closeSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { contract, type TableName } from '../db/contract.ts'
import type { Database, Row, Session } from '../db/database.ts'
import { Exit, UserError } from '../exit.ts'
import { grouped } from '../info/words.ts'
import { at } from './place.ts'

const BATCH = 5000

const FORMAT = {
  record_delimiter: '\r\n',
  // What would be trimmed, line breaks of any sort, and the empty text, which is not the same as no value.
  quoted_match: /^$|^\s|\s$|[\r\n]/,
}

/** Writes tables as CSV files, each whole or not at all: what `load` reads back as it was. */
export async function exportTables(
  db: Database,
  folder: string,
  tables: TableName[],
  options: { replace: boolean; stopped: () => void; progress: (line: string) => void },
): Promise<{ table: TableName; rows: number }[]> {
  prepare(folder, options.replace)
  const aside = (table: TableName) => path.join(folder, `.${table}.csv.part-${process.pid}`)
  try {
    const written = await db.snapshot(async (session) => {
      const counts: { table: TableName; rows: number }[] = []
      for (const table of tables) {
        const step = (rows: number) => {
          options.stopped()
          options.progress(`${table}.csv: ${grouped(rows)} rows`)
        }
        counts.push({ table, rows: await writeTable(session, table, aside(table), step) })
      }
      return counts
    })
    for (const table of tables) renameSync(aside(table), path.join(folder, `${table}.csv`))
    return written
  } finally {
    for (const table of tables) rmSync(aside(table), { force: true })
  }
}

function prepare(folder: string, replace: boolean): void {
  const files = at(folder, Exit.usage, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return readdirSync(folder)
  })
  if (files.length > 0 && !replace)
    throw new UserError(
      `${folder} is not empty. With --replace, files of the same names in it are written anew.`,
      Exit.usage,
    )
}

async function writeTable(
  session: Session,
  table: TableName,
  file: string,
  step: (rows: number) => void,
): Promise<number> {
  const columns = Object.keys(contract[table].columns)
  const handle = openSync(file, 'wx', 0o600)
  try {
    // Excel takes a file for UTF-8 only when it begins with the mark.
    writeSync(handle, `\uFEFF${stringify([columns], FORMAT)}`)
    let count = 0
    let batch: Row[string][][] = []
    const write = () => {
      step(count)
      writeAll(handle, stringify(batch, FORMAT))
      batch = []
    }
    const rows = session.sql(table).orderBy(contract[table].primaryKey).select(columns)
    for await (const row of session.each<Row>(rows)) {
      batch.push(columns.map((column) => row[column] ?? null))
      count += 1
      if (batch.length === BATCH) write()
    }
    if (batch.length > 0) write()
    return count
  } finally {
    closeSync(handle)
  }
}

function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
}
