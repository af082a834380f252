import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { masked } from './masked.ts'

/** A reply; about a person only what whoever looks may see. Instants are ISO 8601 in UTC. */
export interface ListedReply {
  reply: number
  received: string
  /** The number it came from, or the end of it. */
  from: string
  /** What it says, for whoever may see it. */
  body?: string
  characters: number
  stop: boolean
  /** Whether it has been decided what it answers. */
  filed: boolean
  /** The batch of the text it answers; none where it answers none of the queue. */
  batch: number | null
  pupils: number[]
}

interface Row {
  id: number
  received_at: string
  number: string
  body: string
  stop: number
  matched_at: string | null
  answers: string | null
}

/** The replies, newest first. @param personal whether whoever looks may see numbers and texts */
export async function listReplies(
  session: Session,
  { count, unmatched, personal }: { count: number; unmatched?: boolean | undefined; personal: boolean },
): Promise<ListedReply[]> {
  const { sql } = session
  const replies = sql(own('sms_reply')).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(count)
  if (unmatched) replies.whereNull('answers').whereNotNull('matched_at')
  const rows = await session.all<Row>(replies)
  const about = await session.all<{ reference: string; batch: number; pupil: number }>(
    sql({ t: own('sms_text') })
      .join('sms_message as m', 'm.id', 't.message_id')
      .whereIn(
        't.outbox_reference',
        rows.flatMap(({ answers }) => answers ?? []),
      )
      .orderBy('m.id')
      .select({ reference: 't.outbox_reference', batch: 'm.batch_id', pupil: 'm.pupil_id' }),
  )
  return rows.map(({ id, received_at, number, body, stop, matched_at, answers }) => {
    const its = about.filter(({ reference }) => reference === answers)
    return {
      ...{ reply: id, received: received_at, from: masked(number), characters: [...body].length },
      ...{ stop: stop === 1, filed: matched_at !== null, batch: its[0]?.batch ?? null },
      pupils: [...new Set(its.map(({ pupil }) => pupil))],
      ...(personal ? { from: number, body } : {}),
    }
  })
}
