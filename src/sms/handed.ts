import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { wallMinute } from '../schedule/wall.ts'

/** States of an item whose text is certainly with the provider. */
export const GONE = ['sent', 'delivered']

export const CONTACT_LOG = ['pupil_id', 'contact_id', 'at', 'direction', 'channel', 'body', 'staff_id']

/** How many texts have been handed over on this day of the school. */
export function handedOverToday({ from, today, settings }: JobContext): Rows {
  const midnight = settings.school.zone.firstInstantOf(wallMinute(today, 0))
  return from('outbox')
    .where({ kind: 'sms' })
    .where('queued_at', '>=', new Date(midnight).toISOString())
    .count({ n: '*' })
}

/** How many texts wait that were queued before the job went live. */
export const waitingFromBefore = ({ from, now, liveSince }: JobContext): Rows =>
  from('sms_message', 'm')
    .join(from('sms_batch').as('b'), 'b.id', 'm.batch_id')
    .where('m.state', 'queued')
    .where((due) => due.whereNull('m.not_before').orWhere('m.not_before', '<=', now))
    .where('b.queued_at', '<', liveSince)
    .count({ n: '*' })

/**
 * What the outbox has, on its way or gone, from the batches that have texts in the queue still: another program may
 * write a batch in several pieces, and the same text to the same number goes once all the same.
 */
export const knownItems = ({ from, now }: JobContext): Rows =>
  from('outbox', 'o')
    .join(
      from('sms_text', 't')
        .join(from('sms_message').as('m'), 'm.id', 't.message_id')
        .whereIn(
          'm.batch_id',
          from('sms_message', 'w')
            .where('w.state', 'queued')
            .where((due) => due.whereNull('w.not_before').orWhere('w.not_before', '<=', now))
            .select('w.batch_id'),
        )
        .groupBy('t.outbox_reference', 'm.batch_id')
        .select('t.outbox_reference', 'm.batch_id')
        .as('its'),
      'its.outbox_reference',
      'o.reference',
    )
    .where('o.kind', 'sms')
    .whereIn('o.state', ['queued', 'sending', 'unknown', ...GONE])
    .select('its.batch_id', 'o.recipient', 'o.content', 'o.reference', 'o.state')

/** The contact log of texts whose item had gone before they were in the queue. */
export const lateLog = ({ from, raw }: JobContext, late: Rows): Rows =>
  from('sms_message', 'm')
    .join(from('sms_batch').as('b'), 'b.id', 'm.batch_id')
    .join(late.as('late'), 'late.message_id', 'm.id')
    .join(from('outbox').as('o'), 'o.reference', 'late.reference')
    .where('o.kind', 'sms')
    .select(
      ...['m.pupil_id', 'm.contact_id', 'o.sending_at'],
      ...[raw('? as ??', 'out', 'direction'), raw('? as ??', 'sms', 'channel'), 'm.body', 'b.queued_by'],
    )
