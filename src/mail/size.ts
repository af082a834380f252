import type { MailSettings } from '../config/outgoing.ts'
import { compose, type Posted } from './compose.ts'
import type { ReadyMail } from './message.ts'

/** Base64 in lines of 76 characters, each with its end: RFC 2045, 6.8. */
const encoded = (bytes: number): number => {
  const characters = 4 * Math.ceil(bytes / 3)
  return characters + 2 * Math.ceil(characters / 76)
}

/**
 * How large a mail will be as it is sent, in bytes: at most that, and hardly less. Compare it with `mail.maxSize`.
 * @param sizes how large each of its attachments is, in bytes, by digest; they themselves are not needed
 */
export async function mailSize(
  mail: ReadyMail,
  sizes: ReadonlyMap<string, number>,
  settings: MailSettings,
): Promise<number> {
  const attachments = mail.attachments ?? []
  const without = new Map(attachments.map(({ digest }) => [digest, Buffer.alloc(0)]))
  const { bytes } = await compose({ ...LONGEST, files: without }, mail, settings)
  return attachments.reduce((sum, { digest }) => sum + encoded(sizes.get(digest) ?? 0), bytes.length)
}

/** No item has a longer reference, or an address that is longer: RFC 5321, 4.5.3.1. */
const LONGEST: Posted = {
  reference: 'r'.repeat(60),
  recipient: `${'a'.repeat(64)}@${'d'.repeat(60)}.example`,
  queued_at: '2026-11-23T00:00:00.000Z',
  sending_at: null,
}
