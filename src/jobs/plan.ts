import type { Knex } from 'knex'
import type { TableName } from '../db/contract.ts'

/** One step of a plan. Guard, dry run, diff, counts and apply all read the same steps. */
export type Change = Add | Amend | Remove

/** A query on rows of one table. */
export type Rows = Knex.QueryBuilder

/** Adds to `table` the rows that `rows` selects, a value for each of `columns`, in their order. */
export interface Add {
  op: 'add'
  table: TableName
  columns: string[]
  rows: Rows
}

/** Sets columns of the rows of `table` that `which` narrows down to. */
interface Amend {
  op: 'change'
  table: TableName
  which: Narrow
  set: Record<string, string | number | null>
}

/** Removes the rows of `table` that `which` narrows down to. */
export interface Remove {
  op: 'remove'
  table: TableName
  which: Narrow
  guard?: Guard
}

/** Narrows a query on the table itself, unaliased. It must not depend on what earlier steps of the plan did. */
export type Narrow = (rows: Rows) => Rows

/** The blast-radius guard: a removal that nothing explains is limited. */
export interface Guard {
  /** What the limit is a share of: the rows that are there. */
  outOf: Rows
  /** Where the rows come from. When it is empty although rows are there, something went wrong upstream. */
  source: Rows
  /** The source in words, for the message: "pupils on roll". */
  sourceName: string
  /** Beyond the limit: hold the whole run, or leave out this removal and end as partial. */
  beyond: 'hold' | 'withhold'
}

export const add = (table: TableName, columns: string[], rows: Rows): Add => ({
  op: 'add',
  table,
  columns,
  rows,
})

export const change = (table: TableName, which: Narrow, set: Amend['set']): Amend => ({
  op: 'change',
  table,
  which,
  set,
})

export const remove = (table: TableName, which: Narrow, guard?: Guard): Remove => ({
  op: 'remove',
  table,
  which,
  ...(guard ? { guard } : {}),
})
