import sql from 'mssql'
import type { SqlServerPlace } from '../../src/db/database.ts'
import { connect } from '../../src/db/mssql/connect.ts'

/** Runs a script as sqlcmd would: batch by batch, on one connection. */
export async function inBatches(place: SqlServerPlace, script: string): Promise<void> {
  const pool = await connect(place)
  try {
    for (const batch of script.split(/^GO$/m).filter((text) => text.replace(/^--.*$/gm, '').trim() !== ''))
      await new sql.Request(pool).batch(batch)
  } finally {
    await pool.close()
  }
}
