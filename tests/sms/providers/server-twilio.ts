import { randomBytes } from 'node:crypto'
import type { SmsSettings } from '../../../src/config/outgoing.ts'
import { type Asked, ProviderServer, type Told } from './server.ts'

const ACCOUNT = 'AC0123456789abcdef0123456789abcdef'
const TOKEN = 'a token for tests'
const PATH = `/2010-04-01/Accounts/${ACCOUNT}`

interface Message {
  sid: string
  direction: string
  status: string
  from: string
  to: string
  body: string | null
  error_code: number | null
  date_created: string
  date_sent: string | null
}

/** Twilio as https://www.twilio.com/docs/messaging/api/message-resource has it. */
export class TwilioServer extends ProviderServer {
  /** What the settings hold. */
  token = TOKEN
  from = '+447700900654'
  /** Numbers that have replied STOP. */
  readonly stopped: string[] = []
  /** The newest first. */
  readonly #messages: Message[] = []

  get settings(): SmsSettings {
    return this.settingsOf({
      provider: 'twilio',
      twilio: { accountSid: ACCOUNT, authToken: this.token, from: this.from },
    })
  }

  receive({ number, text, at }: { number: string; text: string; at: string }): string {
    return this.#keep({
      direction: 'inbound',
      status: 'received',
      from: number,
      to: this.from,
      body: text,
      error_code: null,
      date_created: mailDate(at),
      date_sent: mailDate(at),
    })
  }

  deliver(sid: string, state: 'delivered' | 'failed'): void {
    const message = this.#messages.find((one) => one.sid === sid)!
    message.status = state === 'failed' ? 'undelivered' : state
    message.error_code = state === 'failed' ? 30005 : null
  }

  protected answer(asked: Asked): Told {
    const { method, path, headers } = asked
    const login = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`
    if (headers.authorization !== login) return failure(401, 20003, 'Authenticate')
    if (method === 'POST' && path === `${PATH}/Messages.json`) return this.#send(asked)
    if (method === 'GET' && path === `${PATH}/Messages.json`) return this.#list(asked.query)
    if (method === 'GET' && path === `${PATH}/Balance.json`) {
      return json(200, { account_sid: ACCOUNT, balance: '41.2', currency: 'GBP' })
    }
    return failure(404, 20404, `The requested resource ${path} was not found`)
  }

  #send({ headers, body }: Asked): Told {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
      return failure(400, 21604, "A 'To' phone number is required.")
    }
    const form = new URLSearchParams(body)
    const [to, text] = [form.get('To') ?? '', form.get('Body') ?? '']
    const sender = form.get('From') ?? form.get('MessagingServiceSid')
    if (!sender) return failure(400, 21603, "A 'From' phone number is required.")
    if (sender !== this.from) return failure(400, 21659, `'From' ${sender} is not a Twilio phone number`)
    if (!/^\+\d{8,15}$/.test(to)) return failure(400, 21211, `Invalid 'To' Phone Number: ${to}`)
    if (this.stopped.includes(to)) return failure(400, 21610, 'Attempt to send to unsubscribed recipient')
    if (text === '') return failure(400, 21602, 'Message body is required.')
    if (text.length > 1600) return failure(400, 21617, 'The concatenated message body exceeds the limit')
    const sid = this.#keep({
      direction: 'outbound-api',
      status: 'queued',
      from: this.from,
      to,
      body: text,
      error_code: null,
      date_created: mailDate(this.clock()),
      date_sent: null,
    })
    this.accepted.push({ id: sid, number: to, text })
    return json(
      201,
      this.#messages.find((one) => one.sid === sid),
    )
  }

  #list(query: URLSearchParams): Told {
    const size = Number(query.get('PageSize') ?? 50)
    const after = query.get('PageToken')?.slice(2)
    const start = after ? this.#messages.findIndex(({ sid }) => sid === after) + 1 : 0
    const messages = this.#messages.slice(start, start + size)
    const more = this.#messages.length > start + size
    const page = Number(query.get('Page') ?? 0) + 1
    const token = `PA${messages.at(-1)?.sid}`
    return json(200, {
      page_size: size,
      messages,
      next_page_uri: more ? `${PATH}/Messages.json?PageSize=${size}&Page=${page}&PageToken=${token}` : null,
    })
  }

  #keep(message: Omit<Message, 'sid'>): string {
    const sid = `SM${randomBytes(16).toString('hex')}`
    this.#messages.push({ sid, ...message })
    this.#messages.sort((one, other) => Date.parse(other.date_created) - Date.parse(one.date_created))
    return sid
  }
}

const mailDate = (at: string | number) => new Date(at).toUTCString().replace('GMT', '+0000')

const json = (status: number, body: unknown): Told => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

const failure = (status: number, code: number, message: string) =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })
