import { randomUUID } from 'node:crypto'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { SmsSettings } from '../../../src/config/outgoing.ts'
import { type Asked, ProviderServer, type Told } from './server.ts'

const ACCOUNT = 'EX0012345'
const USER = 'office@riverside.example'
const PASSWORD = 'a password for tests'

interface Message {
  id: string
  number: string
  text: string
  status: string
  at: string
}

/** The REST API of Esendex as https://developers.esendex.com/api-reference has it. */
export class EsendexServer extends ProviderServer {
  /** What the settings hold. */
  password = PASSWORD
  credit = 2000
  readonly #sent: Message[] = []
  readonly #inbox: Message[] = []

  get settings(): SmsSettings {
    return this.settingsOf({
      provider: 'esendex',
      esendex: { account: ACCOUNT, username: USER, password: this.password },
    })
  }

  receive({ number, text, at }: { number: string; text: string; at: string }): string {
    const id = randomUUID()
    this.#inbox.push({ id, number: number.replace('+', ''), text, status: 'Submitted', at })
    this.#inbox.sort(newestFirst)
    return id
  }

  /** Somebody deletes replies in the portal. */
  delete(...ids: string[]): void {
    for (const id of ids)
      this.#inbox.splice(
        this.#inbox.findIndex((one) => one.id === id),
        1,
      )
  }

  deliver(id: string, state: 'delivered' | 'failed'): void {
    this.#sent.find((one) => one.id === id)!.status = state === 'failed' ? 'Failed' : 'Delivered'
  }

  protected answer(asked: Asked): Told {
    const { method, path, query, headers } = asked
    const login = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`
    if (!headers.authorization) return { status: 401, body: '' }
    if (headers.authorization !== login) return { status: 403, body: '' }
    if (method === 'POST' && path === '/v1.0/messagedispatcher') return this.#dispatch(asked)
    if (method !== 'GET') return { status: 405, body: '' }
    if (path === `/v1.0/inbox/${ACCOUNT}/messages`) return list(this.#inbox, query, 'Inbound')
    if (path === '/v1.0/messageheaders' && query.get('filterValue') === ACCOUNT) {
      return list(this.#sent, query, 'Outbound')
    }
    if (path === '/v1.0/accounts') {
      const account = `<reference>${ACCOUNT}</reference><messagesremaining>${this.credit}</messagesremaining>`
      return xml(
        `<accounts xmlns="${NAMESPACE}"><account id="${randomUUID()}">${account}</account></accounts>`,
      )
    }
    const id = /^\/v1\.0\/messageheaders\/([^/]+)\/body$/.exec(path)?.[1]
    const message = [...this.#inbox, ...this.#sent].find((one) => one.id === id)
    if (!message) return { status: 404, body: '' }
    const text = `<bodytext>${escaped(message.text)}</bodytext><characterset>GSM</characterset>`
    return xml(`<messagebody xmlns="${NAMESPACE}" uri="${this.address}${path}">${text}</messagebody>`)
  }

  #dispatch({ headers, body }: Asked): Told {
    if (!headers['content-type']?.includes('xml') || XMLValidator.validate(body) !== true)
      return refusal('bad_request')
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true })
    const { accountreference, message, characterset } = parser.parse(body).messages ?? {}
    if (accountreference !== ACCOUNT) return { status: 403, body: '' }
    const { to, body: text } = message ?? {}
    if (!text || characterset !== 'Auto') return refusal('message_body')
    if (!/^\d{8,15}$/.test(to ?? '')) return refusal('invalid_recipient')
    if (this.credit === 0) return { status: 402, body: '' }
    this.credit -= 1
    const id = randomUUID()
    this.#sent.unshift({
      id,
      number: to,
      text,
      status: 'Submitted',
      at: new Date(this.clock()).toISOString(),
    })
    this.accepted.push({ id, number: `+${to}`, text })
    const header = `<messageheader uri="https://api.esendex.com/v1.0/messageheaders/${id}" id="${id}" />`
    return xml(`<messageheaders batchid="${randomUUID()}" xmlns="${NAMESPACE}">${header}</messageheaders>`)
  }
}

const NAMESPACE = 'http://api.esendex.com/ns/'

const newestFirst = (one: Message, other: Message) => Date.parse(other.at) - Date.parse(one.at)

function list(all: Message[], query: URLSearchParams, direction: string): Told {
  const start = Number(query.get('startIndex') ?? 0)
  const some = all.slice(start, start + Number(query.get('count') ?? 15))
  const rows = some.map(({ id, number, text, status, at }) => {
    // Dates of texts that were sent come without a zone, as in the examples.
    const dates =
      direction === 'Inbound'
        ? `<receivedat>${at}</receivedat>`
        : `<submittedat>${at.slice(0, -1)}</submittedat>`
    return `
  <messageheader id="${id}" uri="http://api.esendex.com/v1.0/messageheaders/${id}">
    <reference>${ACCOUNT}</reference><status>${status}</status>${dates}<type>SMS</type>
    <to><phonenumber>447700900654</phonenumber></to><from><phonenumber>${number}</phonenumber></from>
    <summary>${escaped(text.slice(0, 50))}</summary><direction>${direction}</direction><parts>1</parts>
    ${status === 'Failed' ? '<failurereason><code>3</code><description>Absent</description></failurereason>' : ''}
  </messageheader>`
  })
  const counts = `startindex="${start}" count="${some.length}" totalcount="${all.length}"`
  return xml(`<messageheaders ${counts} xmlns="${NAMESPACE}">${rows.join('')}</messageheaders>`)
}

/** Some characters by their number, as the real one does. */
const escaped = (text: string) => text.replace(/[&<>£]/g, (one) => `&#${one.charCodeAt(0)};`)

const xml = (body: string): Told => ({
  status: 200,
  body: `<?xml version="1.0" encoding="utf-8"?>${body}`,
  headers: { 'content-type': 'application/xml' },
})

const refusal = (code: string): Told => ({
  status: 400,
  body: `<errors><error><code>${code}</code><description>No</description></error></errors>`,
  headers: { 'content-type': 'application/xml' },
})
