import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso, type School } from './school.ts'

/** An entry of the audit. Instants are ISO 8601 in UTC. */
export interface AuditRow {
  id: number
  at: string
  person: string
  host: string
  command: string
  refused: number
  detail: string
  config_hash: string | null
}

type Here = Pick<School, 'host' | 'config'>

/**
 * Puts on record what a person does, in the transaction that does it: there is neither without the other.
 * @param command the subcommand, as the person types it
 * @param detail what, with ids and counts; never personal data
 * @param now epoch ms
 */
export async function audit(
  session: Session,
  here: Here,
  command: string,
  detail: string,
  now: number,
): Promise<void> {
  await session.insert(own('audit'), entry(here, { command, detail, refused: 0 }, now))
}

/** Likewise what a person was refused. */
export async function auditRefusal(
  session: Session,
  here: Here,
  command: string,
  detail: string,
  now: number,
): Promise<void> {
  await session.insert(own('audit'), entry(here, { command, detail, refused: 1 }, now))
}

const entry = (
  { host, config }: Here,
  what: Pick<AuditRow, 'command' | 'detail' | 'refused'>,
  now: number,
) => ({
  at: iso(now),
  person: host.person,
  host: host.name,
  ...what,
  config_hash: config.hash,
})

/** The newest entries first. @param since epoch ms */
export async function newestAudits(db: Session, count: number, since?: number): Promise<AuditRow[]> {
  const rows = db.sql(own('audit')).orderBy('id', 'desc').limit(count)
  return db.all<AuditRow>(since === undefined ? rows : rows.where('at', '>=', iso(since)))
}

/** Whether a person was refused a command on a host since then, epoch ms. */
export async function wasRefused(
  db: Session,
  { person, name }: Here['host'],
  command: string,
  since: number,
): Promise<boolean> {
  const refused = db.sql(own('audit')).where({ person, host: name, command, refused: 1 })
  return (await db.first(refused.where('at', '>', iso(since)).select('id').limit(1))) !== undefined
}
