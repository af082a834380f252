import { refusalOf } from '../../mail/domains.ts'
import type { Draft } from '../draft.ts'
import type { Section } from '../outgoing.ts'
import type { Path } from '../problem.ts'
import { quote } from '../quote.ts'
import { at } from '../tree.ts'
import type { Complaint, Rule } from './rule.ts'

const SMTP: Path = ['mail', 'smtp']

/** Whether the file has a key, whatever its value: a secret has none where the config is only checked. */
const isWritten = ({ root }: Draft, ...path: Path) => at(root, path) !== undefined

export const mailWay: Rule = {
  name: 'mail-way',
  about: 'Mails go to a mail server or to a folder: the mail section says one of the two.',
  severity: 'error',
  *check({ mail }) {
    if (!mail) return
    if (mail.smtp && mail.folder !== undefined)
      yield {
        path: ['mail', 'folder'],
        on: 'key',
        message: "mails go to a mail server or to a folder, but both 'smtp' and 'folder' are there",
        hint: 'delete one of the two',
      }
    else if (!mail.smtp && mail.folder === undefined)
      yield {
        path: ['mail'],
        on: 'key',
        message: "'mail' does not say how mails are sent",
        hint: "add 'smtp' with a 'host', or 'folder' to try it without a mail server",
      }
  },
}

export const mailLogin: Rule = {
  name: 'mail-login',
  about: 'A login at the mail server is a user with a password, or a user with oauth.',
  severity: 'error',
  *check(draft) {
    const smtp = draft.mail?.smtp
    if (!smtp) return
    const password = isWritten(draft, ...SMTP, 'password')
    const oauth = smtp.oauth !== undefined
    const [key, ...more] = [password && 'password', oauth && 'oauth'].filter((one) => one !== false)
    if (more.length > 0) {
      const message = "there are both 'password' and 'oauth', and a login takes one of them"
      yield { path: [...SMTP, 'oauth'], on: 'key', message, hint: 'delete one of the two' }
    } else if (key && smtp.user === undefined) {
      const message = `there is ${quote(key)}, but no 'user' that it belongs to`
      const hint = oauth
        ? 'add the address of the mailbox that the mails are sent as'
        : "add 'user', or delete it"
      yield { path: [...SMTP, key], on: 'key', message, hint }
    } else if (!key && smtp.user !== undefined) {
      const message = `there is a 'user', but neither 'password' nor 'oauth'`
      yield { path: [...SMTP, 'user'], message, hint: "add one of them, or delete 'user'" }
    }
    if (oauth && !isWritten(draft, ...SMTP, 'oauth', 'clientSecret')) {
      const message = "'oauth' has no 'clientSecret', without which there is no token"
      yield { path: [...SMTP, 'oauth'], on: 'key', message, hint: 'add clientSecret: ${NAME}' }
    }
  },
}

/** A port that is meant for the other kind of encryption: https://www.rfc-editor.org/rfc/rfc8314#section-3 */
const USUAL: Record<number, Smtp['security']> = { 465: 'tls', 587: 'starttls' }

type Smtp = NonNullable<Section<'mail'>['smtp']>

export const mailEncryption: Rule = {
  name: 'mail-encryption',
  about: 'The connection to the mail server should be encrypted, in the way that belongs to its port.',
  severity: 'warning',
  *check(draft) {
    const smtp = draft.mail?.smtp
    if (!smtp) return
    const { security, port, oauth } = smtp
    const where = isWritten(draft, ...SMTP, 'security') ? 'security' : 'port'
    const usual = USUAL[port]
    if (security === 'none' && smtp.user !== undefined) {
      const message = 'the login and all mails go over the network in the clear'
      yield { path: [...SMTP, 'security'], message, hint: "use 'starttls', or 'tls'" }
    } else if (usual && security !== 'none' && usual !== security) {
      const message = `port ${port} is for ${quote(usual)}, not for ${quote(security)}: the connection will hardly succeed`
      const hint = `set security: ${usual}, unless your mail server wants it so`
      yield { path: [...SMTP, where], message, hint }
    }
    if (oauth && /^http:/i.test(oauth.tokenUrl)) {
      const message = 'the client secret goes over the network in the clear'
      yield { path: [...SMTP, 'oauth', 'tokenUrl'], message, hint: 'use https://' }
    }
  },
}

export const mailDomain: Rule = {
  name: 'mail-domain',
  about: 'An address that gets mails is of a domain that mails may go to.',
  severity: 'error',
  *check({ mail, sms, print, alerts, root }) {
    if (!mail) return
    const isList = at(root, ['alerts', 'mail'])?.kind === 'list'
    const alerted = [alerts.mail ?? []].flat()
    const addresses: [Path, string | undefined][] = [
      ...alerted.map((one, n): [Path, string] => [['alerts', 'mail', ...(isList ? [n] : [])], one]),
      [['sms', 'replies', 'central'], sms?.replies.central],
      [['sms', 'replies', 'alwaysTo'], sms?.replies.alwaysTo],
      [['print', 'fallback'], print?.fallback],
    ]
    for (const [path, address] of addresses)
      if (address !== undefined && refusalOf(mail, [address])) yield domainComplaint(path, address)
  },
}

export const alertsMail: Rule = {
  name: 'alerts-mail',
  about: 'To mail alerts, the section mail has to say how mails are sent.',
  severity: 'error',
  *check({ alerts, root }) {
    if (alerts.mail === undefined || at(root, ['mail'])) return
    yield {
      path: ['alerts', 'mail'],
      on: 'key',
      message: "alerts are to be mailed, and there is no section 'mail' that says how",
      hint: "add 'mail' with 'from' and 'smtp'",
    }
  },
}

const domainComplaint = (path: Path, address: string): Complaint => ({
  path,
  message: `mails may not go to ${quote(address)}: its domain is not allowed`,
  hint: "add the domain to 'mail.allowedDomains'; with none there it is that of 'mail.from' only",
})
