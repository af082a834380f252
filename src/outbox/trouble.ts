import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { isOpen, raise, settle } from '../runner/alert.ts'
import { iso, type School } from '../runner/school.ts'
import type { Settled } from './channel.ts'
import type { Kind } from './item.ts'
import type { Standing } from './lease.ts'
import { backoff, type Outcome } from './outcome.ts'
import { counted, plural, sectionOf } from './words.ts'

/** Why nothing of a kind can be sent at present. */
export interface Trouble {
  reason: string
  /** When the other side wants to be asked again, ms, where it says so. */
  retryAfter?: number
}

/** A provider that says when to come back is busy, not broken: unless it goes on, or is to last. */
const LASTS = 15 * 60_000
const GOES_ON = 3

const troubleSubject = (kind: Kind) => `outbox ${kind} trouble`
const unknownSubject = (kind: Kind) => `outbox ${kind} unknown`
const stuckSubject = (kind: Kind) => `outbox ${kind} stuck`
const closedSubject = (kind: Kind) => `outbox ${kind} closed`

/**
 * The kind pauses, longer each time, and people are told once.
 * @param times how often in a row, with this time
 */
export async function pause(
  session: Session,
  kind: Kind,
  { reason, retryAfter }: Trouble,
  times: number,
  now: number,
): Promise<Standing> {
  const isBusy = retryAfter !== undefined && retryAfter <= LASTS && times < GOES_ON
  const words = `No ${plural(kind)} can be sent at present: ${reason} It is tried again by itself. See: pars-auto outbox list`
  if (!isBusy) await raise(session, troubleSubject(kind), words, now)
  return {
    paused_until: iso(now + backoff(times, retryAfter)),
    trouble: reason.slice(0, 400),
    pauses: times,
  }
}

/** Something has gone: it works again. */
export async function overcome(session: Session, kind: Kind, now: number): Promise<Standing> {
  await settle(session, troubleSubject(kind), now)
  return { paused_until: null, trouble: null, pauses: 0 }
}

/** Tells that there are items nobody knows the fate of, or that there are none any more. */
export async function tellOfUnknown(session: Session, kind: Kind, now: number): Promise<void> {
  const row = await session.first<{ n: number }>(
    session.sql(own('outbox')).where({ kind, state: 'unknown' }).count({ n: '*' }),
  )
  const count = Number(row?.n ?? 0)
  if (count === 0) return settle(session, unknownSubject(kind), now)
  const words = `${counted(kind, count)}: nobody knows whether ${count === 1 ? 'it was' : 'they were'} sent. Nothing is sent again by itself; what to do is said by: pars-auto outbox list`
  await raise(session, unknownSubject(kind), words, now)
}

/** So many different reasons are told; the rest is in the list. */
const REASONS = 3

const reasonsOf = (those: { reason?: string | null }[]): string =>
  [...new Set(those.map(({ reason }) => reason ?? ''))].slice(0, REASONS).join(' ')

/**
 * Tells that items a job put on its way will not arrive, whatever happens: refused for good, or too late. A report that
 * nobody misses until it is needed is not to be found out about then.
 */
export async function tellOfLost(
  session: Session,
  kind: Kind,
  changes: Settled[],
  now: number,
): Promise<void> {
  // Wrong numbers are everyday, and their job lists them; what a person tried, that person sees.
  const lost = changes.filter(({ state, item }) => (state === 'failed' || state === 'expired') && item.job)
  if (kind === 'sms' || lost.length === 0) return
  for (const job of new Set(lost.map(({ item }) => item.job!))) {
    const its = lost.filter(({ item }) => item.job === job)
    const words = `${counted(kind, its.length)} of ${job} did not go out: ${reasonsOf(its)} See: pars-auto outbox list --kind ${kind}`
    await raise(session, `outbox ${kind} lost ${job}`, words, now, { once: true })
  }
}

/** An item that came to nothing so often has waited for about an hour as a rule, and waits on. */
const OFTEN = 6

/**
 * Tells that items are tried again and again, each for a reason of its own: a folder that is gone, a printer that is
 * stopped. Or that none is any more.
 */
export async function tellOfStuck(
  session: Session,
  kind: Kind,
  changed: Outcome[],
  now: number,
): Promise<void> {
  const often = changed.filter(({ tries }) => tries >= OFTEN)
  if (often.length === 0) return
  const row = await session.first<{ n: number }>(
    session
      .sql(own('outbox'))
      .where({ kind })
      .whereIn('state', ['queued', 'sending'])
      .where('tries', '>=', OFTEN)
      .count({ n: '*' }),
  )
  const count = Number(row?.n ?? 0)
  if (count === 0) return settle(session, stuckSubject(kind), now)
  // What waits because nothing of the kind can be sent is told as that.
  const waits = often.filter(({ state, due_at }) => state === 'queued' && due_at > iso(now))
  if (waits.length === 0) return
  const reasons = reasonsOf(waits)
  const words = `${counted(kind, count)} could not be sent in ${OFTEN} tries or more: ${reasons} ${count === 1 ? 'It is' : 'They are'} tried again by ${count === 1 ? 'itself' : 'themselves'}. See: pars-auto outbox list --kind ${kind}`
  await raise(session, stuckSubject(kind), words, now)
}

/** Tells that items wait of which the config does not say how they are sent. */
export async function tellOfClosed({ db }: School, kind: Kind, now: number): Promise<void> {
  if (await isOpen(db, closedSubject(kind))) return
  const section = sectionOf(kind)
  const words = `${plural(kind)} wait in the outbox, and the config has no section ${section}: nothing is sent. See: pars-auto outbox list --kind ${kind}`
  await db.transaction((session) => raise(session, closedSubject(kind), words, now), { turn: 'record' })
}

/** The config says again how they are sent. */
export async function tellOfOpened({ db }: School, kind: Kind, now: number): Promise<void> {
  if (!(await isOpen(db, closedSubject(kind)))) return
  await db.transaction((session) => settle(session, closedSubject(kind), now), { turn: 'record' })
}
