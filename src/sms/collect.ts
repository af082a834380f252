import type { Database, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { setEach } from '../db/set-each.ts'
import type { Outside } from '../jobs/kit.ts'
import { OutsideTrouble } from '../jobs/outside-trouble.ts'
import type { Item, State } from '../outbox/item.ts'
import { iso } from '../runner/school.ts'
import { readNumber } from './number.ts'
import { ended, isDue, lastPoll, type Poll, SETTLED_BY_THEN } from './poll.ts'
import type { IncomingText, Receipt, SmsProvider } from './provider.ts'
import { settleTexts } from './settle.ts'
import { asksToStop } from './stop.ts'

/** What a provider lists may be a little out of order, and its clock may differ from ours, ms. */
const OVERLAP = 3_600_000

type Collecting = Pick<Outside, 'db' | 'stop' | 'now'>

/**
 * Collects replies and receipts, each page in a transaction of its own, until a whole page is older than what the last
 * look that came to its end has seen. Killed in between, it leaves that mark where it was: the next look goes over it
 * again, and what is there already is not taken twice.
 *
 * A provider that does not answer is noted, and keeps no text from being sent.
 */
export async function collect(provider: SmsProvider, collecting: Collecting): Promise<void> {
  const { db } = collecting
  const now = await collecting.now()
  const last = await lastPoll(db, provider.name, 'replies')
  if (isDue('replies', last, now)) {
    const since = last?.completed_at ? iso(Date.parse(last.completed_at) - OVERLAP) : ''
    await look(provider, 'replies', collecting, async () => {
      for await (const page of provider.replies(collecting.stop, since || undefined)) {
        await takeReplies(db, provider.name, page, await collecting.now())
        if (page.length > 0 && page.every(({ receivedAt }) => receivedAt < since)) break
      }
    })
  }
  const { latest, oldest } = await outstanding(db, provider.name, now)
  if (isDue('receipts', await lastPoll(db, provider.name, 'receipts'), now, latest)) {
    const since = iso(oldest - OVERLAP)
    await look(provider, 'receipts', collecting, async () => {
      for await (const page of provider.receipts(collecting.stop)) {
        await takeReceipts(db, provider.name, page, await collecting.now())
        if (page.length > 0 && page.every(({ sentAt }) => sentAt < since)) break
      }
    })
  }
}

async function look(
  { name }: SmsProvider,
  what: Poll,
  { db, stop, now }: Collecting,
  read: () => Promise<void>,
): Promise<void> {
  const began = await now()
  const note = (trouble?: string) =>
    db.transaction((session) => ended(session, { provider: name, what }, began, trouble), { turn: 'outbox' })
  try {
    await read()
    await note()
  } catch (error) {
    if (!(error instanceof OutsideTrouble) || stop.aborted) throw error
    await note(error.message)
  }
}

/** Adds the replies of a page that are not there yet. */
async function takeReplies(db: Database, provider: string, page: IncomingText[], now: number): Promise<void> {
  if (page.length === 0) return
  await db.transaction(
    async (session) => {
      const known = await session.all<{ provider_id: string }>(
        session
          .sql(own('sms_reply'))
          .where({ provider })
          .whereIn(
            'provider_id',
            page.map(({ id }) => id),
          )
          .select('provider_id'),
      )
      const seen = new Set(known.map(({ provider_id }) => provider_id))
      // A page may have the same text twice: the boundary moves while it is read.
      const fresh = new Map(page.filter(({ id }) => !seen.has(id)).map((reply) => [reply.id, reply]))
      const rows = [...fresh.values()]
        .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
        .map(({ id, number, text, receivedAt }) => [
          ...[provider, id, readNumber(number).number ?? number, text, receivedAt, iso(now)],
          asksToStop(text) ? 1 : 0,
        ])
      await session.bulkInsert(own('sms_reply'), REPLY, rows)
    },
    { turn: 'outbox' },
  )
}

const REPLY = ['provider', 'provider_id', 'number', 'body', 'received_at', 'collected_at', 'stop']

/** Writes down what became of texts: of those alone of which only their sending is known. */
async function takeReceipts(db: Database, provider: string, page: Receipt[], now: number): Promise<void> {
  const ends = new Map(
    page.filter(({ state }) => state !== 'pending').map((receipt) => [receipt.id, receipt]),
  )
  if (ends.size === 0) return
  await db.transaction(
    async (session) => {
      const items = await session.all<Item>(
        session
          .sql(own('outbox'))
          .where({ kind: 'sms', provider, state: 'sent' })
          .whereIn('provider_id', [...ends.keys()]),
      )
      if (items.length === 0) return
      const changes = items.map((item) => {
        const { state, reason } = ends.get(item.provider_id as string)!
        return { item, state: state as State, ...(state === 'failed' && reason ? { reason } : {}) }
      })
      await setEach(
        session,
        own('outbox'),
        changes.map(({ item, state, reason }) => ({
          id: item.id,
          state,
          reason: reason?.slice(0, 400) ?? null,
          state_at: iso(now),
        })),
        { sql: 'state = ?', values: ['sent'] },
        'state',
      )
      await settleTexts(session, changes, now)
    },
    { turn: 'outbox' },
  )
}

/** When the latest and the oldest texts went of which it is not known whether they arrived, epoch ms. */
async function outstanding(session: Session, provider: string, now: number) {
  const row = await session.first<{ latest: string | null; oldest: string | null }>(
    session
      .sql(own('outbox'))
      .where({ kind: 'sms', state: 'sent', provider })
      .where('sending_at', '>=', iso(now - SETTLED_BY_THEN))
      .max({ latest: 'sending_at' })
      .min({ oldest: 'sending_at' }),
  )
  return row?.latest && row.oldest
    ? { latest: Date.parse(row.latest), oldest: Date.parse(row.oldest) }
    : { latest: undefined, oldest: now }
}
