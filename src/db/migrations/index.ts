import { dropOwnSchema, hasTable, makeOwnSchema } from '../catalogue.ts'
import type { Database, Session } from '../database.ts'
import { ddlOf } from '../ddl.ts'
import { runs } from './0001-runs.ts'
import { jobs } from './0002-jobs.ts'
import { outbox } from './0003-outbox.ts'
import { reports } from './0004-reports.ts'
import { audit } from './0005-audit.ts'
import { pause } from './0006-pause.ts'
import { alerts } from './0007-alerts.ts'
import { history } from './0008-history.ts'
import { shadow } from './0009-shadow.ts'
import type { Migration } from './migration.ts'
import { own } from './own.ts'
import { downStatements, steps, upStatements } from './steps.ts'

export { isOwn, own } from './own.ts'

export const migrations: Migration[] = [runs, jobs, outbox, reports, audit, pause, alerts, history, shadow]

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

/**
 * Takes the steps behind `to` back, the last one first, and with 0 all that the program ever made. Nothing else runs
 * meanwhile: it waits for every turn.
 * @returns what it took back
 */
export async function takeBack(db: Database, to: number): Promise<Migration[]> {
  return db.transaction(async (session) => {
    for (const turn of ['outbox', 'record'] as const) await session.takeTurn(turn)
    const surplus = migrations.slice(to, await version(session)).reverse()
    for (const migration of surplus) await undo(session, migration)
    return surplus
  })
}

/** Whether every table of the program's own is as this version needs it. */
export const isMigrated = async (db: Database): Promise<boolean> => (await version(db)) >= migrations.length

/** Up to which step the program's own tables have been brought; 0 where there are none. */
export async function version(session: Session): Promise<number> {
  if (!(await hasTable(session, own('migration')))) return 0
  const row = await session.first<{ version: number }>(
    session.sql(own('migration')).max({ version: 'version' }),
  )
  return row?.version ?? 0
}

async function apply(session: Session, migration: Migration, at: Date): Promise<void> {
  const { sql } = session
  const ddl = ddlOf(session)
  const run = (statement: string) => session.run(sql.raw(statement))
  if (migration.version === 1) {
    await makeOwnSchema(session)
    for (const statement of ddl.createTable(own('migration'), steps)) await run(statement)
  }
  for (const statement of upStatements(migration, ddl)) await run(statement)
  await session.run(
    sql(own('migration')).insert({
      version: migration.version,
      name: migration.name,
      applied_at: at.toISOString(),
    }),
  )
}

async function undo(session: Session, migration: Migration): Promise<void> {
  const { sql } = session
  const ddl = ddlOf(session)
  const run = (statement: string) => session.run(sql.raw(statement))
  for (const statement of downStatements(migration, ddl)) await run(statement)
  await session.run(sql(own('migration')).where({ version: migration.version }).delete())
  if (migration.version > 1) return
  await run(ddl.dropTable(own('migration')))
  await dropOwnSchema(session)
}
