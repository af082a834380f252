import { contract, type TableName } from '../db/contract.ts'
import type { Database } from '../db/database.ts'
import type { Table } from '../db/table.ts'
import type { Problems } from './problem.ts'
import { type Staged, stagingOf } from './staging.ts'

const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(', ')

/** Finds rows that are there twice, and rows that refer to some that are not there. */
export async function crossCheck(db: Database, files: Staged[], problems: Problems): Promise<void> {
  for (const file of files) {
    const { primaryKey, unique } = contract[file.table] as Table
    for (const columns of [primaryKey, ...unique]) await findTwice(db, file, columns, problems)
  }
  for (const table of referredTo(files)) {
    const [key] = contract[table].primaryKey as [string]
    await db.run(
      db.sql.raw(`CREATE INDEX temp."${stagingOf(table)}_key" ON "${stagingOf(table)}" ("${key}")`),
    )
  }
  for (const file of files) {
    for (const [column, { references }] of Object.entries((contract[file.table] as Table).columns)) {
      if (references) await findDangling(db, files, file, column, references as TableName, problems)
    }
  }
}

function referredTo(files: Staged[]): TableName[] {
  const named = files.flatMap(({ table }) =>
    Object.values((contract[table] as Table).columns).flatMap(({ references }) => references ?? []),
  )
  return files.map(({ table }) => table).filter((table) => named.includes(table))
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

async function findDangling(
  db: Database,
  files: Staged[],
  { table, file }: Staged,
  column: string,
  references: TableName,
  problems: Problems,
): Promise<void> {
  const target = files.find((other) => other.table === references)
  const from = `"${stagingOf(table)}" AS row WHERE "${column}" IS NOT NULL`
  if (!target) {
    const found = await db.first<{ rows: number; line: number }>(
      db.sql.raw(`SELECT count(*) AS rows, min(line) AS line FROM ${from}`),
    )
    if (!found?.rows) return
    const message = `refers to ${references}, and there is no ${references}.csv (${found.rows === 1 ? 'this row' : `${found.rows.toLocaleString('en-GB')} rows, this the first`})`
    problems.add({ file, line: found.line, column, message })
    return
  }
  if (!target.keysKnown) return
  const [key] = contract[references].primaryKey as [string]
  const lost = await db.all<{ line: number; value: number }>(
    db.sql.raw(
      `SELECT line, "${column}" AS value FROM ${from} AND NOT EXISTS (SELECT 1 FROM "${stagingOf(references)}" AS target WHERE target."${key}" = row."${column}") ORDER BY line`,
    ),
  )
  for (const { line, value } of lost)
    problems.add({
      file,
      line,
      column,
      message: `refers to ${references} ${value}, which ${target.file} does not have`,
    })
}
