import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { type Condition, setEach } from '../db/set-each.ts'
import { iso } from '../runner/school.ts'
import type { Channel, Settled } from './channel.ts'
import type { Item, State } from './item.ts'
import type { Outcome } from './outcome.ts'
import { tellOfLost, tellOfStuck, tellOfUnknown } from './trouble.ts'

const table = own('outbox')

/** Items in the queue. */
export const inQueue: Condition = { sql: 'state = ?', values: ['queued'] }

/** Items that this token marked, and that nobody but a recovery has touched since. */
export const markedBy = (token: string): Condition => ({
  sql: 'token = ? AND state IN (?, ?)',
  values: [token, 'sending', 'unknown'],
})

/** Items that others left behind. */
export const leftBehind = (token: string): Condition => ({
  sql: 'token <> ? AND state = ?',
  values: [token, 'sending'],
})

/** How many items came to each state. */
export type Tally = Partial<Record<State, number>>

/** Writes what came of items, where the fence lets it, together with what belongs to that. */
export async function record(
  session: Session,
  channel: Channel,
  outcomes: Outcome[],
  fence: Condition,
  now: number,
): Promise<Tally> {
  if (outcomes.length === 0) return {}
  const rows = outcomes.map(({ item, state, reason, due_at, tries, token, provider_id }) => ({
    id: item.id,
    state,
    reason: reason?.slice(0, 400) ?? null,
    due_at,
    tries,
    token,
    provider_id: provider_id?.slice(0, 100) ?? null,
    state_at: iso(now),
  }))
  const before = await setEach(session, table, rows, fence, 'state')
  const changed = outcomes
    .filter(({ item }) => before.has(item.id))
    .map((outcome) => ({
      ...outcome,
      item: { ...outcome.item, state: before.get(outcome.item.id) as State },
    }))
  await settle(session, channel, changed, now)
  const tally: Tally = {}
  for (const { state } of changed) tally[state] = (tally[state] ?? 0) + 1
  return tally
}

async function settle(session: Session, channel: Channel, changed: Outcome[], now: number): Promise<void> {
  const isNews = ({ item, state }: Outcome) => state !== (item.state === 'sending' ? 'queued' : item.state)
  const news = changed.filter(isNews).map(
    ({ item, state, reason }): Settled => ({
      item,
      state,
      ...(reason ? { reason } : {}),
    }),
  )
  if (news.length > 0) await channel.settle(session, news, now)
  await tellOfLost(session, channel.kind, news, now)
  await tellOfStuck(session, channel.kind, changed, now)
  if (changed.some(({ item, state }) => state === 'unknown' || item.state === 'unknown'))
    await tellOfUnknown(session, channel.kind, now)
}

/** Marks items of the queue as being sent. To be committed before anybody outside is called. */
export async function mark(
  session: Session,
  channel: Channel,
  items: Item[],
  token: string,
  now: number,
): Promise<Item[]> {
  if (items.length === 0) return []
  const sending = {
    state: 'sending',
    token,
    provider: channel.provider,
    sending_at: iso(now),
    state_at: iso(now),
  } as const
  const marked = await session.run(
    session
      .sql(table)
      .whereIn(
        'id',
        items.map(({ id }) => id),
      )
      .where({ state: 'queued' })
      .update({ ...sending, tries: session.sql.raw('tries + 1') }),
  )
  if (marked !== items.length) throw new Error('Items of the outbox changed while they were being marked.')
  return items.map((item) => ({ ...item, ...sending, tries: item.tries + 1 }))
}
