import type { Session } from '../db/database.ts'
import { mailContent, mailItem } from '../mail/message.ts'
import { enqueue } from '../outbox/enqueue.ts'
import { ALERT } from '../outbox/hold.ts'
import { queuePost } from './post.ts'
import { iso, type School } from './school.ts'

const WEEK = 7 * 86_400_000

/** What people are told, in full. */
export interface News {
  /** Our own name for it: letters, digits and hyphens. */
  name: string
  /** What it is, for the list of the outbox. */
  title: string
  /** In a line. */
  subject: string
  /** What is posted to the webhook. */
  post: string
  /** What the mail says. */
  message: string
  /** What the reader can do, in the mail. */
  advice: string
}

/** Whether the config names anybody who is told elsewhere than on standard output. */
export const hasReaders = ({ config: { alerts } }: Pick<School, 'config'>): boolean =>
  alerts.webhook !== undefined || alerts.mail.length > 0

/**
 * Puts news on their way, to the webhook and by mail, in the transaction that decided to tell them: for that it needs
 * the turns of the outbox and of the record.
 */
export async function putOnWay(
  session: Session,
  { config, host }: Pick<School, 'config' | 'host'>,
  news: News,
  now: number,
): Promise<void> {
  const { webhook, mail } = config.alerts
  if (webhook) await queuePost(session, `${config.school.name}: ${news.post}`, now)
  for (const [n, to] of mail.entries()) {
    const { subject, message, advice } = news
    const item = mailItem({
      // The same incident can have the same number again, after a backup was put back: to mail servers it is another.
      reference: `${ALERT}${news.name}-${now.toString(36)}-${n}`,
      title: news.title,
      to: [to],
      content: mailContent('alert', {
        ...{ subject, message, advice },
        closing: `Sent by pars-auto on ${host.name}.`,
      }),
      queuedBy: 'schedule',
    })
    await enqueue(session, { ...item, not_after: iso(now + WEEK) }, now)
  }
}
