import type { Table } from '../table.ts'

/** One step of the program's own tables. Once released it never changes. */
export interface Migration {
  version: number
  name: string
  tables: Record<string, Table>
}
