import { OutsideTrouble } from '../../jobs/outside-trouble.ts'
import type { Verdict } from '../../outbox/channel.ts'
import { acceptance, goOn, notInCircles, page, verdictOf, type Who } from '../answer.ts'
import { Connections, type Outcome, type Request } from '../http.ts'
import type { IncomingText, OutgoingText, Receipt, SmsProvider } from '../provider.ts'
import { failures, firstError, notifications, received, sent, template } from './notify-answers.ts'
import { NotifyLogin } from './notify-login.ts'

/** https://docs.notifications.service.gov.uk/rest-api.html#base-url */
const ADDRESS = 'https://api.notifications.service.gov.uk'

const who: Who = { name: 'GOV.UK Notify', login: 'sms.notify.apiKey' }

const DAY = 24 * 3_600_000

/** A 400 that is about the template, the sender, the service or the key, and no number. */
const EVERY_TEXT = /template|personalisation|not allowed to send|sms_sender_id|trial mode|team-only/i

/**
 * GOV.UK Notify, https://docs.notifications.service.gov.uk/rest-api.html. It takes 3,000 texts a minute, one a
 * request, finds a text by our reference, and keeps texts and replies for 7 days. It has no credit to ask for: a free
 * allowance, then an invoice.
 */
export class Notify implements SmsProvider {
  readonly name = 'notify'
  readonly concurrency = 20
  readonly #connections: Connections
  readonly #login: NotifyLogin

  constructor(
    readonly settings: { apiKey: string; templateId: string; senderId?: string | undefined },
    clock: () => number,
    readonly patience: number,
    address = ADDRESS,
  ) {
    // A text takes two requests when our clock turns out to be wrong.
    this.#connections = new Connections(address, patience / 2)
    this.#login = new NotifyLogin(settings.apiKey, clock)
  }

  async send({ reference, number, text }: OutgoingText): Promise<Verdict> {
    const { templateId, senderId } = this.settings
    const body = JSON.stringify({
      phone_number: number,
      template_id: templateId,
      personalisation: { text },
      reference,
      ...(senderId ? { sms_sender_id: senderId } : {}),
    })
    const headers = { 'content-type': 'application/json' }
    const outcome = await this.#ask({ method: 'POST', path: '/v2/notifications/sms', headers, body })
    if (outcome.kind !== 'answer' || outcome.status >= 300) return this.#refusal(outcome, number)
    return acceptance(who, outcome, (answer) => {
      const { id, reference: theirs, content } = sent.parse(JSON.parse(answer))
      if (theirs && theirs !== reference) throw new Error('an answer to something else')
      const note = 'the text was sent with other words: the whole content of the template must be ((text))'
      return {
        kind: 'accepted',
        providerId: id,
        ...(!content || letters(content.body).includes(letters(text)) ? {} : { note }),
      }
    })
  }

  async lookUp(reference: string): Promise<Verdict | 'not found'> {
    const query = new URLSearchParams({ template_type: 'sms', reference })
    const outcome = await this.#ask({ method: 'GET', path: `/v2/notifications?${query}` })
    try {
      const { notifications: all } = page(who, outcome, (body) => notifications.parse(JSON.parse(body)))
      const ours = all.find((one) => one.reference === reference)
      return ours ? { kind: 'accepted', providerId: ours.id } : 'not found'
    } catch (error) {
      return { kind: 'doubtful', reason: (error as Error).message }
    }
  }

  async *replies(stop: AbortSignal): AsyncGenerator<IncomingText[]> {
    const pages = this.#pages('/v2/received-text-messages?', stop, (body) => {
      return received.parse(JSON.parse(body)).received_text_messages
    })
    for await (const texts of pages) {
      yield texts.map(({ id, user_number: number, content: text, created_at: receivedAt }) => {
        return { id, number, text, receivedAt }
      })
    }
  }

  async *receipts(stop: AbortSignal): AsyncGenerator<Receipt[]> {
    const pages = this.#pages('/v2/notifications?template_type=sms&', stop, (body) => {
      return notifications.parse(JSON.parse(body)).notifications
    })
    for await (const texts of pages) {
      yield texts.map(({ id, status, created_at: sentAt }) => {
        if (status === 'delivered') return { id, state: 'delivered', sentAt }
        const reason = failures[status]
        // `sent` is as much as is ever known of texts to some countries.
        return reason ? { id, state: 'failed', reason, sentAt } : { id, state: 'pending', sentAt }
      })
    }
  }

  async look(): Promise<string> {
    const path = `/v2/template/${encodeURIComponent(this.settings.templateId)}`
    const outcome = await this.#ask({ method: 'GET', path })
    const { type, body } = page(who, outcome, (answer) => template.parse(JSON.parse(answer)))
    if (type === 'sms' && body.trim() === '((text))') return `${who.name} takes the key, and has the template`
    const what = type === 'sms' ? 'is no ((text)) and nothing else' : `is one for ${type}`
    throw new OutsideTrouble(`The template of sms.notify.templateId ${what}`, { passes: false })
  }

  close(): void {
    this.#connections.close()
  }

  /** Each page is asked for by the last id before it, so nothing moves when newer ones come in. */
  async *#pages<Row extends { id: string }>(path: string, stop: AbortSignal, read: (body: string) => Row[]) {
    const seen = new Set<string>()
    for (let query = path.slice(0, -1); ; ) {
      goOn(who, stop)
      const rows = page(who, await this.#ask({ method: 'GET', path: query, stop }), read)
      const last = rows.at(-1)?.id
      // Only an empty page is the last one.
      if (!last) return
      yield rows
      query = `${path}older_than=${encodeURIComponent(last)}`
      notInCircles(who, query, seen)
    }
  }

  /** Signs the request. One that is refused because of our clock is sent once more, by theirs. */
  async #ask(request: Request): Promise<Outcome> {
    const signed = () => {
      const headers = { ...request.headers, authorization: this.#login.header() }
      return this.#connections.ask({ ...request, headers })
    }
    const before = this.#login.correction
    const outcome = await signed()
    if (outcome.kind !== 'answer' || outcome.status !== 403) return outcome
    this.#login.correct(outcome.headers.date)
    return this.#login.correction === before ? outcome : signed()
  }

  /** https://docs.notifications.service.gov.uk/rest-api.html#general-errors: by type, not by words, which may change. */
  #refusal(outcome: Outcome, number: string): Verdict {
    if (outcome.kind !== 'answer') return verdictOf(who, outcome)
    const { error, message } = firstError(outcome.body)
    const verdict = verdictOf(who, outcome, error)
    const { status } = outcome
    if (status === 403 && /clock/i.test(message)) {
      const reason = `${who.name} does not accept the login (403): set the clock of this machine right, to 30 seconds`
      return { kind: 'stop', reason }
    }
    // The exceptions: the clock, above, and what would refuse every text alike. Unrecognised, it refuses this one.
    if (status === 400 && EVERY_TEXT.test(message)) {
      const reason = `${who.name} refuses every text (400, ${error}): check sms.notify, and that the service and the key are live`
      return { kind: 'stop', reason }
    }
    if (status !== 429 || verdict.kind !== 'stop') return verdict
    // Both limits are known: 3,000 in any minute, and a number a day, which is another for texts abroad.
    const daily = error === 'TooManyRequestsError'
    const retryAfter = verdict.retryAfter ?? (daily ? DAY - (this.#login.theirTime() % DAY) : 60_000)
    return { ...verdict, kind: daily && !number.startsWith('+44') ? 'later' : 'stop', retryAfter }
  }
}

/** Notify trims a text and replaces characters that phones lack: what is left is compared. */
const letters = (text: string) => text.replace(/[^a-z0-9]/gi, '')
