import { onRoll } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Day } from '../schedule/day.ts'

/** A text of the school's queue, with what has to be known to decide about it. Instants are ISO 8601 in UTC. */
export interface QueuedText {
  id: number
  state: string
  batch_id: number
  purpose: string
  urgent: number
  queued_at: string
  contact_id: number | null
  number: string
  body: string
  not_before: string | null
  not_after: string | null
  /** 1 while the contact is one of the pupil's. */
  linked: number
  /** The contact's number as it is now. */
  mobile: string | null
  /** 1 while the pupil is on roll. */
  on_roll: number
  /** For an absence: 1 where the register now says that the pupil is there, or need not be. */
  attended: number
}

type Asking = Pick<Queries, 'from' | 'enrolled' | 'raw' | 'ref'>

/** What a mark means that speaks against an absence. Who came late is there, whatever the code counts as. */
const NOT_ABSENT = ['present', 'approved', 'not-required']

/** Texts of the queue, alias `m`, with their batches (`b`): what they say, and whether it still holds today. */
export function texts(asking: Asking, today: Day): Rows {
  const { from, raw } = asking
  return from('sms_message', 'm')
    .join(from('sms_batch').as('b'), 'b.id', 'm.batch_id')
    .leftJoin(from('contact').as('c'), 'c.id', 'm.contact_id')
    .leftJoin(from('pupil_contact').as('pc'), (on) =>
      on.on('pc.pupil_id', 'm.pupil_id').andOn('pc.contact_id', 'm.contact_id'),
    )
    .leftJoin(onRoll(asking, today).as('roll'), 'roll.pupil_id', 'm.pupil_id')
    .select(
      ...['m.id', 'm.state', 'm.batch_id', 'b.purpose', 'b.urgent', 'b.queued_at', 'm.contact_id'],
      ...['m.number', 'm.body', 'm.not_before', 'm.not_after', 'c.mobile'],
      raw('case when pc.pupil_id is null then 0 else 1 end as linked'),
      raw('case when roll.pupil_id is null then 0 else 1 end as on_roll'),
      raw('case when exists ? then 1 else 0 end as attended', speaksAgainst(asking) as never),
    )
}

/** Session marks that speak against the absence that the text `m` is about. */
const speaksAgainst = ({ from, raw }: Asking): Rows =>
  from('mark', 'k')
    .join(from('session').as('s'), 's.id', 'k.session_id')
    .join(from('register_code').as('code'), 'code.code', 'k.code')
    .whereRaw('?? = ??', ['k.pupil_id', 'm.pupil_id'])
    .whereRaw('?? = ??', ['k.date', 'm.about_date'])
    .where((part) => part.whereNull('m.about_part').orWhereRaw('?? = ??', ['s.part', 'm.about_part']))
    .whereRaw('?? <= ??', ['code.valid_from', 'k.date'])
    .where((open) => open.whereNull('code.valid_to').orWhereRaw('?? >= ??', ['code.valid_to', 'k.date']))
    .where((there) => there.whereIn('code.meaning', NOT_ABSENT).orWhere('code.late', 1))
    .select(raw('1'))

/** Those that wait and whose time has come, oldest batch first: none of them has been decided about. */
export const dueTexts = (
  asking: Asking,
  { today, now, liveSince }: { today: Day; now: string; liveSince: string },
): Rows =>
  texts(asking, today)
    .leftJoin(asking.from('sms_text').as('t'), 't.message_id', 'm.id')
    .whereNull('t.message_id')
    .where('m.state', 'queued')
    .where((due) => due.whereNull('m.not_before').orWhere('m.not_before', '<=', now))
    .where('b.queued_at', '>=', liveSince)
    .orderBy(['b.queued_at', 'b.id', 'm.id'])
