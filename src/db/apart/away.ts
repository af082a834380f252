import type { Knex } from 'knex'
import { contract, type TableName } from '../contract.ts'
import type { Away, Row, Session } from '../database.ts'
import { mentioned } from './mentions.ts'
import { inSims } from './trouble.ts'
import { columnsOf, type Visit } from './visit.ts'

/** Rows that one statement in SIMS is about. SQL Server locks the whole table from 5,000 on. */
const CHUNK = 2000

type Rows = Knex.QueryBuilder

/**
 * Changes tables in SIMS, with the transaction that the visit has there, and what stands in for them here. In SIMS only
 * rows of ours are touched. The rows go over in chunks, in the order of a column that tells them apart.
 */
export function awayOf(visit: Visit, writing: Session): Away {
  const { here, sims } = visit

  const away: Away = {
    has: (table): table is TableName => sims.tables.has(table as TableName),

    add: (table, rows) =>
      inChunks(rows, oursOf(table), async (chunk) => {
        const columns = Object.keys(chunk[0]!)
        const staged = await writing.stageRows(columns, valuesOf(chunk, columns))
        const into = writing.sql.raw(`?? (${columns.map(() => '??').join(', ')})`, [
          writing.nameOf(table),
          ...columns,
        ])
        const added = await writing.run(
          writing.sql(into as unknown as string).insert(writing.sql(staged).select(columns)),
        )
        // Their numbers were given out over there.
        const ours = oursOf(table)
        await seeAgain(table, [], (its) => its.whereIn(ours, writing.sql(staged).select(ours)))
        return added
      }),

    change: (table, rows) =>
      inChunks(rows, keyOf(table), async (chunk) => {
        const key = keyOf(table)
        const columns = Object.keys(chunk[0]!)
        const staged = await writing.stageRows(columns, valuesOf(chunk, columns), key)
        const { sql } = writing
        const set = columns.filter((column) => column !== key)
        const value = (column: string) =>
          sql({ staged })
            .where(`staged.${key}`, sql.ref(`${table}.${key}`))
            .select(`staged.${column}`)
        const those = () => touchable(table).whereIn(key, sql(staged).select(key))
        const changed = await writing.run(
          those().update(Object.fromEntries(set.map((column) => [column, value(column)]))),
        )
        await seeAgain(table, chunk.map(numberIn(key)), (its) => its.whereIn(key, sql(staged).select(key)))
        return changed
      }),

    remove: (table, keys) =>
      inChunks(keys, keyOf(table), async (chunk) => {
        const key = keyOf(table)
        const staged = await writing.stageRows([key], valuesOf(chunk, [key]), key)
        const removed = await writing.run(
          touchable(table).whereIn(key, writing.sql(staged).select(key)).delete(),
        )
        await forget(table, chunk.map(numberIn(key)))
        return removed
      }),
  }
  return away

  /** Works a query out once, and takes its rows in chunks. `by` is a column of it, without a value twice. */
  async function inChunks(rows: Rows, by: string, take: (chunk: Row[]) => Promise<number>): Promise<number> {
    await visit.bring(mentioned(here, rows, sims.tables))
    const staged = await here.stage(rows)
    let done = 0
    let last: Row[string] | undefined
    for (;;) {
      const next = here.sql(staged).orderBy(by).limit(CHUNK)
      if (last !== undefined) next.where(by, '>', last)
      const chunk = await here.all(next)
      if (chunk.length === 0) return done
      done += await inSims(sims.place, () => take(chunk))
      last = chunk.at(-1)![by]
    }
  }

  /** The table in SIMS, as far as it is ours. */
  function touchable(table: TableName): Rows {
    return writing.sql(table).whereNotNull(oursOf(table))
  }

  /** Brings rows here as they are over there now. @param gone keys of rows that may no longer be there */
  async function seeAgain(table: TableName, gone: number[], which: (its: Rows) => Rows): Promise<void> {
    const rows = await writing.all(which(touchable(table)).select(columnsOf(table)))
    await forget(table, [...new Set([...gone, ...rows.map(numberIn(keyOf(table)))])])
    await visit.fill(table, rows)
  }

  async function forget(table: TableName, keys: number[]): Promise<void> {
    if (keys.length === 0) return
    const key = keyOf(table)
    const staged = await here.stageRows(
      [key],
      keys.map((one) => [one]),
      key,
    )
    await here.run(here.sql(table).whereIn(key, here.sql(staged).select(key)).delete())
  }
}

const numberIn = (key: string) => (row: Row) => Number(row[key])

const valuesOf = (rows: Row[], columns: string[]) =>
  rows.map((row) => columns.map((column) => row[column] ?? null))

function oursOf(table: TableName): string {
  const { ours } = contract[table]
  if (!ours) throw new Error(`${table} is not ours to write to.`)
  return ours
}

function keyOf(table: TableName): string {
  const [key, another] = contract[table].primaryKey
  if (!key || another) throw new Error(`${table} has no key of one column.`)
  return key
}
