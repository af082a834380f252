import type { Knex } from 'knex'
import type { JobTable } from '../db/tables.ts'

/** One step of a plan. Guard, dry run, diff, counts and apply all read the same steps. */
export type Change = Add | Amend | Remove

/** A query on rows of one table. */
export type Rows = Knex.QueryBuilder

interface Step {
  /**
   * What goes with the step: done right after it, in the same transaction, and not counted or guarded. Unlike the
   * steps of a plan these may build on what the step has done: to add the rows that it made room for, or to
   * remember their numbers.
   */
  follow?: Change[]
}

/**
 * Adds to `table` the rows that `rows` selects, a value for each of `columns`, in their order. For a table of SIMS, which
 * may be in another database, the selected columns bear these names.
 */
export interface Add extends Step {
  op: 'add'
  table: JobTable
  columns: string[]
  rows: Rows
  /** Why a person has to let these rows go: until somebody approves they are left out, and the run is partial. */
  needsApproval?: string
}

/** Sets columns of the rows of `table` that `which` narrows down to. */
export interface Amend extends Step {
  op: 'change'
  table: JobTable
  which: Narrow
  /** A value for each column, or a query of one value; it reaches the row by `JobContext.ref`. */
  set: Record<string, string | number | null | Rows>
}

/** Removes the rows of `table` that `which` narrows down to. */
export interface Remove extends Step {
  op: 'remove'
  table: JobTable
  which: Narrow
  guards: Guard[]
}

/** Narrows a query on the table itself, unaliased. It must not depend on what earlier steps of the plan did. */
export type Narrow = (rows: Rows) => Rows

/** The blast-radius guard: a removal that nothing explains is limited. */
export interface Guard {
  /** What it guards, for the message, where a step has several guards. */
  name?: string
  /** The part of the removals that it guards; all of the step's unless given. */
  rows?: Rows
  /** What the limit is a share of: the rows that are there. */
  outOf: Rows
  /** Where the rows come from. When it is empty although rows are there, something went wrong upstream. */
  source: Rows
  /** The source in words, for the message: "pupils on roll". */
  sourceName: string
  /** Beyond the limit: hold the whole run, or leave out this removal and end as partial. */
  beyond: 'hold' | 'withhold'
}

export const add = (table: JobTable, columns: string[], rows: Rows): Add => ({
  op: 'add',
  table,
  columns,
  rows,
})

export const change = (table: JobTable, which: Narrow, set: Amend['set']): Amend => ({
  op: 'change',
  table,
  which,
  set,
})

export const remove = (table: JobTable, which: Narrow, ...guards: Guard[]): Remove => ({
  op: 'remove',
  table,
  which,
  guards,
})

/** The same step, with what goes with it. */
export const followed = <C extends Change>(step: C, ...follow: Change[]): C => ({ ...step, follow })
