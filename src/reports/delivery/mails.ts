import { readyContent } from '../../mail/message.ts'
import { type Letter, letterOf } from '../letter.ts'
import type { Recipient } from './addressing.ts'
import { mailNotAfter } from './expiry.ts'
import type { Made, Making } from './made.ts'
import { fill, usualSubject } from './names.ts'
import type { Outgoing } from './outgoing.ts'

import { type Attachment, encoded, fitting, leftOut, notAttached } from './size.ts'

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
      which: `${made.part?.name ?? ''} ${address.toLowerCase()}`,
      title: made.title,
      recipient: address,
      content: await content,
      notAfter: mailNotAfter(making.context, making.request.period),
    })
  }
  return mails
}

/** The mail with what goes with it, as far as a mail may be that large. @param said what stands before everything else */
async function contentOf(making: Making, made: Made, said: string[]): Promise<string> {
  const { params, files } = making
  const write = (words: string[], attached: Attachment[]) =>
    letterOf(
      { ...made.document, remarks: [...words, ...made.document.remarks] },
      attached.map(({ name }) => name),
    )
  const wanted = await attachmentsOf(making, made)
  let letter = await write(said, wanted)
  const { kept, left } = fitting(wanted, making, encoded(letterBytes(letter)))
  if (left.length > 0) {
    for (const one of left) making.shortfalls.add(leftOut(making, made, one))
    letter = await write([...said, ...left.map((one) => notAttached(making, made, one))], kept)
  }
  const { html, text, pictures } = letter
  const attachments = [
    ...pictures.map(({ cid, name, bytes }) => files.keep(bytes, { name, type: 'image/png', cid })),
    ...kept.map(({ bytes, name, type }) => files.keep(bytes, { name, type })),
  ]
  const subject = fill(params.subject ?? usualSubject(params), made.words)
  return readyContent({ subject, text, html, ...(attachments.length > 0 ? { attachments } : {}) })
}

const attachmentsOf = async ({ params }: Making, made: Made): Promise<Attachment[]> =>
  Promise.all(
    [...new Set([params.attach ?? []].flat())].map(async (format) => {
      const { bytes, extension, type } = await made.render(format)
      return { bytes, type, format, name: made.fileName(extension) }
    }),
  )

const letterBytes = ({ html, text, pictures }: Letter): number =>
  Buffer.byteLength(html) +
  Buffer.byteLength(text) +
  pictures.reduce((sum, { bytes }) => sum + bytes.length, 0)
