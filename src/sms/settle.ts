import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Settled } from '../outbox/channel.ts'
import type { State } from '../outbox/item.ts'
import { iso } from '../runner/school.ts'
import { grouped } from './grouped.ts'
import { CONTACT_LOG, GONE } from './handed.ts'

interface Carried {
  message_id: number
  outbox_reference: string
  /** What we wrote to the queue last. */
  state: string
  /** What stands there now; none where somebody has removed the row. */
  there: string | null
  pupil_id: number
  contact_id: number | null
  body: string
  queued_by: number | null
}

/** What of a text's own fate is final, whatever becomes of the item that would have carried it. */
const LEFT_OUT = ['withdrawn', 'expired']

/**
 * What goes with a new state of items, in the transaction that writes it: the school's queue, our memory of it, and
 * on the contact log a row for each pupil, once, when the text has gone.
 */
export async function settleTexts(session: Session, changes: Settled[], now: number): Promise<void> {
  const byReference = new Map(changes.map((change) => [change.item.reference, change]))
  const carried = await carriedBy(session, [...byReference.keys()])
  const groups = grouped(carried, ({ outbox_reference }) => {
    const { state, reason = '', replacedBy = '' } = byReference.get(outbox_reference)!
    return JSON.stringify([state, reason, replacedBy])
  })
  for (const texts of groups.values()) {
    const { state, reason, replacedBy } = byReference.get(texts[0]!.outbox_reference)!
    await write(session, texts, { state, reason, replacedBy }, now)
  }
  await logSent(session, carried, byReference, now)
}

const carriedBy = async (session: Session, references: string[]): Promise<Carried[]> =>
  session.all<Carried>(
    session
      .sql({ t: own('sms_text') })
      .join('sms_message as m', 'm.id', 't.message_id')
      .join('sms_batch as b', 'b.id', 'm.batch_id')
      .whereIn('t.outbox_reference', references)
      .whereNotIn('t.state', LEFT_OUT)
      .orderBy('t.message_id')
      .select('t.message_id', 't.outbox_reference', 't.state', 'm.state as there')
      .select('m.pupil_id', 'm.contact_id', 'm.body', 'b.queued_by'),
  )

/** What waits in the outbox is on its way, as far as the school's queue goes. */
const inQueue = (state: State) => (state === 'queued' ? 'sending' : state)

async function write(
  session: Session,
  texts: Carried[],
  { state, reason, replacedBy }: { state: State; reason: string | undefined; replacedBy: string | undefined },
  now: number,
): Promise<void> {
  const { sql } = session
  const at = iso(now)
  const told = {
    state: replacedBy ? 'sending' : inQueue(state),
    reason: replacedBy ? null : (reason ?? null),
  }
  await session.run(
    sql(own('sms_text'))
      .whereIn(
        'message_id',
        texts.map(({ message_id }) => message_id),
      )
      .update({ ...told, state_at: at, ...(replacedBy ? { outbox_reference: replacedBy } : {}) }),
  )
  // A state that another program has written stays, for the next run to see. A person's deletion came too late.
  const ours = texts.filter(({ there, state }) => there === state || GONE.includes(told.state))
  const mine = ours.filter(
    ({ there, state }) => there === state || there === 'deleted' || there === 'withdrawn',
  )
  await session.run(
    sql('sms_message')
      .whereIn(
        'id',
        mine.map(({ message_id }) => message_id),
      )
      .update({ state: told.state, state_reason: told.reason, state_at: at }),
  )
}

async function logSent(
  session: Session,
  carried: Carried[],
  byReference: Map<string, Settled>,
  now: number,
): Promise<void> {
  const isNew = ({ outbox_reference, state }: Carried) =>
    GONE.includes(byReference.get(outbox_reference)!.state) && !GONE.includes(state)
  const rows = carried.filter(isNew).map(({ outbox_reference, pupil_id, contact_id, body, queued_by }) => {
    const at = byReference.get(outbox_reference)!.item.sending_at ?? iso(now)
    return [pupil_id, contact_id, at, 'out', 'sms', body, queued_by]
  })
  if (rows.length > 0) await session.bulkInsert('contact_log', CONTACT_LOG, rows)
}
