import type { Row, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso } from '../runner/school.ts'
import { type Item, kinds } from './item.ts'

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
  return session.insert(own('outbox'), rowOf(item, now))
}

/** Likewise for many, of which none has the reference of another. */
export async function enqueueAll(session: Session, items: NewItem[], now: number): Promise<void> {
  const present = new Set<string>()
  for (let at = 0; at < items.length; at += SOME) {
    const references = items.slice(at, at + SOME).map(({ reference }) => reference)
    // Both columns of the index.
    const found = session
      .sql(own('outbox'))
      .whereIn('kind', kinds)
      .whereIn('reference', references)
      .select('kind', 'reference')
    for (const row of await session.all<Pick<Item, 'kind' | 'reference'>>(found)) present.add(nameOf(row))
  }
  const rows = items.filter((item) => !present.has(nameOf(item))).map((item) => rowOf(item, now))
  if (rows.length === 0) return
  const columns = Object.keys(rows[0]!)
  await session.bulkInsert(
    own('outbox'),
    columns,
    rows.map((row) => columns.map((column) => row[column]!)),
  )
}

/** A statement takes so many values, and more. */
const SOME = 1000

const nameOf = ({ kind, reference }: Pick<Item, 'kind' | 'reference'>) => `${kind} ${reference}`

const rowOf = (item: NewItem, now: number): Row => ({
  ...{ kind: item.kind, reference: item.reference, job: item.job ?? null, queued_by: item.queued_by },
  ...{ title: item.title, recipient: item.recipient, content: item.content },
  ...{ state: 'queued', reason: null, state_at: iso(now), queued_at: iso(now) },
  ...{ due_at: item.due_at ?? iso(now), not_after: item.not_after ?? null, tries: 0 },
  ...{ token: null, sending_at: null, provider: null, provider_id: null },
})
