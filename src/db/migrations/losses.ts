import type { Database } from '../database.ts'
import { migrations } from './index.ts'
import { own } from './own.ts'

/** What is lost when steps are taken back. */
export interface Loss {
  table: string
  /** Rows of a table that goes. */
  rows?: number
  /** Columns that go from a table that stays. */
  columns?: string[]
}

/** @param here up to which step the tables are, @param to up to which they are to be taken back */
export async function lossesOf(db: Database, here: number, to: number): Promise<Loss[]> {
  const surplus = migrations.slice(to, here)
  const tables = surplus.flatMap((migration) => Object.keys(migration.tables).map(own))
  const columns = surplus.flatMap(({ added = {} }) =>
    Object.entries(added).map(([name, these]) => ({ table: own(name), columns: Object.keys(these) })),
  )
  const losses: Loss[] = []
  for (const table of tables) {
    const row = await db.first<{ rows: number }>(db.sql(table).count({ rows: '*' }))
    losses.push({ table, rows: row?.rows ?? 0 })
  }
  return [...losses, ...columns.filter(({ table }) => !tables.includes(table))]
}
