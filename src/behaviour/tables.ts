import type { Row } from '../db/database.ts'
import type { Staged } from '../jobs/kit.ts'
import type { Queries } from '../jobs/queries.ts'

/** A database puts a limit on how many rows of constants one statement may have; SQLite's is 500. */
const AT_ONCE = 400

/** Constants as a table: a statement for each 400 rows. At least one row, all with the same columns. */
export async function tableOf({ values, stage, union }: Queries, rows: Row[]): Promise<Staged> {
  const parts: Staged[] = []
  for (let at = 0; at < rows.length; at += AT_ONCE)
    parts.push(await stage(values(...rows.slice(at, at + AT_ONCE))))
  return parts.length === 1 ? parts[0]! : stage(union(...parts.map((part) => part().select('*'))))
}
