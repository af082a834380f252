import type { TableName } from '../db/contract.ts'
import type { Database, Row } from '../db/database.ts'
import { createStaging, stagingOf } from '../db/staging.ts'
import { grouped } from '../info/words.ts'
import type { Zone } from '../schedule/zone.ts'
import { rowsOf } from './csv.ts'
import { type Encoding, NotText, textOf } from './encoding.ts'
import type { Problems } from './problem.ts'
import { TableReader } from './table-reader.ts'

/** So many rows go in between two looks at whether to stop. */
const SLICE = 20_000

export interface Source {
  table: TableName
  /** Its name, for messages. */
  file: string
  path: string
}

/** A file whose rows lie in a temporary table, with the line each came from. */
export interface Staged extends Source {
  rows: number
  encoding: Encoding
  /** Whether the key of every row could be read: only then is what refers to it known to be wrong. */
  keysKnown: boolean
}

/** Reads one file into its temporary table. What is wrong in it goes to `problems`. */
export async function stage(
  db: Database,
  source: Source,
  problems: Problems,
  { zone, stopped, progress }: { zone: Zone; stopped: () => void; progress: (line: string) => void },
): Promise<Staged> {
  const { table, file, path } = source
  const reader = new TableReader(source, zone, problems)
  const staged = (encoding: Encoding): Staged => {
    const { rows, keysKnown } = reader
    return { ...source, encoding, rows, keysKnown }
  }
  const columns = await createStaging(db, table)
  try {
    const { encoding, pieces } = textOf(path)
    let slice: Row[string][][] = []
    const put = async () => {
      await db.bulkInsert(stagingOf(table), columns, slice)
      slice = []
      stopped()
      progress(`${file}: ${grouped(reader.rows)} rows`)
    }
    for await (const rows of rowsOf(pieces)) {
      for (const row of rows) {
        const values = reader.read(row)
        if (values) slice.push(values)
      }
      if (slice.length >= SLICE) await put()
      if (reader.isOver) break
    }
    await put()
    reader.end()
    return staged(encoding)
  } catch (error) {
    const words = error instanceof NotText ? `is not a text file: ${error.message}` : unreadable(error)
    if (!words) throw error
    problems.add({ file, message: words })
    reader.keysKnown = false
    return staged('UTF-8')
  }
}

function unreadable(error: unknown): string | undefined {
  const { code } = error as { code?: string }
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: this account may not'
  if (code === 'EISDIR') return 'is a folder, not a file'
  if (code === 'ENOENT') return 'is gone'
  if (code === 'EBUSY') return 'is held by another program: close it there'
  return undefined
}
