import type { MailSettings } from '../config/outgoing.ts'
import { domainOf, isAddress, parseMailBox } from './address.ts'

/**
 * Where mails may go: to the domains that the config lists, or to that of the sender. A domain means itself: one
 * below it, such as `staff.riverside.example`, has to be listed too, for it may belong to somebody else.
 * @returns why one of the addresses gets no mail, naming domains and no person; undefined when all may
 */
export function refusalOf(
  mail: Pick<MailSettings, 'from' | 'allowedDomains'>,
  to: string[],
): string | undefined {
  if (to.length === 0) return 'It has no recipient.'
  if (!to.every(isAddress)) return 'A recipient is not a mail address.'
  const allowed = allowedDomains(mail)
  const outside = [...new Set(to.map(domainOf))].filter((domain) => !allowed.has(domain))
  if (outside.length === 0) return undefined
  const named = outside.map((domain) => domain || 'an impossible domain').join(', ')
  return `It may not go to ${named}: mails go to ${[...allowed].join(', ')} (mail.allowedDomains).`
}

const allowedDomains = ({ from, allowedDomains: listed }: Pick<MailSettings, 'from' | 'allowedDomains'>) =>
  new Set((listed.length > 0 ? listed : [parseMailBox(from).address]).map(domainOf))
