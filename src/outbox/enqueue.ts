import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso } from '../runner/school.ts'
import type { Item } from './item.ts'

/** What somebody wants to be sent. Instants are ISO 8601 in UTC. */
export type NewItem = Pick<Item, 'kind' | 'reference' | 'queued_by' | 'title' | 'recipient' | 'content'> &
  Partial<Pick<Item, 'job' | 'due_at' | 'not_after'>>

/**
 * Puts one item on its way, in the caller's transaction. Jobs add theirs by their plan, many at once; this is for
 * commands.
 * @returns its number, or undefined when there is an item of this kind and reference already: it stays as it is
 */
export async function enqueue(session: Session, item: NewItem, now: number): Promise<number | undefined> {
  const { kind, reference } = item
  const present = await session.first(session.sql(own('outbox')).where({ kind, reference }).select('id'))
  if (present) return undefined
  return session.insert(own('outbox'), {
    job: null,
    due_at: iso(now),
    not_after: null,
    ...item,
    state: 'queued',
    reason: null,
    state_at: iso(now),
    queued_at: iso(now),
    tries: 0,
    token: null,
    sending_at: null,
    provider: null,
    provider_id: null,
  })
}
