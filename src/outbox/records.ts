import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Item, Kind, State } from './item.ts'
import type { ChannelRow } from './lease.ts'

/** Which items to list. */
export interface Filter {
  kind?: Kind
  state?: State
  count: number
}

/** Those that need somebody first, then those on their way, then the rest, the newest first. */
export async function listItems(session: Session, { kind, state, count }: Filter): Promise<Item[]> {
  const { sql } = session
  const urgency = "CASE state WHEN 'unknown' THEN 0 WHEN 'sending' THEN 1 WHEN 'queued' THEN 2 ELSE 3 END"
  const items = sql(own('outbox'))
    .orderBy([
      { column: sql.raw(urgency) as unknown as string },
      { column: 'state_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(count)
  if (kind) items.where({ kind })
  if (state) items.where({ state })
  return session.all<Item>(items)
}

/** How many items of each kind have each state. */
export async function countItems(
  session: Session,
  { kind }: Pick<Filter, 'kind'>,
): Promise<{ kind: Kind; state: State; count: number }[]> {
  const counts = session.sql(own('outbox')).groupBy('kind', 'state').orderBy(['kind', 'state'])
  if (kind) counts.where({ kind })
  return session.all(counts.select('kind', 'state').count({ count: '*' }))
}

/** The line below a list that does not have them all; none below one that has. */
export function moreText(
  counts: { state: State; count: number }[],
  shown: number,
  state: State | undefined,
): string {
  const all = counts
    .filter((one) => state === undefined || one.state === state)
    .reduce((sum, { count }) => sum + Number(count), 0)
  return all > shown ? `and ${all - shown} more: --count ${all} shows them all\n` : ''
}

/** How each way out stands. */
export const channelRows = (session: Session): Promise<ChannelRow[]> =>
  session.all<ChannelRow>(session.sql(own('outbox_channel')).orderBy('kind'))

export const itemNumbered = (session: Session, id: number): Promise<Item | undefined> =>
  session.first<Item>(session.sql(own('outbox')).where({ id }))
