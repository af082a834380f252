import { hasTable } from '../db/catalogue.ts'
import type { Database } from '../db/database.ts'
import { openSqlite } from '../db/sqlite.ts'
import type { World } from '../world.ts'

/** Table that marks a database as the demo's own, to be made anew without asking. */
export const DEMO_MARK = 'auto_demo'

export async function markAsDemo(db: Database, pupils: number, seed: number): Promise<void> {
  await db.run(db.sql.raw(`CREATE TABLE ${DEMO_MARK} (pupils INTEGER NOT NULL, seed INTEGER NOT NULL)`))
  await db.insert(DEMO_MARK, { pupils, seed })
}

/** Whether the demo made the database: then it may go without asking. */
export async function isDemo(file: string, world: Pick<World, 'clock'>): Promise<boolean> {
  const db = openSqlite(file, { clock: world.clock })
  try {
    // A demo or a load that was killed can leave a file with nothing in it.
    return (await hasTable(db, DEMO_MARK)) || db.isEmpty()
  } finally {
    await db.close()
  }
}
