import { z } from 'zod'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { type LetterData, type LetterName, letters } from './letters.ts'

/** A mail that needs no template. */
export interface ReadyMail {
  subject: string
  text: string
  html?: string
}

/** What a mail of the outbox is made from when it is sent: a template with its data, or the words themselves. */
export type MailContent = { template: LetterName; data: Record<string, unknown> } | ReadyMail

const ready = z.strictObject({ subject: z.string(), text: z.string(), html: z.string().optional() })
const templated = z.strictObject({
  template: z.enum(Object.keys(letters) as LetterName[]),
  data: z.record(z.string(), z.unknown()),
})

/** The `content` of an outbox item of the kind mail that a template makes. */
export function mailContent<Name extends LetterName>(template: Name, data: LetterData<Name>): string {
  return JSON.stringify({ template, data: letters[template].parse(data) })
}

/** The `content` of an outbox item of the kind mail whose words are ready. */
export const readyContent = (mail: ReadyMail): string => JSON.stringify(ready.parse(mail))

/** @returns undefined when it is not the content of a mail, or not with what its template needs */
export function readContent(content: string): MailContent | undefined {
  const parsed = z.union([templated, ready]).safeParse(asJson(content))
  if (!parsed.success) return undefined
  const mail = parsed.data
  return 'template' in mail && !letters[mail.template].safeParse(mail.data).success ? undefined : mail
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A mail to be sent. */
export interface NewMail {
  /**
   * Our own name for it, the same for the same mail for ever: a second one of that name is not queued. It stands in
   * the Message-ID.
   */
  reference: string
  /** What it is, for people; never personal data. */
  title: string
  /**
   * One address as a rule: a server may refuse one of several and take the mail for the others, and then nobody can
   * try that one again without sending to the others twice.
   */
  to: string[]
  /** Made by `mailContent` or `readyContent`. */
  content: string
  /** `schedule`, or the person. */
  queuedBy: string
  /** Instants, ISO 8601 in UTC. */
  now: string
  notAfter?: string
}

/** What may stand in a Message-ID before its @ without quotes (RFC 5322, 3.2.3), as long as the column takes. */
const REFERENCE = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/
const LONGEST_REFERENCE = 60

/**
 * Queues a mail, in the transaction of whoever decided that it goes. The recipients are not checked against the
 * domains that mails may go to: see domains.ts; the channel does that once more before it sends.
 * @returns its id, also when it was queued before
 */
export async function queueMail(session: Session, mail: NewMail): Promise<number> {
  const { reference, now } = mail
  if (!REFERENCE.test(reference) || reference.length > LONGEST_REFERENCE)
    throw new Error('The reference of a mail has characters that a Message-ID cannot have, or too many')
  const before = session.sql(own('outbox')).where({ kind: 'mail', reference }).select('id')
  const queued = await session.first<{ id: number }>(before)
  if (queued) return queued.id
  return session.insert(own('outbox'), {
    kind: 'mail',
    reference,
    job: null,
    queued_by: mail.queuedBy,
    title: mail.title,
    recipient: mail.to.join(','),
    content: mail.content,
    state: 'queued',
    state_at: now,
    queued_at: now,
    due_at: now,
    not_after: mail.notAfter ?? null,
    tries: 0,
  })
}
