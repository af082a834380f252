import { own } from '../db/migrations/index.ts'
import type { Condition } from '../db/set-each.ts'
import type { School } from '../runner/school.ts'
import type { Channel, Verdict } from './channel.ts'
import type { Item } from './item.ts'
import type { Lease } from './lease.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { leftBehind, record, type Tally } from './record.ts'
import type { Trouble } from './trouble.ts'
import { sum, window } from './window.ts'

/** While the provider cannot be asked, an item waits so long to be looked up; then it is unknown. */
const WAITS = 60 * 60_000

export interface Found {
  tally: Tally
  /** The provider could not be asked: those that are left wait in `sending`. */
  trouble?: Trouble
}

/** Deals with the items that others left in `sending`: they died, or their lease ran out. */
export async function recover(school: School, channel: Channel, lease: Lease): Promise<Found> {
  const { db } = school
  const left = db
    .sql(own('outbox'))
    .where({ kind: channel.kind, state: 'sending' })
    .whereNot({ token: lease.token })
  const items = await db.all<Item>(left.orderBy('id'))
  const died = 'The process that was sending it died, or was held up for too long.'
  if (channel.repeatable) return putBack(school, channel, lease, items, died)
  return lookUp(
    school,
    channel,
    lease,
    items.map((item) => ({ item, why: died })),
    leftBehind(lease.token),
  )
}

/** Lets items be sent again, as it does no harm: a while later, in case they are what the process died of. */
async function putBack(
  school: School,
  channel: Channel,
  lease: Lease,
  items: Item[],
  reason: string,
): Promise<Found> {
  if (items.length === 0) return { tally: {} }
  const { tally } = await window(school, channel, lease, {
    settle(session, now) {
      const again = items.map((item) => outcomeOf({ item, verdict: { kind: 'later', reason } }, now))
      return record(session, channel, again, leftBehind(lease.token), now)
    },
    room: 0,
  })
  return { tally }
}

/**
 * Asks the provider for items of which nobody knows what became of them. Only a positive answer counts; all others
 * become `unknown`, and a person decides.
 */
export async function lookUp(
  school: School,
  channel: Channel,
  lease: Lease,
  items: { item: Item; why: string }[],
  fence: Condition,
): Promise<Found> {
  let tally: Tally = {}
  for (let at = 0; at < items.length; at += channel.concurrency) {
    const batch = items.slice(at, at + channel.concurrency)
    const answers = await Promise.all(batch.map(({ item }) => ask(channel, item)))
    const now = await school.db.now()
    const outcomes = batch.flatMap(({ item, why }, n) => {
      const outcome = meaning(item, answers[n]!, why, lease, now)
      return outcome ? [outcome] : []
    })
    const written = await window(school, channel, lease, {
      settle: (session) => record(session, channel, outcomes, fence, now),
      room: 0,
    })
    tally = sum(tally, written.tally)
    const silent = answers.find((answer) => cannotAsk(answer))
    if (silent && outcomes.length < batch.length) return { tally, trouble: troubleOf(silent) }
    if (lease.isLost) break
  }
  return { tally }
}

type Answer = Verdict | 'not found' | 'cannot be asked'

async function ask(channel: Channel, item: Item): Promise<Answer> {
  if (!channel.lookUp) return 'cannot be asked'
  try {
    return await channel.lookUp(item)
  } catch (error) {
    return {
      kind: 'doubtful',
      reason: `A mistake in pars-auto while it was looked up: ${(error as Error).name}.`,
    }
  }
}

/** The answer was none, and may be had later. */
const cannotAsk = (answer: Answer): answer is Verdict & { kind: 'stop' | 'later' } =>
  typeof answer === 'object' && (answer.kind === 'stop' || answer.kind === 'later')

const troubleOf = ({ reason, retryAfter }: Verdict & { kind: 'stop' | 'later' }): Trouble => ({
  reason,
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

function meaning(item: Item, answer: Answer, why: string, lease: Lease, now: number): Outcome | undefined {
  if (typeof answer === 'object' && (answer.kind === 'accepted' || answer.kind === 'refused'))
    return outcomeOf({ item, verdict: answer }, now)
  if (cannotAsk(answer) && now - Date.parse(item.sending_at ?? '') < WAITS) return undefined
  const found = answer === 'not found' ? ' The provider does not have it, or not yet.' : ''
  const unknown = outcomeOf({ item, verdict: { kind: 'doubtful', reason: `${why}${found}` } }, now)
  // Whoever marked it may still be about to send it, unless he is certainly dead, or it was this very process.
  const isOver = item.token === lease.token || (lease.from?.isDead && item.token === lease.from.token)
  return { ...unknown, token: isOver ? null : item.token }
}
