import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso } from './school.ts'

/** A reason to hold deletions, and everything that would leave the school, until a person says `resume`. */
export interface Caution {
  reason: 'long-gap' | 'clocks-differ' | 'older-database'
  detail: string
}

export async function cautions(session: Session): Promise<Caution[]> {
  return session.all<Caution>(session.sql(own('caution')).select('reason', 'detail').orderBy('since'))
}

/** Sets it, once: a caution that stands keeps its date and its words. */
export async function beCautious(session: Session, caution: Caution, now: number): Promise<void> {
  const { sql } = session
  const present = await session.first(sql(own('caution')).where({ reason: caution.reason }))
  if (!present) await session.run(sql(own('caution')).insert({ ...caution, since: iso(now) }))
}

export async function clearCautions(session: Session, reason?: Caution['reason']): Promise<number> {
  const rows = session.sql(own('caution'))
  return session.run((reason ? rows.where({ reason }) : rows).delete())
}
