import type { MailSettings, SmsSettings } from '../config/outgoing.ts'
import type { JobContext, Settings, Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { refusalOf } from '../mail/domains.ts'
import { mailContent } from '../mail/message.ts'
import { handOver, ITEM } from '../outbox/plan.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import { dateInWords } from '../schedule/weekday.ts'
import { grouped } from './grouped.ts'
import { referenceOf } from './reference.ts'

/** A text that came in. Instants are ISO 8601 in UTC. */
export interface Reply {
  id: number
  number: string
  body: string
  received_at: string
  stop: number
}

export interface FiledReply extends Reply {
  /** The text that it answers. */
  answers: { content: string; sending_at: string } | undefined
}

/** Whom a reply concerns: a row for each pupil that the text was about. */
interface Concerned {
  reply_id: number
  forename: string
  surname: string
  registration_group: string | null
  contact_forename: string | null
  contact_surname: string | null
  relationship: string | null
  email: string | null
  left_on: string | null
}

/** The step that mails replies to those who should know. Each to one address: the other gets it or not by itself. */
export async function forwarding(
  context: JobContext,
  { replies: rule }: SmsSettings,
  filed: FiledReply[],
  matched: Staged,
) {
  const { read, settings, liveSince, stageRows } = context
  const { mail } = settings
  const wanted = rule.toSender || rule.central || rule.alwaysTo
  if (!mail || !wanted) return {}
  const concerned = grouped(
    await read.all<Concerned>(concerning(context, matched)),
    ({ reply_id }) => reply_id,
  )
  const rows: (string | null)[][] = []
  // What came in before was for the program that sent the texts then.
  for (const reply of filed.filter(({ received_at }) => received_at >= liveSince)) {
    const who = concerned.get(reply.id) ?? []
    for (const to of recipientsOf(rule, mail, who[0], context.today.toString())) {
      const reference = referenceOf('reply', reply.id, `${reply.received_at} ${to}`, settings)
      rows.push([reference, 'Reply to a text', to, letter(reply, who, settings), null])
    }
  }
  const mails = await stageRows(ITEM, rows)
  return { forwarded: handOver(context, 'mail', mails()) }
}

/**
 * Who is mailed a reply. The sender of the text, where the config says so: if there is one, who is still at the
 * school, with an address that mails may go to. All else goes to the central address, and the others too with `both`.
 */
function recipientsOf(
  { alwaysTo, toSender, central, both }: SmsSettings['replies'],
  mail: MailSettings,
  sender: Pick<Concerned, 'email' | 'left_on'> | undefined,
  today: string,
): string[] {
  if (alwaysTo) return [alwaysTo]
  const email = sender?.email?.trim()
  const isThere = email && !(sender?.left_on && sender.left_on < today) && !refusalOf(mail, [email])
  const office = central ? [central] : []
  if (!toSender || !isThere) return office
  return both ? [...new Set([email, ...office])] : [email]
}

const concerning = ({ from }: JobContext, matched: Staged): Rows =>
  matched('its')
    .join(from('sms_text').as('t'), 't.outbox_reference', 'its.reference')
    .join(from('sms_message').as('m'), 'm.id', 't.message_id')
    .join(from('sms_batch').as('b'), 'b.id', 'm.batch_id')
    .join(from('pupil').as('p'), 'p.id', 'm.pupil_id')
    .leftJoin(from('registration_group').as('g'), 'g.id', 'p.registration_group_id')
    .leftJoin(from('contact').as('c'), 'c.id', 'm.contact_id')
    .leftJoin(from('pupil_contact').as('pc'), (on) =>
      on.on('pc.pupil_id', 'm.pupil_id').andOn('pc.contact_id', 'm.contact_id'),
    )
    .leftJoin(from('staff').as('s'), 's.id', 'b.queued_by')
    .whereNotIn('t.state', ['withdrawn', 'expired'])
    .orderBy(['its.reply_id', 'm.id'])
    .select({
      reply_id: 'its.reply_id',
      forename: 'p.forename',
      surname: 'p.surname',
      registration_group: 'g.name',
      contact_forename: 'c.forename',
      contact_surname: 'c.surname',
      relationship: 'pc.relationship',
      email: 's.email',
      left_on: 's.left_on',
    })

function letter(reply: FiledReply, who: Concerned[], { school }: Settings): string {
  const when = (instant: string) => {
    const wall = school.zone.wallAt(Date.parse(instant))
    return `${dateInWords(school.zone.dayAt(Date.parse(instant)))} at ${formatTime(minuteOfDay(wall))}`
  }
  const pupils = who.map(({ forename, surname, registration_group: group }) =>
    group ? `${forename} ${surname} (${group})` : `${forename} ${surname}`,
  )
  return mailContent('sms-reply', {
    name: contactOf(who),
    number: reply.number,
    pupils: [...new Set(pupils)],
    reply: reply.body,
    repliedAt: when(reply.received_at),
    sent: reply.answers?.content ?? null,
    sentAt: reply.answers ? when(reply.answers.sending_at) : null,
    stop: reply.stop === 1,
  })
}

/** `Grace Hopper (Mother)`. */
function contactOf(who: Concerned[]): string | null {
  const contact = who.find(({ contact_surname }) => contact_surname !== null)
  if (!contact) return null
  const { contact_forename, contact_surname, relationship } = contact
  const name = [contact_forename, contact_surname].filter(Boolean).join(' ')
  return relationship ? `${name} (${relationship})` : name
}
