import { readFileSync } from 'node:fs'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import type { TestSchool } from '../school.ts'

/** Everything that is in the database but the audit, and the config. */
export async function everything(school: TestSchool): Promise<unknown> {
  const tables = await school.with((db) =>
    db.all<{ name: string }>(db.sql('sqlite_schema').where({ type: 'table' }).select('name')),
  )
  const rows: Record<string, Row[]> = {}
  for (const { name } of tables) if (name !== own('audit')) rows[name] = await school.rows(name)
  return { rows, config: readFileSync(school.file, 'utf8') }
}
