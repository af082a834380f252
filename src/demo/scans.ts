import type { Database, Row } from '../db/database.ts'
import type { Fill } from './characteristics.ts'
import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import {
  type ComingScan,
  deviceColumns,
  deviceRows,
  identityColumns,
  Readers,
  scanColumns,
} from './readers.ts'
import { sessionId } from './timetable.ts'

const BIOMETRIC = 2

/** Of a session of the last day, so many scans have not been sent yet, by the mark that the pupil has. */
const UNSENT = { '-': 8, '/': 2, '\\': 2, I: 1 }

/**
 * Writes readers, identities, and scans that a reader sends late. Scans of today have been worked off already by
 * whatever does that before us.
 * @returns what the readers will send in the days to come, and whom the office will miss then
 */
export async function fillScans(
  db: Database,
  fill: Fill,
  frame: Frame,
  pupils: Pupils,
): Promise<{ coming: ComingScan[]; away: Readers['away'] }> {
  const readers = new Readers(frame, pupils, await consented(db))
  await fill('scan_device', deviceColumns, deviceRows)
  await fill('pupil_identity', identityColumns, readers.identityRows())
  await fill('scan', scanColumns, await lateScans(db, frame, readers))
  return { coming: readers.coming(), away: readers.away }
}

async function consented(db: Database): Promise<Set<number>> {
  const rows = await db.all<{ pupil_id: number }>(
    db.sql('pupil_consent').where({ consent_type_id: BIOMETRIC }).select('pupil_id'),
  )
  return new Set(rows.map(({ pupil_id }) => pupil_id))
}

/** Where registers were forgotten, a scan that comes late still fills the gap. */
async function lateScans(db: Database, frame: Frame, readers: Readers): Promise<Row[string][][]> {
  const day = frame.days.at(-1)
  // Of today's afternoon nothing may be there yet.
  if (!day || frame.minutesInto(day) < 15 * 60) return []
  const rows: Row[string][][] = []
  for (const part of ['AM', 'PM'] as const) {
    for (const [code, count] of Object.entries(UNSENT)) {
      const some = await db.all<{ pupil_id: number }>(
        db
          .sql('mark')
          .where({ session_id: sessionId(frame.days.length - 1, part), code })
          .orderBy('id')
          .limit(count)
          .select('pupil_id'),
      )
      const ids = some.map(({ pupil_id }) => pupil_id)
      rows.push(...readers.lateScans(day, part, ids))
    }
  }
  return rows
}
