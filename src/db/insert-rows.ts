import type { Knex } from 'knex'
import type { Session } from './database.ts'

/** A statement that adds the rows of a query, whose columns are in the order of `columns`. */
export function insertRows(
  { sql, nameOf }: Pick<Session, 'sql' | 'nameOf'>,
  table: string,
  columns: string[],
  rows: Knex.QueryBuilder,
): Knex.QueryBuilder {
  const into = sql.raw(`?? (${columns.map(() => '??').join(', ')})`, [nameOf(table), ...columns])
  const insert: Knex.QueryBuilder = sql(into as unknown as string)
  return insert.insert(rows)
}
