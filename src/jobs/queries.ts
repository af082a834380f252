import type { Session } from '../db/database.ts'
import { type JobTable, nameOf } from '../db/tables.ts'
import type { JobContext } from './kit.ts'

/** What it takes to ask about the school's tables: in the plan of a job, and in a command that only looks. */
export type Queries = Pick<JobContext, 'from' | 'ref' | 'values' | 'stage' | 'read'>

/**
 * Queries on a session. To stage rows it must be that of a transaction or a snapshot.
 * @param check throws for a table that may not be looked at
 */
export function queriesOn(session: Session, check: (table: JobTable) => void = () => {}): Queries {
  const { sql } = session
  return {
    from(table, alias = table) {
      check(table)
      return sql(alias === nameOf(table) ? alias : { [alias]: nameOf(table) })
    },
    ref(table, column) {
      check(table)
      return sql.ref(`${nameOf(table)}.${column}`)
    },
    values: (...rows) => {
      const selects = rows.map((row) =>
        sql.select(Object.entries(row).map(([column, value]) => sql.raw('? as ??', [value, column]))),
      )
      // A select without a table loses itself when others are joined to it.
      return selects.length > 1 ? sql.queryBuilder().unionAll(selects) : selects[0]!
    },
    stage: async (rows) => {
      const name = await session.stage(rows)
      return (alias = name) => sql(alias === name ? name : { [alias]: name })
    },
    read: session,
  }
}
