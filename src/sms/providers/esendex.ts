import { OutsideTrouble } from '../../jobs/outside-trouble.ts'
import type { Verdict } from '../../outbox/channel.ts'
import { acceptance, goOn, page, verdictOf, type Who } from '../answer.ts'
import { Connections, type Outcome, type Request } from '../http.ts'
import type { IncomingText, OutgoingText, Receipt, SmsProvider } from '../provider.ts'
import { codeOf, dispatch, type Header, read } from './esendex-xml.ts'

const ADDRESS = 'https://api.esendex.com'

const who: Who = { name: 'Esendex', login: 'sms.esendex.username, password and account' }

/** 100 is what it gives unasked: https://github.com/Codesleuth/esendex-raml/blob/master/api.raml */
const PAGE = 100

/**
 * How many texts of the page before are asked for again. Texts that somebody deletes in the portal meanwhile pull
 * the rest up; where none of the page before is left in the next one, more than these have gone.
 */
const OVERLAP = 10

/** What the REST API calls the end of a text that did not arrive, in words. */
const failures: Record<string, string> = {
  failed: 'the network could not deliver it',
  expired: 'the phone was off or without signal for too long',
  rejected: 'the network rejected it',
  cancelled: 'cancelled at Esendex',
  failedauthorisation: 'the account may not send it',
  partiallydelivered: 'only a part of it was delivered',
}

/**
 * Esendex, https://developers.esendex.com/api-reference. It keeps no reference of ours that it could be asked for, so
 * a text in doubt cannot be looked up. Replies stay in the inbox until somebody deletes them.
 */
export class Esendex implements SmsProvider {
  readonly name = 'esendex'
  readonly concurrency = 10
  readonly #connections: Connections
  readonly #login: string

  constructor(
    readonly settings: { account: string; username: string; password: string; from?: string | undefined },
    readonly patience: number,
    address = ADDRESS,
  ) {
    this.#connections = new Connections(address, patience)
    this.#login = `Basic ${Buffer.from(`${settings.username}:${settings.password}`).toString('base64')}`
  }

  async send(text: OutgoingText): Promise<Verdict> {
    const body = dispatch(this.settings, text)
    if (!body) return { kind: 'refused', reason: 'the text has characters that no phone shows' }
    const headers = { 'content-type': 'application/xml; charset=utf-8' }
    const outcome = await this.#ask({ method: 'POST', path: '/v1.0/messagedispatcher', headers, body })
    if (outcome.kind !== 'answer') return verdictOf(who, outcome)
    if (outcome.status >= 300) return verdictOf(who, outcome, codeOf(outcome.body))
    return acceptance(who, outcome, (answer) => {
      const [first, ...others] = read('accepted', answer)
      if (!first || others.length > 0) throw new Error('an answer to something else')
      return { kind: 'accepted', providerId: first.id }
    })
  }

  /** A reply's words have to be asked for, one by one: those of replies that are known are not. */
  async *replies(stop: AbortSignal, since = ''): AsyncGenerator<IncomingText[]> {
    const inbox = `/v1.0/inbox/${encodeURIComponent(this.settings.account)}/messages?`
    for await (const headers of this.#pages(inbox, stop)) {
      const unknown = headers.filter(({ at }) => at >= since)
      if (unknown.length === 0 && headers.length > 0) return
      const texts: IncomingText[] = []
      while (texts.length < unknown.length) {
        goOn(who, stop)
        const some = unknown.slice(texts.length, texts.length + this.concurrency)
        texts.push(...(await Promise.all(some.map((header) => this.#reply(header, stop)))))
      }
      yield texts
    }
  }

  async *receipts(stop: AbortSignal): AsyncGenerator<Receipt[]> {
    const account = encodeURIComponent(this.settings.account)
    const path = `/v1.0/messageheaders?filterBy=account&filterValue=${account}&`
    for await (const headers of this.#pages(path, stop)) yield headers.map(receipt)
  }

  /** https://github.com/Codesleuth/esendex-raml/blob/master/examples/v1.0/responses/accounts/get-all.xml */
  async credit(): Promise<string> {
    const outcome = await this.#ask({ method: 'GET', path: '/v1.0/accounts' })
    const accounts = page(who, outcome, (body) => read('accounts', body))
    const ours = accounts.find(({ reference }) => reference === this.settings.account)
    if (ours) return `${ours.messagesremaining} texts`
    throw new OutsideTrouble(`Esendex knows no account of this name: check sms.esendex.account`, {
      passes: false,
    })
  }

  close(): void {
    this.#connections.close()
  }

  async #reply({ id, from, summary = '', at: receivedAt }: Header, stop: AbortSignal): Promise<IncomingText> {
    const path = `/v1.0/messageheaders/${encodeURIComponent(id)}/body`
    const outcome = await this.#ask({ method: 'GET', path, stop })
    // Deleted since: what the list had of it is better than nothing.
    const gone = outcome.kind === 'answer' && outcome.status === 404
    const text = gone ? summary : page(who, outcome, (body) => read('body', body))
    return { id, number: from?.phonenumber ?? '', text, receivedAt }
  }

  /**
   * The newest first, each once but for those that moved. Pages are counted from the newest, so what comes in pushes
   * the rest down, into the next page, and what is deleted pulls it up, past the next page.
   */
  async *#pages(path: string, stop: AbortSignal): AsyncGenerator<Header[]> {
    let before = new Set<string>()
    let empty = 0
    for (let start = 0; ; ) {
      goOn(who, stop)
      const query = `${path}startIndex=${start}&count=${PAGE}`
      const outcome = await this.#ask({ method: 'GET', path: query, stop })
      const { total, headers } = page(who, outcome, (body) => read('headers', body))
      if (start > 0 && !headers.some(({ id }) => before.has(id))) {
        start = Math.max(0, start - PAGE)
        continue
      }
      const fresh = headers.filter(({ id }) => !before.has(id))
      if (fresh.length > 0) yield fresh
      // One page may bring nothing, where just as many came in; a list that goes on so does not end by itself.
      empty = fresh.length > 0 ? 0 : empty + 1
      if (empty > 1 || start + headers.length >= total) return
      before = new Set(headers.map(({ id }) => id))
      start += Math.max(1, headers.length - OVERLAP)
    }
  }

  #ask(request: Request): Promise<Outcome> {
    return this.#connections.ask({
      ...request,
      headers: { ...request.headers, authorization: this.#login },
    })
  }
}

/** https://github.com/esendex/esendex-dotnet-sdk/blob/master/source/core/MessageStatus.cs */
function receipt({ id, status, at: sentAt, failurereason }: Header): Receipt {
  const ended = status.toLowerCase()
  if (ended === 'delivered') return { id, state: 'delivered', sentAt }
  const why = failures[ended]
  if (!why) return { id, state: 'pending', sentAt }
  const code = failurereason?.code
  return { id, state: 'failed', reason: code ? `${why} (${code})` : why, sentAt }
}
