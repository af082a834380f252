import { contract } from '../db/contract.ts'
import type { Database } from '../db/database.ts'
import { indexStaging, stagingOf } from '../db/staging.ts'
import type { Table } from '../db/table.ts'
import type { Problems } from './problem.ts'
import type { Staged } from './staging.ts'

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ')

/**
 * Finds rows that are there twice, and rows that refer to some that are not there.
 * @returns the files of which keys are missing, so that what refers to them could not be judged
 */
export async function crossCheck(db: Database, files: Staged[], problems: Problems): Promise<Staged[]> {
  const unjudged = new Set<Staged>()
  for (const { table } of referredTo(files)) await indexStaging(db, table)
  for (const file of files) {
    const { primaryKey, unique } = contract[file.table] as Table
    for (const columns of [primaryKey, ...unique]) await findTwice(db, file, columns, problems)
  }
  for (const file of files) {
    for (const [column, { references }] of Object.entries((contract[file.table] as Table).columns)) {
      if (!references) continue
      const target = files.find(({ table }) => table === references)
      if (!target) await findAny(db, file, column, references, problems)
      else if (target.keysKnown) await findDangling(db, file, column, target, problems)
      else unjudged.add(target)
    }
  }
  return [...unjudged]
}

function referredTo(files: Staged[]): Staged[] {
  const columns = files.flatMap(({ table }) => Object.values((contract[table] as Table).columns))
  return files.filter(({ table }) => columns.some(({ references }) => references === table))
}

async function findTwice(
  db: Database,
  { table, file }: Staged,
  columns: string[],
  problems: Problems,
): Promise<void> {
  const from = `"${stagingOf(table)}" WHERE ${columns.map((column) => `"${column}" IS NOT NULL`).join(' AND ')}`
  const keys = quoted(columns)
  // Nearly always there are none, and grouping is cheaper than numbering every row.
  const any = await db.all(db.sql.raw(`SELECT 1 FROM ${from} GROUP BY ${keys} HAVING count(*) > 1 LIMIT 1`))
  if (any.length === 0) return
  const again = await db.all<{ line: number; first: number }>(
    db.sql.raw(
      `SELECT line, first FROM (SELECT line, min(line) OVER (PARTITION BY ${keys}) AS first FROM ${from}) WHERE line > first ORDER BY line`,
    ),
  )
  for (const { line, first } of again)
    problems.add({
      file,
      line,
      column: columns.join(', '),
      message: `the same as in line ${first}: it may be there once only`,
    })
}

/** Without a file every row that refers to it refers to nothing: that is said once. */
async function findAny(
  db: Database,
  { table, file }: Staged,
  column: string,
  references: string,
  problems: Problems,
): Promise<void> {
  const found = await db.first<{ rows: number; line: number }>(
    db.sql.raw(
      `SELECT count(*) AS rows, min(line) AS line FROM "${stagingOf(table)}" WHERE "${column}" IS NOT NULL`,
    ),
  )
  if (!found?.rows) return
  const rows = found.rows === 1 ? 'this row' : `${found.rows.toLocaleString('en-GB')} rows, this the first`
  const message = `refers to ${references}, and there is no ${references}.csv (${rows})`
  problems.add({ file, line: found.line, column, message })
}

async function findDangling(
  db: Database,
  { table, file }: Staged,
  column: string,
  target: Staged,
  problems: Problems,
): Promise<void> {
  const [key] = contract[target.table].primaryKey
  const lost = await db.all<{ line: number; value: number }>(
    db.sql.raw(
      `SELECT line, "${column}" AS value FROM "${stagingOf(table)}" AS row WHERE "${column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "${stagingOf(target.table)}" AS target WHERE target."${key}" = row."${column}") ORDER BY line`,
    ),
  )
  for (const { line, value } of lost) {
    const message = `refers to ${target.table} ${value}, which ${target.file} does not have`
    problems.add({ file, line, column, message })
  }
}
