import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Item, State } from '../outbox/item.ts'

/** A mail of the outbox without what it says. */
export type QueuedMail = Omit<Item, 'content' | 'token' | 'kind'>

/** Mails of the outbox, newest first. */
export function mails(session: Session, count: number, state?: State): Promise<QueuedMail[]> {
  const items = session.sql(own('outbox')).where({ kind: 'mail', ...(state ? { state } : {}) })
  return session.all<QueuedMail>(items.select(COLUMNS).orderBy('id', 'desc').limit(count))
}

export function mailNumbered(session: Session, id: number): Promise<QueuedMail | undefined> {
  return session.first<QueuedMail>(session.sql(own('outbox')).where({ kind: 'mail', id }).select(COLUMNS))
}

/** Mails may be tried again at once: what was wrong has been looked at, and is right. */
export async function endPause(session: Session): Promise<void> {
  await session.run(session.sql(own('outbox_channel')).where({ kind: 'mail' }).update({ paused_until: null }))
}

const COLUMNS = [
  'id',
  'reference',
  'job',
  'queued_by',
  'title',
  'recipient',
  'state',
  'reason',
  'state_at',
  'queued_at',
  'due_at',
  'not_after',
  'tries',
  'sending_at',
  'provider',
  'provider_id',
] satisfies (keyof QueuedMail)[]
