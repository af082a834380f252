import { createHmac, randomUUID } from 'node:crypto'
import type { SmsSettings } from '../../../src/config/outgoing.ts'
import { type Asked, ProviderServer, type Told } from './server.ts'

const SERVICE = '26785a09-ab16-4eb0-8407-a37497a57506'
const SECRET = '3d844edf-8d35-48ac-975b-e847b4f122b0'
const TEMPLATE = 'f33517ff-2a88-4f6e-b855-c550268ce08a'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const WEEK = 7 * 24 * 3_600_000

interface Notification {
  id: string
  reference: string | null
  phone_number: string
  body: string
  status: string
  created_at: string
}

interface Received {
  id: string
  user_number: string
  content: string
  created_at: string
}

/** GOV.UK Notify as https://docs.notifications.service.gov.uk/rest-api.html has it. */
export class NotifyServer extends ProviderServer {
  /** What the key in the settings ends with. */
  secret = SECRET
  /** The content of the template. */
  template = '((text))'
  /** What it is for. */
  templateType = 'sms'
  /** What the service may do. */
  trial = false
  readonly #sent: Notification[] = []
  readonly #received: Received[] = []

  get settings(): SmsSettings {
    return this.settingsOf({
      provider: 'notify',
      notify: { apiKey: `live-key-${SERVICE}-${this.secret}`, templateId: TEMPLATE },
    })
  }

  receive({ number, text, at }: { number: string; text: string; at: string }): string {
    const id = randomUUID()
    this.#received.push({ id, user_number: number.replace('+', ''), content: text, created_at: at })
    return id
  }

  deliver(id: string, state: 'delivered' | 'failed'): void {
    this.#sent.find((one) => one.id === id)!.status = state === 'failed' ? 'permanent-failure' : state
  }

  protected answer(asked: Asked): Told {
    const stranger = this.#stranger(asked.headers.authorization)
    if (stranger) return stranger
    const { method, path, query } = asked
    if (method === 'POST' && path === '/v2/notifications/sms') return this.#send(asked)
    if (method === 'GET' && path === '/v2/notifications') {
      const unknown = unexpected(query, [
        'template_type',
        'status',
        'reference',
        'older_than',
        'include_jobs',
      ])
      if (unknown) return unknown
      const reference = query.get('reference')
      const rows = this.#sent.filter((one) => reference === null || one.reference === reference)
      return json(200, { notifications: this.#page(rows, query), links: {} })
    }
    if (method === 'GET' && path === '/v2/received-text-messages') {
      const unknown = unexpected(query, ['older_than'])
      return unknown ?? json(200, { received_text_messages: this.#page(this.#received, query), links: {} })
    }
    if (method === 'GET' && path.startsWith('/v2/template/')) {
      if (path !== `/v2/template/${TEMPLATE}`) return failure(404, 'NoResultFound', 'No result found')
      return json(200, { id: TEMPLATE, type: this.templateType, body: this.template, version: 1 })
    }
    return failure(404, 'NotFound', 'The requested URL was not found on the server.')
  }

  #send({ headers, body }: Asked): Told {
    if (!headers['content-type']?.startsWith('application/json')) {
      return failure(400, 'BadRequestError', 'Invalid JSON supplied in POST data')
    }
    const { phone_number, template_id, personalisation = {}, reference = null, ...rest } = JSON.parse(body)
    if (Object.keys(rest).some((key) => key !== 'sms_sender_id')) {
      return failure(400, 'ValidationError', `Additional properties are not allowed (${Object.keys(rest)})`)
    }
    if (!phone_number) return failure(400, 'ValidationError', 'phone_number is a required property')
    if (!/^\+\d{8,15}$/.test(phone_number)) {
      return failure(400, 'InvalidPhoneError', 'phone_number Not enough digits')
    }
    if (!UUID.test(template_id)) return failure(400, 'ValidationError', 'template_id is not a valid UUID')
    if (template_id !== TEMPLATE) return failure(400, 'BadRequestError', 'Template not found')
    if (typeof personalisation.text !== 'string') {
      return failure(400, 'BadRequestError', 'Missing personalisation: text')
    }
    if (this.trial) {
      const message = 'Cannot send to this recipient when service is in trial mode'
      return failure(400, 'BadRequestError', message)
    }
    const id = randomUUID()
    const content = this.template.replace('((text))', () => personalisation.text)
    const created_at = new Date(this.clock()).toISOString().replace('Z', '123Z')
    this.#sent.push({ id, reference, phone_number, body: content, status: 'created', created_at })
    this.accepted.push({ id, reference, number: phone_number, text: content })
    return json(201, {
      id,
      reference,
      content: { body: content, from_number: 'GOVUK' },
      uri: `${this.address}/v2/notifications/${id}`,
      template: { id: TEMPLATE, version: 1, uri: `${this.address}/v2/template/${TEMPLATE}` },
    })
  }

  /** 250 of the last 7 days, the newest first. */
  #page<Row extends { id: string; created_at: string }>(rows: Row[], query: URLSearchParams): Row[] {
    const kept = rows.filter(({ created_at }) => Date.parse(created_at) > this.clock() - WEEK)
    const sorted = kept.sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at))
    const after = query.get('older_than')
    const place = sorted.findIndex(({ id }) => id === after)
    if (after && place < 0) return []
    return sorted.slice(place + 1, place + 251)
  }

  #stranger(authorization = ''): Told | undefined {
    const [, token] = /^Bearer (.+)$/.exec(authorization) ?? []
    if (!token) return failure(401, 'AuthError', 'Unauthorized: authentication token must be provided')
    const [head = '', payload = '', signature] = token.split('.')
    const { alg, typ } = decoded(head)
    const { iss, iat } = decoded(payload)
    if (alg !== 'HS256' || typ !== 'JWT') return failure(403, 'AuthError', 'Invalid token: algorithm')
    if (iss !== SERVICE) return failure(403, 'AuthError', 'Invalid token: service not found')
    const expected = createHmac('sha256', SECRET).update(`${head}.${payload}`).digest('base64url')
    if (signature !== expected) return failure(403, 'AuthError', 'Invalid token: API key not found')
    if (Math.abs(this.clock() / 1000 - Number(iat)) <= 30) return undefined
    return failure(403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds')
  }
}

const decoded = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>

const json = (status: number, body: unknown): Told => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

const failure = (status: number, error: string, message: string) =>
  json(status, { status_code: status, errors: [{ error, message }] })

function unexpected(query: URLSearchParams, known: string[]): Told | undefined {
  const unknown = [...query.keys()].filter((key) => !known.includes(key))
  if (unknown.length === 0) return undefined
  return failure(400, 'ValidationError', `Additional properties are not allowed (${unknown} was unexpected)`)
}
