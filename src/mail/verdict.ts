import { sizeText } from '../config/size.ts'
import type { Verdict } from '../outbox/channel.ts'
import type { Letter } from './compose.ts'
import type { SmtpFault, Taken } from './connection.ts'
import { inPlainWords } from './fault-words.ts'
import type { SmtpSettings } from './smtp.ts'

const MINUTE = 60_000
const TOO_FAST = MINUTE
/** A wrong password that is tried every few minutes gets the account locked. */
const LOGIN_REFUSED = 30 * MINUTE

/** The server goes away, or has had enough of us: 432 is how Microsoft 365 says it. */
const BUSY = new Set([421, 432])
/** Of a login: not now. Of a recipient it is how Postfix denies a relay, which concerns that one alone. */
const NO_LOGIN_NOW = 454
/** Said of the login or the sender, not of a mail: no other mail would fare better. */
const NOT_AUTHENTICATED = 530
const TOO_LARGE = new Set([523, 552])

/** What came of a mail that the server took: for all its recipients, or for some. */
export function verdictOnTaken(
  { response, serverMessageId, rejectedErrors = [] }: Taken,
  letter: Letter,
): Verdict {
  const { length: all } = letter.envelope.to
  const { length: refused } = rejectedErrors
  // As Postfix and Exim say it; Microsoft 365 and Amazon are read by nodemailer.
  const [, id = serverMessageId] = /\b(?:queued as |id=)([\w.-]+)/i.exec(response) ?? []
  return {
    kind: 'accepted',
    ...(id ? { providerId: id.slice(0, 100) } : {}),
    ...(refused > 0 ? { note: `${refused} of ${all} recipients refused: ${why(rejectedErrors)}.` } : {}),
  }
}

/** No connection could be had: certainly nothing was taken, and no other mail would fare better. */
export function verdictOnConnecting(fault: SmtpFault, smtp: SmtpSettings): Verdict {
  const { code, responseCode = 0 } = fault
  const isLogin = (code === 'EAUTH' && fault.refused !== false) || code === 'ENOAUTH'
  const isBusy = BUSY.has(responseCode) || responseCode === NO_LOGIN_NOW
  const retryAfter = isBusy ? TOO_FAST : isLogin ? LOGIN_REFUSED : undefined
  return { kind: 'stop', reason: inPlainWords(fault, smtp), ...(retryAfter ? { retryAfter } : {}) }
}

/**
 * What it means that a mail was not taken over a connection that stood.
 *
 * Only an answer of the server to the end of the mail (`EMESSAGE` at `DATA`) tells what became of a mail that was
 * begun. Anything else that ends it then, an answer that is none included, leaves it in doubt: the server may have it.
 */
export function verdictOnSending(fault: SmtpFault, begun: boolean, smtp: SmtpSettings): Verdict {
  const { code, command, responseCode = 0, rejectedErrors } = fault
  const isAnswer = responseCode >= 400 && responseCode < 600
  if (begun && !(code === 'EMESSAGE' && command === 'DATA' && isAnswer)) {
    const how = code === 'ETIMEDOUT' ? 'did not answer' : 'broke off'
    return { kind: 'doubtful', reason: `The mail server ${how} after the mail had been handed over.` }
  }
  if (BUSY.has(responseCode)) return stop(`The mail server is busy (${numbers(fault)}).`, TOO_FAST)
  if (rejectedErrors?.length) return verdictOnRecipients(rejectedErrors)
  // The server has said beforehand how much it takes (RFC 1870): nodemailer does not even try.
  if (code === 'EMESSAGE' && !isAnswer) return refused(tooLarge(fault.message))
  // `CONN` is no step: the connection broke in the middle of an answer, or the answer was to nothing that was asked.
  if (!isAnswer || command === 'CONN')
    return later('The mail server broke off before the mail was handed over.')
  if (TOO_LARGE.has(responseCode)) return refused(tooLarge('', ` (${numbers(fault)})`))
  // A 503 says that the conversation went wrong, not the mail.
  if (responseCode < 500 || responseCode === 503)
    return later(`The mail server put it off (${numbers(fault)}).`)
  if (command === 'MAIL FROM' || isAboutSender(fault)) return stop(inPlainWords(fault, smtp), LOGIN_REFUSED)
  return refused(`The mail server refused it (${numbers(fault)}).`)
}

/** @param message of nodemailer, which names the most that the server takes */
function tooLarge(message: string, said = ''): string {
  const [, most] = /larger than allowed (\d+)/.exec(message) ?? []
  const known = most ? `, which is ${sizeText(Number(most))}` : ''
  return `It is larger than the mail server takes${known}${said}: set mail.maxSize to less than that.`
}

/** Every recipient was refused: for good only when each was. */
function verdictOnRecipients(faults: SmtpFault[]): Verdict {
  if (faults.some(({ responseCode }) => responseCode === NOT_AUTHENTICATED))
    return stop(
      `The mail server wants a login first (${numbers(faults[0]!)}): see mail.smtp.user.`,
      LOGIN_REFUSED,
    )
  if (faults.some(({ responseCode = 0 }) => BUSY.has(responseCode)))
    return stop(`The mail server is busy (${why(faults)}).`, TOO_FAST)
  const forNow = faults.filter(({ responseCode = 0 }) => responseCode < 500)
  const whom = faults.length === 1 ? 'the recipient' : `all ${faults.length} recipients`
  if (forNow.length > 0) return later(`The mail server put ${whom} off (${why(forNow)}).`)
  return refused(`The mail server refused ${whom}: ${why(faults)}.`)
}

/**
 * Said of a mail, and true of every other as well: the account may not use this sender (5.7.60, SendAsDenied), has
 * sent as much as it may today (5.4.5 is Google's), or its own mailbox is full, or it is slowed down (5.2.251 to 255).
 * https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements,
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/continuous-error-throttling-smtp-auth-submissions,
 * https://support.google.com/a/answer/3726730
 */
const isAboutSender = ({ response = '' }: SmtpFault) =>
  /\b5\.7\.60\b|\b5\.2\.25[1-5]\b|\b5\.4\.5\b|SendAsDenied|STOREDRV\.Submission\S*QuotaExceeded/.test(
    response,
  )

/** What the commonest of the numbers mean: https://www.rfc-editor.org/rfc/rfc3463; 5.1.10 is Microsoft's. */
const MEANINGS: Record<string, string> = {
  '5.1.1': 'no such mailbox',
  '5.1.10': 'no such mailbox',
  '5.2.1': 'the mailbox is closed',
  '5.2.2': 'the mailbox is full',
  '4.2.2': 'the mailbox is full',
  '5.7.1': 'it may not be sent there',
}

/** The numbers of an answer. Its words may repeat the address, or the mail. */
function numbers({ response = '', responseCode }: SmtpFault): string {
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  const meaning = enhanced && MEANINGS[enhanced]
  return [responseCode ?? 'no number', enhanced, meaning].filter(Boolean).join(' ')
}

const why = (faults: SmtpFault[]) => [...new Set(faults.map(numbers))].join(', ')

const stop = (reason: string, retryAfter: number): Verdict => ({ kind: 'stop', reason, retryAfter })
const later = (reason: string): Verdict => ({ kind: 'later', reason })
const refused = (reason: string): Verdict => ({ kind: 'refused', reason })
