import { z } from 'zod'
import { readJson } from '../outbox/content.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import { type FileRef, fileRef } from '../outbox/file.ts'
import { type LetterData, type LetterName, letters } from './letters.ts'

/** A mail that needs no template. */
export interface ReadyMail {
  subject: string
  text: string
  html?: string
  /** Files that go with it, and pictures that its HTML shows. */
  attachments?: FileRef[]
}

/** What a mail of the outbox is made from when it is sent: a template with its data, or the words themselves. */
export type MailContent = { template: LetterName; data: Record<string, unknown> } | ReadyMail

export const readyMail = z.strictObject({
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  attachments: z.array(fileRef).optional(),
})
const templated = z.strictObject({
  template: z.enum(Object.keys(letters) as LetterName[]),
  data: z.record(z.string(), z.unknown()),
})

/** The `content` of an outbox item of the kind mail that a template makes. */
export function mailContent<Name extends LetterName>(template: Name, data: LetterData<Name>): string {
  return JSON.stringify({ template, data: letters[template].parse(data) })
}

/** The `content` of an outbox item of the kind mail whose words are ready. */
export const readyContent = (mail: ReadyMail): string => JSON.stringify(readyMail.parse(mail))

/** @returns undefined when it is not the content of a mail, or not with what its template needs */
export function readContent(content: string): MailContent | undefined {
  const mail = readJson(z.union([templated, readyMail]), content)
  if (!mail) return undefined
  return 'template' in mail && !letters[mail.template].safeParse(mail.data).success ? undefined : mail
}

/** A mail to be sent. */
export interface NewMail {
  /**
   * Our own name for it, the same for the same mail for ever: a second one of that name is not queued. It stands in
   * the Message-ID: letters, digits, hyphens and dots within, 60 at most.
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
}

/** Whether it can name a mail: it stands in the Message-ID before its @, and is the name of a file. */
export const isReference = (text: string): boolean =>
  /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(text) && text.length <= 60

/**
 * A mail as an item for the outbox, for `enqueue`. Its recipients are not checked against the domains that mails may
 * go to: a command does that with `refusalOf` (domains.ts), to tell the person; the channel does it before it sends.
 */
export function mailItem(mail: NewMail): NewItem {
  const { reference, title, to, content } = mail
  if (!isReference(reference)) throw new Error('The reference of a mail is made of letters, digits and .-_')
  return {
    kind: 'mail',
    reference,
    title,
    recipient: to.join(','),
    content,
    queued_by: mail.queuedBy,
  }
}
