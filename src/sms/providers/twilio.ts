import type { Verdict } from '../../outbox/channel.ts'
import { acceptance, goOn, notInCircles, page, verdictOf, type Who } from '../answer.ts'
import { Connections, type Outcome, type Request } from '../http.ts'
import type { IncomingText, OutgoingText, Receipt, SmsProvider } from '../provider.ts'
import {
  aboutTheAccount,
  aboutThisText,
  balance,
  codeOf,
  created,
  failures,
  forNow,
  type Message,
  messages,
  orAboutTheCountry,
} from './twilio-answers.ts'

/** https://www.twilio.com/docs/usage/requests-to-twilio; other regions have addresses of their own. */
const ADDRESS = 'https://api.twilio.com'

const who: Who = { name: 'Twilio', login: 'sms.twilio.accountSid and sms.twilio.authToken' }

/** The most is 1,000: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources */
const PAGE = 200

/**
 * Twilio, https://www.twilio.com/docs/messaging/api/message-resource. It keeps no reference of ours that it could be
 * asked for, so a text in doubt cannot be looked up. Words are kept for 30 days or longer.
 */
export class Twilio implements SmsProvider {
  readonly name = 'twilio'
  /** As many requests at once are far below what an account may have, and a number sends one text a second anyway. */
  readonly concurrency = 10
  readonly #connections: Connections
  readonly #account: string

  constructor(
    readonly settings: { accountSid: string; authToken: string; from: string },
    readonly patience: number,
    address = ADDRESS,
  ) {
    this.#connections = new Connections(address, patience)
    this.#account = `/2010-04-01/Accounts/${encodeURIComponent(settings.accountSid)}`
  }

  async send({ number, text }: OutgoingText): Promise<Verdict> {
    const { from } = this.settings
    const sender = /^MG[0-9a-f]{32}$/i.test(from) ? 'MessagingServiceSid' : 'From'
    const outcome = await this.#ask({
      method: 'POST',
      path: `${this.#account}/Messages.json`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ To: number, [sender]: from, Body: text }).toString(),
    })
    if (outcome.kind !== 'answer' || outcome.status >= 300) return refusal(outcome, number)
    return acceptance(who, outcome, (answer) => {
      return { kind: 'accepted', providerId: created.parse(JSON.parse(answer)).sid }
    })
  }

  async *replies(stop: AbortSignal): AsyncGenerator<IncomingText[]> {
    for await (const all of this.#pages(stop)) {
      yield all.filter(isReply).map(({ sid, from, body, date_sent, date_created }) => {
        return { id: sid, number: from ?? '', text: body ?? '', receivedAt: date_sent ?? date_created }
      })
    }
  }

  async *receipts(stop: AbortSignal): AsyncGenerator<Receipt[]> {
    for await (const all of this.#pages(stop)) yield all.filter((one) => !isReply(one)).map(receipt)
  }

  async credit(): Promise<string> {
    const outcome = await this.#ask({ method: 'GET', path: `${this.#account}/Balance.json` })
    const { balance: amount, currency } = page(who, outcome, (body) => balance.parse(JSON.parse(body)))
    return `${amount} ${currency}`
  }

  close(): void {
    this.#connections.close()
  }

  /**
   * All messages, those that came in and those that went out, the newest first. What comes next is told by each page,
   * by a token, so nothing moves: https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information
   */
  async *#pages(stop: AbortSignal): AsyncGenerator<Message[]> {
    const seen = new Set<string>()
    for (let path: string | undefined = `${this.#account}/Messages.json?PageSize=${PAGE}`; path; ) {
      goOn(who, stop)
      const outcome = await this.#ask({ method: 'GET', path, stop })
      const { messages: all, next } = page(who, outcome, (body) => this.#read(body))
      yield all
      path = next
      if (next) notInCircles(who, next, seen)
    }
  }

  #read(body: string): { messages: Message[]; next?: string } {
    const { messages: all, next_page_uri: next } = messages.parse(JSON.parse(body))
    if (!next) return { messages: all }
    // The login goes with it, so it must stay where it is.
    if (!next.startsWith(`${this.#account}/Messages`)) throw new Error('a page elsewhere')
    return { messages: all, next }
  }

  #ask(request: Request): Promise<Outcome> {
    const { accountSid, authToken } = this.settings
    const login = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
    return this.#connections.ask({
      ...request,
      headers: { ...request.headers, authorization: `Basic ${login}` },
    })
  }
}

const isReply = ({ direction }: Message) => direction === 'inbound'

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
function receipt({ sid: id, status, error_code: code, date_sent, date_created }: Message): Receipt {
  const sentAt = date_sent ?? date_created
  if (status === 'delivered' || status === 'read') return { id, state: 'delivered', sentAt }
  if (!['failed', 'undelivered', 'canceled'].includes(status)) return { id, state: 'pending', sentAt }
  const reason = code ? `${failures[code] ?? 'Twilio could not deliver it'} (${code})` : 'cancelled at Twilio'
  return { id, state: 'failed', reason, sentAt }
}

function refusal(outcome: Outcome, number: string): Verdict {
  const code = outcome.kind === 'answer' ? codeOf(outcome.body) : undefined
  const verdict = verdictOf(who, outcome, code)
  if (verdict.kind !== 'refused' || !code) return verdict
  if (forNow.includes(code))
    return { kind: 'stop', reason: `${who.name} takes no more texts for now (${code})` }
  const isAbroad = !number.startsWith('+44')
  if (isAbroad && orAboutTheCountry.includes(code))
    return { kind: 'refused', reason: `the sender cannot send texts to that country (${who.name}, ${code})` }
  const everyText = aboutTheAccount[code]
  if (everyText) return { kind: 'stop', reason: `${who.name} refuses every text: ${everyText} (${code})` }
  const why = aboutThisText[code]
  return why ? { kind: 'refused', reason: `${why} (${who.name}, ${code})` } : verdict
}
