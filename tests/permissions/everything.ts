import { readFileSync } from 'node:fs'
import { hasTable } from '../../src/db/catalogue.ts'
import { declaredTables } from '../../src/db/columns.ts'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import type { TestSchool } from '../school.ts'

/** Everything that is in the database but the audit, and the config. */
export async function everything(school: TestSchool): Promise<unknown> {
  const rows = await school.with(async (db) => {
    const found: Record<string, Row[]> = {}
    for (const [name, { primaryKey }] of declaredTables)
      if (name !== own('audit') && (await hasTable(db, name)))
        found[name] = await db.all(db.sql(name).orderBy(primaryKey))
    return found
  })
  return { rows, config: readFileSync(school.file, 'utf8') }
}
