import { z } from 'zod'
import type { MailSettings } from '../config/outgoing.ts'

export type OAuth = NonNullable<NonNullable<MailSettings['smtp']>['oauth']>

export interface Token {
  value: string
  /** Epoch milliseconds: from then on another is to be fetched. */
  expires: number
}

/** No token came. The message says why, for people. */
class NoToken extends Error {
  override name = 'NoToken'
  /** Whether it was refused; otherwise nobody was there to ask, or had the time. */
  readonly refused: boolean

  constructor(message: string, refused: boolean) {
    super(message)
    this.refused = refused
  }
}

const granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() })
const denied = z.object({ error: z.string(), error_description: z.string().optional() })

const MINUTE = 60_000
const USUAL_LIFE = 3600

/**
 * Fetches a token with client credentials (RFC 6749, 4.4), as Microsoft 365 wants them of a program:
 * https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
 * @throws NoToken
 */
export async function fetchToken(oauth: OAuth, timeout: number, now: number): Promise<Token> {
  const answer = await post(oauth, timeout)
  const token = granted.safeParse(answer.body)
  if (answer.ok && token.success) {
    const { access_token: value, expires_in: seconds = USUAL_LIFE } = token.data
    // A minute early, so that none runs out on its way.
    return { value, expires: now + seconds * 1000 - MINUTE }
  }
  const isBusy = answer.status >= 500 || answer.status === 429
  throw new NoToken(`The server for tokens at ${new URL(oauth.tokenUrl).host} ${refusal(answer)}`, !isBusy)
}

interface Answer {
  ok: boolean
  status: number
  body: unknown
}

async function post(oauth: OAuth, timeout: number): Promise<Answer> {
  const { host } = new URL(oauth.tokenUrl)
  try {
    const response = await fetch(oauth.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: oauth.clientId,
        client_secret: oauth.clientSecret ?? '',
        scope: oauth.scope,
      }),
      // The secret goes to nobody else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    const body = await response.json().catch(() => undefined)
    return { ok: response.ok, status: response.status, body }
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } }
    const why =
      name === 'TimeoutError' ? `no answer in ${timeout / 1000} s` : (cause?.code ?? 'no connection')
    throw new NoToken(`The server for tokens at ${host} cannot be reached: ${why}`, false)
  }
}

/**
 * Only the codes are repeated: what is around them names the application, and may say more. Microsoft wants no program
 * to go by its numbers, and has a page that explains each:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
function refusal({ status, body }: Answer): string {
  const said = denied.safeParse(body)
  if (!said.success) return `answered ${status} and no token`
  const [, number] = /AADSTS(\d+)/.exec(said.data.error_description ?? '') ?? []
  const error = said.data.error.replace(/[^\w.-]/g, ' ').slice(0, 60)
  return `refused: ${error}${number ? `; see https://login.microsoftonline.com/error?code=${number}` : ''}`
}
