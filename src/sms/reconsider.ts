import type { Config } from '../config/config.ts'
import type { SmsSettings } from '../config/outgoing.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { queriesOn } from '../jobs/queries.ts'
import type { Withdrawal } from '../outbox/channel.ts'
import type { Item } from '../outbox/item.ts'
import { raise } from '../runner/alert.ts'
import { beCautious, cautionSubject } from '../runner/caution.ts'
import { iso } from '../runner/school.ts'
import { otherSenderCaution } from './foreign.ts'
import { grouped } from './grouped.ts'
import { lookAgain } from './look.ts'
import { type QueuedText, texts } from './queue.ts'
import { nextMoment } from './quiet.ts'
import { TOO_LATE, timesOf, whyWithdrawn } from './wanted.ts'

/** A text that an item carries, and what has become of it since it was handed over. */
interface Carried {
  message_id: number
  outbox_reference: string
  state: string
}

type Verdict = { kind: 'go' } | { kind: 'wait' } | ({ kind: 'drop' } & Withdrawal)

/**
 * Looks again at the texts that are about to go. An item goes while one of its texts is wanted; the others are left
 * out. One whose texts would go in the quiet hours is taken back, and they wait in the school's queue for the morning.
 * @returns the items that are not sent, and why
 */
export async function reconsider(
  { school }: Pick<Config, 'school'>,
  { quietHours }: SmsSettings,
  session: Session,
  items: Item[],
  now: number,
): Promise<Map<number, Withdrawal>> {
  const { sql } = session
  const carried = await session.all<Carried>(
    sql(own('sms_text'))
      .whereIn(
        'outbox_reference',
        items.map(({ reference }) => reference),
      )
      .whereNotIn('state', ['withdrawn', 'expired'])
      .orderBy('message_id')
      .select('message_id', 'outbox_reference', 'state'),
  )
  const queue = texts(queriesOn(session, school), school.zone.dayAt(now))
  const found = await session.all<QueuedText>(
    queue.whereIn(
      'm.id',
      carried.map(({ message_id }) => message_id),
    ),
  )
  const byId = new Map(found.map((text) => [text.id, text]))
  const quiet = { zone: school.zone, hours: quietHours }
  const verdicts = carried.map((one) => ({ one, verdict: verdictOn(one, byId.get(one.message_id)) }))
  const unwanted = new Map<number, Withdrawal>()
  const ofItem = grouped(verdicts, ({ one }) => one.outbox_reference)
  const back: Carried[] = []
  const dropped: { one: Carried; why: Withdrawal }[] = []
  for (const item of items) {
    const its = ofItem.get(item.reference)
    // Not from the queue: somebody tries the way out.
    if (!its) continue
    for (const { one, verdict } of its) if (verdict.kind === 'drop') dropped.push({ one, why: verdict })
    if (its.some(({ verdict }) => verdict.kind === 'go')) continue
    const waiting = its.filter(({ verdict }) => verdict.kind === 'wait').map(({ one }) => one)
    back.push(...waiting)
    const drop = its.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'drop')
    unwanted.set(item.id, waiting.length > 0 || !drop ? BACK : { state: drop.state, reason: drop.reason })
  }
  if (dropped.some(({ why }) => why.reason === BY_OTHERS)) await tellOfOthers(session, now)
  await leaveOut(session, dropped, now)
  if (back.length > 0) await putBack(session, back)
  return unwanted

  function verdictOn({ state }: Carried, text: QueuedText | undefined): Verdict {
    const drop = (reason: string): Verdict => ({ kind: 'drop', state: 'withdrawn', reason })
    if (!text || text.state === 'deleted') return drop('deleted from the queue')
    if (text.state === 'withdrawn') return drop('withdrawn in the queue')
    if (text.state !== state) return drop(BY_OTHERS)
    const withdrawn = whyWithdrawn(text)
    if (withdrawn) return drop(withdrawn)
    const next = nextMoment(quiet, timesOf(text), now)
    if (next === 'expired') return { kind: 'drop', state: 'expired', reason: TOO_LATE }
    return { kind: next > now ? 'wait' : 'go' }
  }
}

const BY_OTHERS = 'another program has dealt with it'

async function tellOfOthers(session: Session, now: number): Promise<void> {
  await beCautious(session, otherSenderCaution, now)
  await raise(session, cautionSubject(otherSenderCaution), otherSenderCaution.detail, now)
}

const BACK: Withdrawal = {
  state: 'withdrawn',
  reason: 'The quiet hours had begun: its texts are back in the queue.',
}

async function leaveOut(
  session: Session,
  dropped: { one: Carried; why: Withdrawal }[],
  now: number,
): Promise<void> {
  const { sql } = session
  for (const group of grouped(dropped, ({ why }) => `${why.state} ${why.reason}`).values()) {
    const ids = group.map(({ one }) => one.message_id)
    const { state, reason } = group[0]!.why
    const at = iso(now)
    await session.run(sql(own('sms_text')).whereIn('message_id', ids).update({ state, reason, state_at: at }))
    // What a person or another program has written there stays.
    await session.run(
      sql('sms_message')
        .whereIn('id', ids)
        .where({ state: 'sending' })
        .update({ state, state_reason: reason, state_at: at }),
    )
  }
}

/** As though they had never been taken out. The next run takes them again, under another name. */
async function putBack(session: Session, back: Carried[]): Promise<void> {
  const { sql } = session
  const ids = back.map(({ message_id }) => message_id)
  await session.run(sql(own('sms_text')).whereIn('message_id', ids).delete())
  await session.run(
    sql('sms_message').whereIn('id', ids).update({ state: 'queued', state_reason: null, state_at: null }),
  )
  await lookAgain(session)
}
