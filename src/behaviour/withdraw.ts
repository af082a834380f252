import type { Session } from '../db/database.ts'
import { nameOf } from '../db/tables.ts'

/** What withdrawing some awards came to. */
export interface Withdrawn {
  awards: number[]
  incidents: number
  /** Had been withdrawn before. */
  before: number[]
  /** Detentions given for the incidents that are gone now: they stay, for somebody to decide. */
  detentions: number
}

/** Numbers in one statement: databases limit the parameters of one. */
const AT_ONCE = 500

/** Those of the numbers that are not of awards. */
export async function unknownAwards(session: Session, ids: number[]): Promise<number[]> {
  const known = new Set((await awardRows(session, ids)).map(({ id }) => id))
  return ids.filter((id) => !known.has(id))
}

/**
 * Removes the incidents of awards and marks the awards as withdrawn, so that they are never given again. An
 * incident that is gone already is fine. Belongs into a transaction.
 * @param now ISO 8601 in UTC
 */
export async function withdraw(
  session: Session,
  ids: number[],
  person: string,
  now: string,
): Promise<Withdrawn> {
  const { sql } = session
  const rows = await awardRows(session, ids)
  const done: Withdrawn = { awards: [], incidents: 0, before: [], detentions: 0 }
  done.before = rows.filter((row) => row.withdrawn_at).map(({ id }) => id)
  const standing = rows.filter((row) => !row.withdrawn_at)
  for (const some of batches(standing)) {
    const incidents = some.flatMap(({ incident_id }) => incident_id ?? [])
    done.detentions += await session.run(
      sql('detention_pupil').whereIn('incident_id', incidents).update({ incident_id: null }),
    )
    done.incidents += await session.run(sql('incident').whereIn('id', incidents).delete())
    const awards = some.map(({ id }) => id)
    await session.run(
      sql(nameOf('rule_award'))
        .whereIn('id', awards)
        .update({ withdrawn_at: now, withdrawn_by: person.slice(0, 100) }),
    )
    done.awards.push(...awards)
  }
  return done
}

interface AwardRow {
  id: number
  incident_id: number | null
  withdrawn_at: string | null
}

async function awardRows(session: Session, ids: number[]): Promise<AwardRow[]> {
  const rows: AwardRow[] = []
  for (const some of batches(ids))
    rows.push(
      ...(await session.all<AwardRow>(session.sql(nameOf('rule_award')).whereIn('id', some).orderBy('id'))),
    )
  return rows
}

function batches<T>(list: T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / AT_ONCE) }, (_, at) =>
    list.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  )
}
