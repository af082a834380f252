import type { Knex } from 'knex'
import type { DatabasePlace, Query, Row } from './database.ts'
import { openDatabase } from './open.ts'

/**
 * Asks another database than the school's, once. Nothing is ever written there.
 * @throws DatabaseUnreachable when it is not there
 */
export async function readFrom(place: DatabasePlace, query: (sql: Knex) => Query): Promise<Row[]> {
  // Somebody asks every minute: the answer is not waited for as that to a report is.
  const here = place.type === 'sqlserver' ? { ...place, readTimeout: place.statementTimeout } : place
  const db = await openDatabase(here, {})
  try {
    return await db.snapshot((session) => session.all(query(session.sql)))
  } finally {
    await db.close()
  }
}
