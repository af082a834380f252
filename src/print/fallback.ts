import { mailItem, readyContent } from '../mail/message.ts'
import type { Settled } from '../outbox/channel.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import type { Item } from '../outbox/item.ts'
import { readPrintContent } from './content.ts'

/** The mail that goes in the place of an item that is not printed: under one name, so that it goes once. */
export const fallbackReference = ({ reference }: Pick<Item, 'reference'>): string =>
  `${reference.slice(0, 55)}-mail`

/**
 * What is mailed now that an item has come to its end without being printed. What a person has decided about, and
 * what is printed again, needs no mail.
 */
export function fallbackFor({ item, state, decided }: Settled): NewItem | undefined {
  if (decided || (state !== 'failed' && state !== 'expired')) return undefined
  const fallback = readPrintContent(item.content)?.fallback
  if (!fallback) return undefined
  const mail = mailItem({
    reference: fallbackReference(item),
    title: `${item.title}, not printed`,
    to: [fallback.to],
    content: readyContent(fallback.mail),
    queuedBy: item.queued_by,
  })
  return { ...mail, job: item.job }
}
