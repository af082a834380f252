import { expect } from 'vitest'
import { contract } from '../../src/db/contract.ts'
import type { Table } from '../../src/db/table.ts'
import type { MadeSchool } from './made-school.ts'

/** Every number that a column of the contract says is a row of another table is one. */
export async function expectNoOrphans(school: MadeSchool): Promise<void> {
  for (const [table, { columns }] of Object.entries<Table>(contract)) {
    for (const [column, { references }] of Object.entries(columns)) {
      if (!references) continue
      const orphans = await school.one(
        `SELECT count(*) FROM "${table}" WHERE "${column}" IS NOT NULL
        AND "${column}" NOT IN (SELECT id FROM "${references}")`,
      )
      expect(orphans, `${table}.${column}`).toBe(0)
    }
  }
}
