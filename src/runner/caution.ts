import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Host } from './host.ts'
import { iso } from './school.ts'

/** A reason to hold deletions, and everything that would leave the school. */
export interface Caution {
  reason: 'long-gap' | 'clocks-differ' | 'older-database' | 'sms-queue'
  /** The host it holds for; empty for all. */
  host: string
  detail: string
}

/** What holds for this host. */
export async function cautions(session: Session, here: Host): Promise<Caution[]> {
  const rows = session.sql(own('caution')).whereIn('host', ['', here.name])
  return session.all<Caution>(rows.select('reason', 'host', 'detail').orderBy('since'))
}

/** Sets it, once: a caution that stands keeps its date and its words. */
export async function beCautious(session: Session, caution: Caution, now: number): Promise<void> {
  await session.takeTurn('record')
  const { sql } = session
  const { reason, host } = caution
  const present = await session.first(sql(own('caution')).where({ reason, host }))
  if (!present) await session.run(sql(own('caution')).insert({ ...caution, since: iso(now) }))
}

export async function clearCaution(
  session: Session,
  { reason, host }: Omit<Caution, 'detail'>,
): Promise<void> {
  await session.run(session.sql(own('caution')).where({ reason, host }).delete())
}

/** The incident that goes with it. */
export const cautionSubject = ({ reason, host }: Omit<Caution, 'detail'>): string =>
  `${reason} ${host}`.trim()
