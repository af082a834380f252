import { createHmac } from 'node:crypto'
import { UserError } from '../../exit.ts'

/** A token is good for 30 seconds; from a clock that differs by less than this, one surely arrives in time. */
const TOLERABLE = 5000

/** NAME-SERVICE-SECRET, the last two being UUIDs. */
const KEY = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** How GOV.UK Notify knows us: https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header */
export class NotifyLogin {
  readonly #issuer: string
  readonly #secret: string
  readonly #clock: () => number
  #correction = 0

  constructor(apiKey: string, clock: () => number) {
    const parts = KEY.exec(apiKey.trim())
    if (!parts) {
      throw new UserError(
        'sms.notify.apiKey is no API key as GOV.UK Notify shows it: a name and two long codes',
      )
    }
    this.#issuer = parts[1]!
    this.#secret = parts[2]!
    this.#clock = clock
  }

  /** A JSON Web Token, https://www.rfc-editor.org/rfc/rfc7519, signed with HMAC-SHA256. */
  header(): string {
    const payload = { iss: this.#issuer, iat: Math.floor(this.theirTime() / 1000) }
    const parts = [{ typ: 'JWT', alg: 'HS256' }, payload].map((part) => {
      return Buffer.from(JSON.stringify(part)).toString('base64url')
    })
    const signature = createHmac('sha256', this.#secret).update(parts.join('.')).digest('base64url')
    return `Bearer ${[...parts, signature].join('.')}`
  }

  /** Epoch milliseconds on their clock, as far as we know it. */
  theirTime(): number {
    return this.#clock() + this.#correction
  }

  /** What has to be added to our clock to get theirs, in milliseconds. */
  get correction(): number {
    return this.#correction
  }

  /**
   * Goes by their clock from now on, if it says something else than we thought.
   * @param date as their answer gives it
   */
  correct(date = ''): void {
    const error = Date.parse(date) - this.theirTime()
    if (Math.abs(error) > TOLERABLE) this.#correction += error
  }
}
