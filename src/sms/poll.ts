import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { JobContext, LookContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { iso } from '../runner/school.ts'

/** What is asked of a provider again and again. */
export type Poll = 'replies' | 'receipts'

export interface PollRow {
  tried_at: string
  completed_at: string | null
  trouble: string | null
}

const MINUTE = 60_000

/** How often replies are asked for, and what became of texts that have just gone, ms. */
const OFTEN = 5 * MINUTE
/** How often what became of older texts: the phone is switched off, ms. */
const SELDOM = 60 * MINUTE
/** A text that has just gone, ms. */
const FRESH = 60 * MINUTE
/** The networks try for three days; after four nothing is to be expected, ms. */
export const SETTLED_BY_THEN = 4 * 24 * 60 * MINUTE

/** Whether it is time to ask, from what the last look says; `outstanding` is when the latest text went that nobody knows the end of. */
export function isDue(what: Poll, last: PollRow | undefined, now: number, outstanding?: number): boolean {
  const since = last ? now - Date.parse(last.tried_at) : Number.POSITIVE_INFINITY
  if (what === 'replies') return since >= OFTEN
  if (outstanding === undefined || now - outstanding > SETTLED_BY_THEN) return false
  return since >= (now - outstanding <= FRESH ? OFTEN : SELDOM)
}

export const lastPoll = (session: Session, provider: string, what: Poll): Promise<PollRow | undefined> =>
  session.first<PollRow>(session.sql(own('sms_poll')).where({ provider, what }))

/** The same as conditions, for the look whether there is anything to do. */
export function pollsDue(context: LookContext, provider: string): Rows[] {
  const { from, over, values, now } = context
  const at = Date.parse(now)
  const tried = (what: Poll, within: number) =>
    from('sms_poll')
      .where({ provider, what })
      .where('tried_at', '>', iso(at - within))
      .select('what')
  const outstanding = (within: number) =>
    from('outbox')
      .where({ kind: 'sms', state: 'sent', provider })
      .where('sending_at', '>=', iso(at - within))
      .select('id')
  return [
    over(values({ due: 1 })).whereNotExists(tried('replies', OFTEN)),
    outstanding(FRESH).whereNotExists(tried('receipts', OFTEN)),
    outstanding(SETTLED_BY_THEN).whereNotExists(tried('receipts', SELDOM)),
  ]
}

/**
 * Notes how a look ended. Only one that came to its end moves the mark from which the next one goes on; one that was
 * killed leaves nothing behind, and the next run looks again.
 */
export async function ended(
  session: Session,
  poll: { provider: string; what: Poll },
  began: number,
  trouble?: string,
): Promise<void> {
  const { sql } = session
  const row = trouble
    ? { tried_at: iso(began), trouble: trouble.slice(0, 400) }
    : { tried_at: iso(began), completed_at: iso(began), trouble: null }
  if ((await session.run(sql(own('sms_poll')).where(poll).update(row))) > 0) return
  await session.run(sql(own('sms_poll')).insert({ ...poll, ...row }))
}

/** Trouble that lasts so long is told, ms: a provider may be away for a moment. */
const LASTING = 30 * MINUTE

/** Says what could not be collected. */
export async function pollTrouble(
  { from, read, now, fallShort, remark }: JobContext,
  provider: string,
): Promise<void> {
  const rows = await read.all<PollRow & { what: Poll }>(
    from('sms_poll').where({ provider }).whereNotNull('trouble').orderBy('what', 'desc'),
  )
  for (const { what, trouble, completed_at } of rows) {
    const since = completed_at ? Date.parse(now) - Date.parse(completed_at) : Number.POSITIVE_INFINITY
    const words = what === 'replies' ? 'Replies' : 'What became of the texts'
    const say = since >= LASTING ? fallShort : remark
    say(`${words} could not be collected: ${trouble}.`)
  }
}
