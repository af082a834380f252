import { hasTable, makeOwnSchema } from '../catalogue.ts'
import type { Database, Session } from '../database.ts'
import { ddlOf } from '../ddl.ts'
import { instant, int, table, text } from '../table.ts'
import { runs } from './0001-runs.ts'
import { jobs } from './0002-jobs.ts'
import { outbox } from './0003-outbox.ts'
import { reports } from './0004-reports.ts'
import { audit } from './0005-audit.ts'
import type { Migration } from './migration.ts'

export const migrations: Migration[] = [runs, jobs, outbox, reports, audit]

/** The name of one of the program's own tables in the database, apart from everything of the school's. */
export const own = (name: string): string => `auto_${name}`

/** Whether a table is one of them. */
export const isOwn = (table: string): boolean => table.startsWith('auto_')

/** The table that says how far the others are. */
const steps = table(
  'How far the program’s own tables have been brought.',
  {
    version: int('Number of the step.'),
    name: text(100, 'What it is called.'),
    applied_at: instant('When it was done.'),
  },
  { key: ['version'] },
)

/** Brings the program's own tables up to date. Safe to run twice and from two hosts at once. @returns what it did */
export async function migrate(db: Database): Promise<Migration[]> {
  if ((await version(db)) >= migrations.length) return []
  return db.transaction(async (session) => {
    await session.takeTurn('record')
    const missing = migrations.slice(await version(session))
    for (const migration of missing) await apply(session, migration, new Date(await db.now()))
    return missing
  })
}

/** Whether every table of the program's own is as this version needs it. */
export const isMigrated = async (db: Database): Promise<boolean> => (await version(db)) >= migrations.length

async function apply(session: Session, migration: Migration, at: Date): Promise<void> {
  const { sql } = session
  const ddl = ddlOf(session)
  const run = (statement: string) => session.run(sql.raw(statement))
  if (migration.version === 1) {
    await makeOwnSchema(session)
    for (const statement of ddl.createTable(own('migration'), steps)) await run(statement)
  }
  for (const [name, declared] of Object.entries(migration.tables))
    for (const statement of ddl.createTable(own(name), declared)) await run(statement)
  for (const [name, columns] of Object.entries(migration.added ?? {}))
    for (const [column, declared] of Object.entries(columns))
      await run(ddl.addColumn(own(name), column, declared))
  await session.run(
    sql(own('migration')).insert({
      version: migration.version,
      name: migration.name,
      applied_at: at.toISOString(),
    }),
  )
}

async function version(session: Session): Promise<number> {
  if (!(await hasTable(session, own('migration')))) return 0
  const row = await session.first<{ version: number }>(
    session.sql(own('migration')).max({ version: 'version' }),
  )
  return row?.version ?? 0
}
