import { simpleParser } from 'mailparser'
import { onTestFinished } from 'vitest'
import type { MailSettings } from '../../src/config/outgoing.ts'
import { MailChannel } from '../../src/mail/channel.ts'
import { compose } from '../../src/mail/compose.ts'
import { readyContent } from '../../src/mail/message.ts'
import { SmtpTransport } from '../../src/mail/smtp.ts'
import type { Item } from '../../src/outbox/item.ts'
import { smtpTo } from './server.ts'

/** An item as the drain hands it over. */
export const item = (given: Partial<Item> = {}): Item => ({
  id: 1,
  kind: 'mail',
  reference: 'reply-1-office',
  job: null,
  queued_by: 'schedule',
  title: 'Reply to a text',
  recipient: 'ada@school.example',
  content: readyContent({ subject: 'Hello', text: 'Hello\n', html: '<p>Hello</p>' }),
  state: 'sending',
  reason: null,
  state_at: '2026-11-23T12:00:00.000Z',
  queued_at: '2026-11-23T12:00:00.000Z',
  due_at: '2026-11-23T12:00:00.000Z',
  not_after: null,
  tries: 1,
  token: 'token',
  sending_at: '2026-11-23T12:05:07.000Z',
  provider: 'smtp',
  provider_id: null,
  ...given,
})

export const settings = (given: Partial<MailSettings> = {}): MailSettings => ({
  from: 'Test School <office@school.example>',
  allowedDomains: [],
  maxSize: 10_000_000,
  ...given,
})

/** A channel to a server of tests/mail/server.ts. */
export function channelTo(port: number, given: Partial<MailSettings> = {}): MailChannel {
  const channel = new MailChannel(settings(given), 'Test School', new SmtpTransport(smtpTo(port)))
  onTestFinished(() => channel.close())
  return channel
}

/** The bytes of a mail with these words, as text, and what a mail program reads in them. */
export async function written(
  words: { subject?: string; text?: string; html?: string },
  given: { item?: Partial<Item>; settings?: Partial<MailSettings> } = {},
) {
  const { bytes, envelope } = await compose(
    item(given.item),
    { subject: 'Hello', text: 'Hello\n', ...words },
    settings(given.settings),
  )
  const raw = bytes.toString('latin1')
  const [head = ''] = raw.split('\r\n\r\n')
  // A header that goes on in the next line starts that with a space.
  const headers = head.split(/\r\n(?![ \t])/)
  return { raw, headers, envelope, read: await simpleParser(bytes) }
}
