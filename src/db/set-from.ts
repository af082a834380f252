import type { Row, Session } from './database.ts'

/** A condition on the table, in SQL, with values for its `?`. */
export interface Condition {
  sql: string
  values: string[]
}

/**
 * Sets columns of many rows, each to values of its own, with as many statements for a thousand rows as for one.
 * @param rows the `id` of each and a value for each of `columns`, in their order
 * @param fence must hold for a row to be changed
 * @param was a column to tell of the changed rows as it was before
 * @returns that, by the ids of the rows that were changed; the others were not as `fence` says
 */
export async function setFrom(
  session: Session,
  table: string,
  { columns, rows, fence, was }: { columns: string[]; rows: Row[string][][]; fence: Condition; was: string },
): Promise<Map<number, Row[string]>> {
  const { sql } = session
  const staged = await session.stageRows(['id', ...columns], rows)
  const found = await session.all<{ id: number; was: Row[string] }>(
    sql(table)
      .join(staged, `${staged}.id`, `${table}.id`)
      .whereRaw(fence.sql, fence.values)
      .select({ id: `${table}.id`, was: `${table}.${was}` }),
  )
  if (found.length > 0) {
    // Both databases know this form of UPDATE; knex writes it for another one only.
    const set = columns.map(() => '?? = ??').join(', ')
    const changed = await session.run(
      sql.raw(`UPDATE ?? SET ${set} FROM ?? WHERE ?? = ?? AND ${fence.sql}`, [
        table,
        ...columns.flatMap((column) => [column, `${staged}.${column}`]),
        staged,
        `${staged}.id`,
        `${table}.id`,
        ...fence.values,
      ]),
    )
    if (changed !== found.length) throw new Error(`${table}: rows changed while they were being written.`)
  }
  return new Map(found.map((row) => [row.id, row.was]))
}
