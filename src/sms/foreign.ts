import type { JobContext } from '../jobs/kit.ts'
import { add, change, followed, type Rows } from '../jobs/plan.ts'
import type { Caution } from '../runner/caution.ts'

/** How far back is looked, days: texts that are older, nobody sends again. */
const DAYS = 31

/** States that only whoever sends texts writes. That a person deletes or withdraws a text is as it should be. */
const OF_A_SENDER = ['sending', 'sent', 'delivered', 'failed', 'unknown']

/**
 * Texts whose state another program has written: some of those that we have decided about, and some that were queued
 * since we went live. Two programs that send from one queue send everything twice.
 */
function foreign({ from, union, raw, liveSince, hoursAgo }: JobContext): Rows {
  const since = hoursAgo(DAYS * 24)
  const ours = from('sms_text', 't')
    .join(from('sms_message').as('m'), 'm.id', 't.message_id')
    .where('t.state_at', '>=', since)
    .whereRaw('?? <> ??', ['m.state', 't.state'])
    .whereNotIn('m.state', ['deleted', 'withdrawn'])
    .select('m.id as message_id', 'm.state', raw('1 as known'))
  const theirs = from('sms_batch', 'b')
    .join(from('sms_message').as('m'), 'm.batch_id', 'b.id')
    .leftJoin(from('sms_text').as('t'), 't.message_id', 'm.id')
    .whereNull('t.message_id')
    .where('b.queued_at', '>=', since > liveSince ? since : liveSince)
    .whereIn('m.state', OF_A_SENDER)
    .select('m.id as message_id', 'm.state', raw('0 as known'))
  return union(ours, theirs)
}

const NOTHING_GOES =
  'Nothing more is sent until somebody has seen to it that only one program sends texts, and says: pars-auto resume'

/** What holds everything that leaves the school from then on. */
export const otherSenderCaution: Caution = {
  reason: 'sms-queue',
  host: '',
  detail: `Another program has dealt with texts of the queue. ${NOTHING_GOES}`,
}

/**
 * The steps when another program has been at the queue: what it did is noted, so that it does not count again, and
 * everything that leaves the school is held. None where all is as we left it. In shadow the other program is the one
 * that does the work.
 */
export async function otherSender(context: JobContext) {
  const { from, over, read, ref, raw, stage, values, now, shadow, fallShort } = context
  if (shadow) return undefined
  const found = await stage(foreign(context))
  const { n } = (await read.first<{ n: number }>(found().count({ n: '*' })))!
  if (n === 0) return undefined
  fallShort(`Another program has dealt with ${n} texts of the queue. ${NOTHING_GOES}`)
  const { reason, host } = otherSenderCaution
  const row = { ...otherSenderCaution, since: now }
  const known = () => found().where({ known: 1 })
  return {
    byOthers: followed(
      add(
        'sms_text',
        ['message_id', 'state', 'state_at'],
        found()
          .where({ known: 0 })
          .select('message_id', 'state', raw('? as ??', now, 'state_at')),
      ),
      change('sms_text', (text) => text.whereIn('message_id', known().select('message_id')), {
        state: from('sms_message').where('id', ref('sms_text', 'message_id')).select('state'),
        state_at: now,
      }),
      add(
        'caution',
        Object.keys(row),
        over(values(row)).whereNotExists(from('caution').where({ reason, host }).select('reason')),
      ),
    ),
  }
}
