import { type ReadyMail, readyContent } from '../../mail/message.ts'
import { letterOf } from '../letter.ts'
import type { Recipient } from './addressing.ts'
import { mailNotAfter } from './expiry.ts'
import type { Made, Making } from './made.ts'
import { fill, usualSubject } from './names.ts'
import type { Outgoing } from './outgoing.ts'
import { type Attachment, fitted, leftOut, notAttached } from './size.ts'

/** One mail for each of those who get it. */
export async function mailsFor(making: Making, made: Made, recipients: Recipient[]): Promise<Outgoing[]> {
  const contents = new Map<string, Promise<string>>()
  const mails: Outgoing[] = []
  for (const { address, insteadOf } of recipients) {
    const words = insteadOf.map(
      (whom) => `This was meant for ${whom}. Nobody at the school can be mailed as such, so it comes to you.`,
    )
    const key = words.join('\n')
    const content = contents.get(key) ?? contentOf(making, made, words)
    contents.set(key, content)
    mails.push({
      kind: 'mail',
      which: `${made.which} ${address.toLowerCase()}`,
      title: made.title,
      recipient: address,
      content: await content,
      notAfter: mailNotAfter(making.context, making.request.period),
    })
  }
  return mails
}

/** @param said what stands before everything else */
async function contentOf(making: Making, made: Made, said: string[]): Promise<string> {
  const wanted = await attachmentsOf(making, made)
  const { mail, left } = await fitted(making, wanted, (kept, not) =>
    written(making, made, [...said, ...not.map((one) => notAttached(making, made, one))], kept),
  )
  for (const one of left) making.shortfalls.add(leftOut(making, made, one))
  return readyContent(mail)
}

async function written(
  { params, files }: Making,
  made: Made,
  said: string[],
  attached: Attachment[],
): Promise<ReadyMail> {
  const { html, text, pictures } = await letterOf(
    { ...made.document, remarks: [...said, ...made.document.remarks] },
    attached.map(({ name }) => name),
  )
  const attachments = [
    ...pictures.map(({ cid, name, bytes }) => files.keep(bytes, { name, type: 'image/png', cid })),
    ...attached.map(({ bytes, name, type }) => files.keep(bytes, { name, type })),
  ]
  return { subject: subjectOf(params, made), text, html, ...(attachments.length > 0 ? { attachments } : {}) }
}

export const subjectOf = (params: Making['params'], { words }: Made): string =>
  fill(params.subject ?? usualSubject(params), words)

/** One after the other: a server takes one statement at a time in a transaction. */
async function attachmentsOf({ params }: Making, made: Made): Promise<Attachment[]> {
  const attachments: Attachment[] = []
  for (const format of new Set([params.attach ?? []].flat())) {
    const { bytes, extension, type } = await made.render(format)
    attachments.push({ bytes, type, format, name: made.fileName(extension) })
  }
  return attachments
}
