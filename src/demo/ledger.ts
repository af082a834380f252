import type { TableName } from '../db/contract.ts'
import type { Row, Session } from '../db/database.ts'

/** Writes rows and keeps count of them, by table. */
export class Ledger {
  readonly counts: Partial<Record<TableName, number>> = {}

  async fill(
    session: Session,
    table: TableName,
    columns: string[],
    rows: Iterable<Row[string][]>,
  ): Promise<void> {
    this.add(table, await session.bulkInsert(table, columns, rows))
  }

  add(table: TableName, rows: number): void {
    this.counts[table] = (this.counts[table] ?? 0) + rows
  }
}
