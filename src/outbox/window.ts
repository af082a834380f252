import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { patiently } from '../runner/patiently.ts'
import { iso, type School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import { Shelf, withFiles } from './files.ts'
import { holdOn, released } from './hold.ts'
import type { Item } from './item.ts'
import type { Lease, Standing } from './lease.ts'
import { isTooLate, type Outcome, settled, tooLate } from './outcome.ts'
import { inQueue, mark, record, type Tally } from './record.ts'

/** What one transaction has done. */
export interface Written {
  tally: Tally
  /** The items that were marked, to be sent now that this is committed. */
  marked: Item[]
  /** How many items of the queue it has dealt with; 0 means that none is due. */
  fetched: number
}

/** What a window is to do; none of it happens without the rest. */
export interface Work {
  /** Writes down what has come of items; also when the lease is lost. */
  settle?(session: Session, now: number): Promise<Tally>
  /** Says how the channel stands from now on. */
  stand?(session: Session, now: number): Promise<Standing>
  /** How many items to fetch from the queue. */
  room: number
  /** Where the files of the items are. */
  shelf?: Shelf
  /** Only those that are too late, to let them expire, held back or not. */
  onlyLate?: boolean
  /** A job that a person has just run: what it sends goes although it is paused. */
  despite?: string | undefined
}

/** One transaction: renews the lease, writes down what is finished, and marks the next items as being sent. */
export async function window(school: School, channel: Channel, lease: Lease, work: Work): Promise<Written> {
  return patiently(async () => {
    const at = lease.mark()
    const now = await school.db.now()
    let renewed = () => {}
    const written = await school.db.transaction(
      async (session) => {
        const standing = (await work.stand?.(session, now)) ?? lease.standing
        renewed = await lease.renew(session, at, standing, now)
        const tally = (await work.settle?.(session, now)) ?? {}
        const next = lease.isLost ? nothing : await fetch(school, session, channel, lease, work, now)
        return { ...next, tally: sum(tally, next.tally) }
      },
      { turn: 'outbox' },
    )
    renewed()
    return written
  })
}

const nothing: Written = { tally: {}, marked: [], fetched: 0 }

async function fetch(
  school: School,
  session: Session,
  channel: Channel,
  lease: Lease,
  { room, onlyLate, despite, shelf = new Shelf() }: Work,
  now: number,
): Promise<Written> {
  if (room <= 0) return nothing
  const queue = session.sql(own('outbox')).where({ kind: channel.kind, state: 'queued' })
  // Asked anew each time: a person who pauses texts wants them to stop, not the next tick to begin none.
  const hold = onlyLate ? undefined : await holdOn(session, school, now, despite)
  const next = onlyLate
    ? queue.where('not_after', '<', iso(now))
    : released(queue, hold).where('due_at', '<=', iso(now))
  const items = await session.all<Item>(next.orderBy(['due_at', 'id']).limit(room))
  const inTime = items.filter((item) => !isTooLate(item, now))
  const unwanted = inTime.length > 0 ? await channel.reconsider(session, inTime, now) : new Map()
  const drop = items.flatMap((item): Outcome[] => {
    const why = isTooLate(item, now) ? tooLate : unwanted.get(item.id)
    return why ? [settled(item, why)] : []
  })
  const wanted = inTime.filter(({ id }) => !unwanted.has(id))
  const { ready, failed } = await withFiles(session, channel, wanted, shelf)
  const tally = await record(session, channel, [...drop, ...failed], inQueue, now)
  const marked = await mark(session, channel, ready, lease.token, now)
  return { tally, marked, fetched: items.length }
}

/** Both tallies in one. */
export function sum(a: Tally, b: Tally): Tally {
  const both: Tally = { ...a }
  for (const [state, count] of Object.entries(b) as [keyof Tally, number][])
    both[state] = (both[state] ?? 0) + count
  return both
}
