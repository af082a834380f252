import type { Database } from '../db/database.ts'
import { enrolledWith, onRoll } from '../groups/roll.ts'
import type { Day } from '../schedule/day.ts'

/** What the jobs of the demo change, in numbers. */
export interface Measure {
  onRoll: number
  groups: number
  members: number
  temporary: number
  kept: number
  notices: number
  reminders: number
  awarded: number
  inSims: number
  scanned: number
  figures: number
}

/** @param day the school day that the groups are for */
export async function measure(db: Database, day: Day): Promise<Measure> {
  const { sql } = db
  const allYears = () => sql('pupil_group').where({ kind: 'all-years' })
  return {
    onRoll: await count(
      db,
      sql.from(
        onRoll({ from: (table) => sql(table), enrolled: enrolledWith({ guests: false }) }, day).as('roll'),
      ),
    ),
    groups: await count(db, allYears()),
    members: await count(db, sql('group_member').whereIn('group_id', allYears().select('id'))),
    temporary: await count(db, sql('pupil_group').where({ kind: 'temporary' })),
    kept: await count(db, sql('pupil_group').where({ kind: 'special', made_by: 'pars-auto' })),
    notices: await count(db, sql('notice').whereNull('pupil_id')),
    reminders: await count(db, sql('notice').whereNotNull('pupil_id')),
    awarded: await count(db, sql('incident').whereNull('recorded_by')),
    inSims: await count(db, sql('sims_incident')),
    scanned: await count(db, sql('mark_owner').where({ source: 'scan' })),
    figures: await count(db, sql('school_info')),
  }
}

async function count(db: Database, query: ReturnType<Database['sql']>): Promise<number> {
  const row = await db.first<{ n: number }>(query.count({ n: '*' }))
  return row?.n ?? 0
}
