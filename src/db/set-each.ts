import type { Row, Session } from './database.ts'

/** A condition on the table, in SQL, with values for its `?`. */
export interface Condition {
  sql: string
  values: string[]
}

/** Parameters of a statement: SQL Server takes 2,100. */
const MOST = 2000

/**
 * Sets columns of many rows, each to values of its own, in statements for a hundred rows or more at once.
 * @param rows values by column, all with the same columns, and the `id` of each
 * @param fence must hold for a row to be changed
 * @param was a column to tell of the changed rows as it was before
 * @returns that, by the ids of the rows that were changed; of the others `fence` does not hold
 */
export async function setEach(
  session: Session,
  table: string,
  rows: (Row & { id: number })[],
  fence: Condition,
  was: string,
): Promise<Map<number, Row[string]>> {
  const before = new Map<number, Row[string]>()
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'id')
  const size = Math.floor((MOST - fence.values.length) / (2 * columns.length + 1))
  for (let at = 0; at < rows.length; at += size) {
    const some = rows.slice(at, at + size)
    const fenced = () =>
      session
        .sql(table)
        .whereIn(
          'id',
          some.map(({ id }) => id),
        )
        .whereRaw(fence.sql, fence.values)
    const found = await session.all<{ id: number; was: Row[string] }>(fenced().select({ id: 'id', was }))
    if (found.length === 0) continue
    const changed = await session.run(fenced().update(values(session, columns, some)))
    if (changed !== found.length) throw new Error(`${table}: rows changed while they were being written.`)
    for (const row of found) before.set(row.id, row.was)
  }
  return before
}

/** What all rows have in common is said once. */
function values({ sql }: Session, columns: string[], rows: (Row & { id: number })[]) {
  return Object.fromEntries(
    columns.map((column) => {
      const first = rows[0]![column]!
      if (rows.every((row) => row[column] === first)) return [column, first]
      const branches = rows.map(() => 'WHEN ? THEN ?').join(' ')
      return [
        column,
        sql.raw(
          `CASE id ${branches} END`,
          rows.flatMap((row) => [row.id, row[column]!]),
        ),
      ]
    }),
  )
}
