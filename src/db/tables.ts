import { contract } from './contract.ts'
import { runs } from './migrations/0001-runs.ts'
import { jobMemory } from './migrations/0002-jobs.ts'
import { outboxMemory } from './migrations/0003-outbox.ts'
import { reportMemory } from './migrations/0004-reports.ts'
import { own } from './migrations/index.ts'
import type { Table } from './table.ts'

/**
 * Every table a job may name: the school's, by the contract, those in which the jobs remember things, and the reasons
 * to be careful.
 */
export const tables = {
  ...contract,
  ...jobMemory,
  ...outboxMemory,
  ...reportMemory,
  caution: runs.tables.caution as Table,
} satisfies Record<string, Table>

export type JobTable = keyof typeof tables

/** What the table is called in the database. */
export const nameOf = (table: JobTable): string => (table in contract ? table : own(table))
