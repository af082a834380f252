import type { Knex } from 'knex'
import type { DatabasePlace, Query, Row } from './database.ts'
import { openDatabase } from './open.ts'

/**
 * Asks another database than the school's, once. Nothing is ever written there.
 * @throws DatabaseUnreachable when it is not there
 */
export async function readFrom(place: DatabasePlace, query: (sql: Knex) => Query): Promise<Row[]> {
  const db = await openDatabase(place, {})
  try {
    return await db.snapshot((session) => session.all(query(session.sql)))
  } finally {
    await db.close()
  }
}
