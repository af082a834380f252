import type { SmsSettings } from '../config/outgoing.ts'
import type { JobContext } from '../jobs/kit.ts'
import { add, change, followed, type Rows } from '../jobs/plan.ts'
import { forwarding, type Reply } from './forward.ts'
import { grouped } from './grouped.ts'
import { CONTACT_LOG } from './handed.ts'

/** A reply may carry the time of a clock that is behind ours by so much, ms. */
const CLOCKS_DIFFER = 60_000

interface Candidate {
  reply: number
  reference: string
  sending_at: string
  content: string
}

/** The steps for the replies that have come in: each is filed under the text it answers, and forwarded by mail. */
export async function fileReplies(context: JobContext, sms: SmsSettings) {
  const { from, read, ref, now, raw, stageRows } = context
  const fresh = await read.all<Reply>(
    from('sms_reply')
      .whereNull('matched_at')
      .orderBy('id')
      .select('id', 'number', 'body', 'received_at', 'stop'),
  )
  const candidates = grouped(await read.all<Candidate>(sentTo(context)), ({ reply }) => reply)
  const filed = fresh.map((reply) => ({ ...reply, answers: latest(reply, candidates.get(reply.id) ?? []) }))
  const staged = await stageRows(
    ['reply_id', 'reference'],
    filed.map(({ id, answers }) => [id, answers?.reference ?? null]),
  )
  const matched = (alias?: string) => staged(alias).whereNotNull('reference')
  const unmatched = () => staged().whereNull('reference')

  const log = from('sms_reply', 'r')
    .join(matched().as('its'), 'its.reply_id', 'r.id')
    .join(from('sms_text').as('t'), 't.outbox_reference', 'its.reference')
    .join(from('sms_message').as('m'), 'm.id', 't.message_id')
    .whereNotIn('t.state', ['withdrawn', 'expired'])
    .groupBy('r.id', 'm.pupil_id', 'm.contact_id', 'r.received_at', 'r.body')
    .select(
      ...['m.pupil_id', 'm.contact_id', 'r.received_at'],
      ...[raw('? as ??', 'in', 'direction'), raw('? as ??', 'sms', 'channel'), 'r.body'],
      raw('null as ??', 'staff_id'),
    )
  return {
    replies: followed(
      change('sms_reply', (reply) => reply.whereIn('id', matched().select('reply_id')), {
        answers: matched().where('reply_id', ref('sms_reply', 'id')).select('reference'),
        matched_at: now,
      }),
      add('contact_log', CONTACT_LOG, log),
    ),
    unmatched: change('sms_reply', (reply) => reply.whereIn('id', unmatched().select('reply_id')), {
      matched_at: now,
    }),
    ...(await forwarding(context, sms, filed, matched)),
  }
}

/** Every text that was sent to a number that has replied. One that was refused at once never got there. */
const sentTo = ({ from }: JobContext): Rows =>
  from('sms_reply', 'r')
    .join(from('outbox').as('o'), 'o.recipient', 'r.number')
    .whereNull('r.matched_at')
    .where('o.kind', 'sms')
    .whereNotNull('o.sending_at')
    .where((there) =>
      there
        .whereIn('o.state', ['sending', 'sent', 'delivered', 'unknown'])
        .orWhere((failed) => failed.where('o.state', 'failed').whereNotNull('o.provider_id')),
    )
    .select('r.id as reply', 'o.reference', 'o.sending_at', 'o.content')

/** A reply belongs to the latest text that was sent to its number before it. */
function latest({ received_at }: Reply, sent: Candidate[]): Candidate | undefined {
  const until = Date.parse(received_at) + CLOCKS_DIFFER
  return sent
    .filter(({ sending_at }) => Date.parse(sending_at) <= until)
    .sort((a, b) => (a.sending_at < b.sending_at ? 1 : -1))[0]
}
