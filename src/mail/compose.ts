import type { MailSettings } from '../config/outgoing.ts'
import type { Item } from '../outbox/item.ts'
import { domainOf, forEnvelope, parseMailBox, recipientsOf } from './address.ts'
import type { ReadyMail } from './message.ts'

/** A mail as it goes over the wire. */
export interface Letter {
  /** Our own name for it. */
  reference: string
  envelope: { from: string; to: string[] }
  /** The whole mail, headers and all (RFC 5322). */
  bytes: Buffer
}

/** What of an item goes into the mail. */
export type Posted = Pick<Item, 'reference' | 'recipient' | 'queued_at' | 'sending_at' | 'files'>

const LONGEST = 200

/**
 * Puts a mail together, with the files that the item brings for its attachments. A picture that the HTML shows (`cid`)
 * goes beside the HTML, the others behind all of it. The same item gives the same Message-ID every time, so that whoever gets it twice after all
 * (a server between us and them may do that) can tell. The date is that of the sending.
 */
export async function compose(item: Posted, words: ReadyMail, mail: MailSettings): Promise<Letter> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const from = parseMailBox(mail.from)
  const to = recipientsOf(item.recipient)
  const message = new MailComposer({
    from: { ...from, address: forEnvelope(from.address), name: shortened(oneLine(from.name)) },
    ...(mail.replyTo ? { replyTo: { name: '', address: forEnvelope(mail.replyTo) } } : {}),
    to: to.map((address) => ({ name: '', address: forEnvelope(address) })),
    subject: shortened(oneLine(words.subject)),
    text: words.text,
    ...(words.html ? { html: words.html } : {}),
    attachments: (words.attachments ?? []).map(({ digest, name, type, cid }) => ({
      filename: oneLine(name),
      contentType: type,
      content: fileOf(item, digest),
      // Never the text itself, whatever its kind.
      contentTransferEncoding: 'base64' as const,
      ...(cid ? { cid, contentDisposition: 'inline' as const } : {}),
    })),
    messageId: `<${item.reference}@${domainOf(from.address)}>`,
    date: new Date(item.sending_at ?? item.queued_at),
    headers: {
      // No holiday note shall answer it: https://www.rfc-editor.org/rfc/rfc3834#section-5 and, for Exchange,
      // https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcmail (2.1.3.2.20). That a mail could
      // not be delivered (NDR) is to be told.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'DR, RN, NRN, OOF, AutoReply',
    },
    // What a mail says never makes it read a file or a page.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const bytes = await message.compile().build()
  return {
    reference: item.reference,
    envelope: { from: forEnvelope(from.address), to: to.map(forEnvelope) },
    bytes,
  }
}

function fileOf({ files }: Posted, digest: string): Buffer {
  const file = files?.get(digest)
  if (!file) throw new Error('A mail was to be put together without a file that goes with it')
  return file
}

/** Without line ends and other characters that nobody sees: nothing in a header can begin another. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

/** Cut between characters, as people see them. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length >= LONGEST) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
