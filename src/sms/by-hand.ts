import type { Session } from '../db/database.ts'
import { Exit, UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { note } from '../runner/event.ts'
import { iso, type School } from '../runner/school.ts'
import { numbersIn, readNumber } from './number.ts'

/** Whom a text goes to: a number, and the contact of the pupil who has it. */
export interface Addressee {
  pupil: number
  contact: number | null
  /** As it stands in the contact's card, or as the person typed it. */
  typed: string
  /** E.164. */
  number: string
}

interface ContactRow {
  id: number
  mobile: string | null
}

/**
 * Who a text about a pupil goes to: whoever is to be called first and has a mobile number, or the number that the
 * person typed.
 * @throws UserError when there is no such pupil, nobody has a number, or the number is none
 */
export async function addresseeOf(session: Session, pupil: number, typed?: string): Promise<Addressee> {
  const { sql } = session
  if (!(await session.first(sql('pupil').where({ id: pupil }).select('id'))))
    throw new UserError(`There is no pupil ${pupil}.`, Exit.usage)
  const contacts = await session.all<ContactRow>(
    sql('pupil_contact as pc')
      .join('contact as c', 'c.id', 'pc.contact_id')
      .where('pc.pupil_id', pupil)
      .orderBy(['pc.priority', 'c.id'])
      .select('c.id', 'c.mobile'),
  )
  if (typed !== undefined) {
    const { number, refused } = readNumber(typed)
    if (!number) throw new UserError(`--to: no text can go there: ${refused}.`, Exit.usage)
    const owner = contacts.find(({ mobile }) => numbersIn(mobile ?? '').includes(number))
    return { pupil, contact: owner?.id ?? null, typed, number }
  }
  for (const { id, mobile } of contacts) {
    const { number } = readNumber(mobile ?? '')
    if (number) return { pupil, contact: id, typed: mobile as string, number }
  }
  const whose = contacts.length === 0 ? 'has no contacts' : 'has no contact with a mobile number'
  throw new UserError(`Pupil ${pupil} ${whose}. To give one: --to NUMBER`, Exit.usage)
}

/** Puts a text into the school's queue, in a batch of its own, as though it had been written in PARS. */
export async function queueByHand(
  school: School,
  { pupil, contact, typed }: Addressee,
  { body, notBefore, urgent }: { body: string; notBefore: number | undefined; urgent: boolean },
): Promise<{ batch: number; text: number }> {
  const { db, host } = school
  const now = await db.now()
  return db.transaction(
    async (session) => {
      const batch = await session.insert('sms_batch', {
        ...{ purpose: 'general', urgent: urgent ? 1 : 0, queued_by: null, queued_at: iso(now) },
      })
      const text = await session.insert('sms_message', {
        ...{ batch_id: batch, pupil_id: pupil, contact_id: contact, number: typed, body, state: 'queued' },
        not_before: notBefore === undefined ? null : iso(notBefore),
      })
      const how = urgent ? ', urgent' : ''
      await note(session, 'sms-queued', `${host.person} queued text ${text} (batch ${batch}${how}).`, now)
      await audit(
        session,
        school,
        'sms send',
        `Text ${text}, batch ${batch}${how}, about pupil ${pupil}.`,
        now,
      )
      return { batch, text }
    },
    { turn: 'outbox' },
  )
}
