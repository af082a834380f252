import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso, type School } from '../runner/school.ts'
import { type Hold, holdOn, released } from './hold.ts'
import { type Kind, kinds } from './item.ts'

/** What of a kind is not settled yet. Instants are ISO 8601 in UTC. */
export interface Waiting {
  kind: Kind
  /** Some are in `sending`: somebody sends them now, or died over it. */
  sending: boolean
  /** When the first of those in the queue may go. */
  dueAt?: string
  /** When the first of them is too late. */
  tooLateAfter?: string
  /** The kind pauses until then. */
  pausedUntil?: string
}

interface Row {
  kind: Kind
  state: 'queued' | 'sending'
  due_at: string
  not_after: string | null
  paused_until: string | null
}

/**
 * What is not settled and not held back, in one statement: with nothing on its way this is all that the outbox costs a
 * tick. What a pause holds back can become too late all the same.
 */
export async function waiting(session: Session, hold?: Hold): Promise<Waiting[]> {
  const found = await unsettled(session, hold)
  if (!hold || hold.caution) return found
  const all = await unsettled(session, undefined)
  return all.map(({ dueAt: _, ...one }) => {
    const due = found.find(({ kind }) => kind === one.kind)?.dueAt
    return due ? { ...one, dueAt: due } : one
  })
}

async function unsettled(session: Session, hold: Hold | undefined): Promise<Waiting[]> {
  const { sql } = session
  const open = released(sql(own('outbox')), hold)
    .whereIn('kind', kinds)
    .whereIn('state', ['queued', 'sending'])
    .groupBy('kind', 'state')
    .select('kind', 'state')
    .min({ due_at: 'due_at', not_after: 'not_after' })
  const rows = await session.all<Row>(
    sql
      .from(open.as('w'))
      .leftJoin({ c: own('outbox_channel') }, 'c.kind', 'w.kind')
      .select('w.*', 'c.paused_until')
      .orderBy('w.kind', 'desc'),
  )
  const found = new Map<Kind, Waiting>()
  for (const { kind, state, due_at, not_after, paused_until } of rows) {
    const one = found.get(kind) ?? { kind, sending: false }
    if (paused_until) one.pausedUntil = paused_until
    if (state === 'sending') one.sending = true
    else {
      one.dueAt = due_at
      if (not_after) one.tooLateAfter = not_after
    }
    found.set(kind, one)
  }
  return [...found.values()]
}

/** Whether something of the kind could be sent now, has to be looked up, or has become too late. */
export function isWork({ sending, dueAt, tooLateAfter, pausedUntil }: Waiting, now: number): boolean {
  const at = iso(now)
  if (tooLateAfter !== undefined && tooLateAfter < at) return true
  if (pausedUntil !== undefined && pausedUntil > at) return false
  return sending || (dueAt !== undefined && dueAt <= at)
}

/** When the outbox is worth the next look, epoch milliseconds; undefined while nothing waits that could be sent. */
export async function nextItem(school: School, now: number): Promise<number | undefined> {
  const hold = await holdOn(school.db, school, now)
  const moments = (await waiting(school.db, hold))
    .filter(({ kind }) => canSend(school, kind))
    .flatMap(({ sending, dueAt, tooLateAfter, pausedUntil }) => {
      const first = sending ? iso(now) : dueAt
      return [
        first && (pausedUntil && pausedUntil > first ? pausedUntil : first),
        tooLateAfter && iso(Date.parse(tooLateAfter) + 1),
      ]
    })
    .flatMap((at) => (at ? [Date.parse(at)] : []))
  if (hold && Number.isFinite(hold.until)) moments.push(hold.until)
  return moments.length > 0 ? Math.min(...moments) : undefined
}

/** The kinds that the config says how to send. */
export const kindsToSend = (school: School): Kind[] => kinds.filter((kind) => canSend(school, kind))

/** What `isWork` asks, as a query: rows of these kinds that a tick would do something about at the moment `at`. */
export function workNow({ sql }: Session, some: Kind[], at: string) {
  const pauses = sql({ c: own('outbox_channel') })
    .select(sql.raw('1'))
    .whereRaw('?? = ??', ['c.kind', 'o.kind'])
    .where('c.paused_until', '>', at)
  return sql({ o: own('outbox') })
    .select(sql.raw('1'))
    .whereIn('o.kind', some)
    .whereIn('o.state', ['queued', 'sending'])
    .where((work) =>
      work
        .where((late) => late.where('o.state', 'queued').where('o.not_after', '<', at))
        .orWhere((now) =>
          now
            .where((its) => its.where('o.state', 'sending').orWhere('o.due_at', '<=', at))
            .whereNotExists(pauses),
        ),
    )
}

/** Whether the config says how the kind is sent. */
function canSend(school: School, kind: Kind): boolean {
  const channel = school.channels[kind]?.(school)
  channel?.close()
  return channel !== undefined
}
