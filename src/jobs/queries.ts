import type { Session } from '../db/database.ts'
import { type Expressions, expressions } from '../db/expression.ts'
import { type JobTable, nameOf } from '../db/tables.ts'
import { enrolledWith } from '../groups/roll.ts'
import type { JobContext } from './kit.ts'
import type { Rows } from './plan.ts'

/** What it takes to ask about the school's tables: in the plan of a job, and in a command that only looks. */
export type Queries = Expressions &
  Pick<
    JobContext,
    'enrolled' | 'from' | 'over' | 'union' | 'raw' | 'ref' | 'values' | 'stage' | 'stageRows' | 'read'
  >

/**
 * Queries on a session. To stage rows it must be that of a transaction or a snapshot.
 * @param school whether its guests count as on roll
 * @param check throws for a table that may not be looked at
 */
export function queriesOn(
  session: Session,
  { guests }: { guests: boolean },
  check: (table: JobTable) => void = () => {},
): Queries {
  const { sql } = session
  const staged =
    (name: string) =>
    (alias = name) =>
      sql(alias === name ? name : { [alias]: name })
  // A select without a table loses itself when others are joined to it: each is a branch of an empty one.
  const union = (...rows: Rows[]) => (rows.length > 1 ? sql.queryBuilder().unionAll(rows) : rows[0]!)
  return {
    ...expressions(sql, session.dialect),
    enrolled: enrolledWith({ guests }),
    from(table, alias = table) {
      check(table)
      return sql(alias === nameOf(table) ? alias : { [alias]: nameOf(table) })
    },
    over: (rows, alias = 'these') => sql.from(rows.clone().as(alias)),
    union,
    raw: (text, ...bindings) => sql.raw(text, bindings),
    ref(table, column) {
      check(table)
      return sql.ref(`${nameOf(table)}.${column}`)
    },
    values: (...rows) =>
      union(
        ...rows.map((row) =>
          sql.select(Object.entries(row).map(([column, value]) => sql.raw('? as ??', [value, column]))),
        ),
      ),
    stage: async (rows) => staged(await session.stage(rows)),
    stageRows: async (columns, rows, key) => staged(await session.stageRows(columns, rows, key)),
    read: session,
  }
}
