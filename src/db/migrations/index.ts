import type { Database, Session } from '../database.ts'
import { addColumn, createTable } from '../ddl.ts'
import { runs } from './0001-runs.ts'
import { jobs } from './0002-jobs.ts'
import { outbox } from './0003-outbox.ts'
import { reports } from './0004-reports.ts'
import { audit } from './0005-audit.ts'
import type { Migration } from './migration.ts'

const migrations: Migration[] = [runs, jobs, outbox, reports, audit]

/** The name of one of the program's own tables in the database, apart from everything of the school's. */
export const own = (name: string): string => `auto_${name}`

/** Brings the program's own tables up to date. Safe to run twice and from two hosts at once. */
export async function migrate(db: Database): Promise<void> {
  if ((await version(db)) >= migrations.length) return
  await db.transaction(async (session) => {
    const present = await version(session)
    for (const migration of migrations.slice(present))
      await apply(session, migration, new Date(await db.now()))
  })
}

async function apply(session: Session, migration: Migration, at: Date): Promise<void> {
  const { sql } = session
  if (migration.version === 1) {
    await session.run(
      sql.raw(
        `CREATE TABLE ${own('migration')} (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)`,
      ),
    )
  }
  for (const [name, table] of Object.entries(migration.tables)) {
    for (const statement of createTable(own(name), table)) await session.run(sql.raw(statement))
  }
  for (const [name, columns] of Object.entries(migration.added ?? {})) {
    for (const [column, declared] of Object.entries(columns))
      await session.run(sql.raw(addColumn(own(name), column, declared)))
  }
  await session.insert(own('migration'), {
    version: migration.version,
    name: migration.name,
    applied_at: at.toISOString(),
  })
}

async function version(session: Session): Promise<number> {
  const { sql } = session
  const found = await session.first(
    sql('sqlite_schema')
      .where({ type: 'table', name: own('migration') })
      .select('name'),
  )
  if (!found) return 0
  const row = await session.first<{ version: number }>(sql(own('migration')).max({ version: 'version' }))
  return row?.version ?? 0
}
