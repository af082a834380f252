import type { Column, Table } from '../table.ts'

/** One step of the program's own tables. Once released it never changes. */
export interface Migration {
  version: number
  name: string
  tables: Record<string, Table>
  /** Columns that older tables get; they may all be missing. */
  added?: Record<string, Record<string, Column>>
  /** Indexes that older tables get, each by its columns. */
  indexes?: Record<string, string[][]>
}
