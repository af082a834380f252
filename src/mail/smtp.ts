import type { MailSettings } from '../config/outgoing.ts'
import type { Verdict } from '../outbox/channel.ts'
import type { Letter } from './compose.ts'
import { Connection, type Login, type SmtpFault } from './connection.ts'
import { inPlainWords } from './fault-words.ts'
import { fetchToken } from './token.ts'
import type { Looked, MailTransport } from './transport.ts'
import { verdictOnConnecting, verdictOnSending, verdictOnTaken } from './verdict.ts'

export type SmtpSettings = NonNullable<MailSettings['smtp']>

/** Certificates to trust besides those that this computer trusts, PEM. */
export interface Trust {
  ca: string
}

/** Microsoft 365 lets one account have three: https://learn.microsoft.com/exchange/troubleshoot/send-emails/smtp-submission-improvements */
const CONNECTIONS = 2

/** Hands mails to a server over SMTP. A connection that has served is kept for the next mail until `close`. */
export class SmtpTransport implements MailTransport {
  readonly provider = 'smtp'
  readonly concurrency = CONNECTIONS
  readonly patience: number
  readonly #smtp: SmtpSettings
  readonly #trust: Trust | undefined
  #idle: Connection[] = []
  #login?: Promise<Login | undefined>

  constructor(smtp: SmtpSettings, trust?: Trust) {
    this.#smtp = smtp
    this.#trust = trust
    this.patience = 2 * smtp.timeout
  }

  async send(letter: Letter): Promise<Verdict> {
    const attempt: Attempt = { until: Date.now() + this.patience }
    let timer: NodeJS.Timeout | undefined
    // A server that keeps saying a little is never silent: in the end it is left all the same.
    const tooLong = new Promise<Verdict>((resolve) => {
      timer = setTimeout(() => {
        attempt.over = true
        const fault = Object.assign(new Error('too long'), { code: 'ETIMEDOUT' })
        resolve(verdictOnSending(fault, attempt.connection?.begun ?? false, this.#smtp))
        attempt.connection?.close()
      }, this.patience)
    })
    try {
      return await Promise.race([this.#deliver(letter, attempt), tooLong])
    } finally {
      clearTimeout(timer)
    }
  }

  async check(): Promise<Looked> {
    const { host, port, user, oauth } = this.#smtp
    try {
      const connection = await this.#connect()
      const as = user
        ? `, signed in as ${user}${oauth ? ' with a token (OAuth2)' : ''}`
        : ', without signing in'
      const words = `Connected to ${host}:${port}, ${connection.encryption}${as}.`
      const { certifiedUntil } = connection
      this.#keep(connection)
      return { ok: true, words, ...(certifiedUntil ? { certifiedUntil } : {}) }
    } catch (fault) {
      return { ok: false, words: inPlainWords(fault as SmtpFault, this.#smtp) }
    }
  }

  close(): void {
    for (const connection of this.#idle) connection.quit()
    this.#idle = []
  }

  async #deliver(letter: Letter, attempt: Attempt): Promise<Verdict> {
    const kept = this.#idle.pop()
    if (kept) {
      const verdict = await this.#hand(letter, kept, attempt)
      // The server had dropped it meanwhile, as servers do: not a byte of the mail went over it.
      if (verdict !== 'dropped') return verdict
    }
    try {
      const fresh = await this.#connect(attempt)
      const verdict = await this.#hand(letter, fresh, attempt)
      return verdict === 'dropped'
        ? { kind: 'later', reason: 'The mail server dropped the connection.' }
        : verdict
    } catch (fault) {
      return verdictOnConnecting(fault as SmtpFault, this.#smtp)
    }
  }

  async #hand(letter: Letter, connection: Connection, attempt: Attempt): Promise<Verdict | 'dropped'> {
    // Its time was over while it waited for a connection: it has been answered for, and must not go any more. The
    // clock tells it too where the machine was suspended, and timers with it.
    if (attempt.over || Date.now() > attempt.until) {
      connection.close()
      return 'dropped'
    }
    attempt.connection = connection
    const reused = connection.carried > 0
    try {
      const taken = await connection.send(letter)
      this.#keep(connection)
      return verdictOnTaken(taken, letter)
    } catch (thrown) {
      const fault = thrown as SmtpFault
      const begun = connection.begun
      connection.close()
      return reused && !begun && isDrop(fault) ? 'dropped' : verdictOnSending(fault, begun, this.#smtp)
    }
  }

  async #connect(attempt?: Attempt): Promise<Connection> {
    const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection')
    const { host, port, security, timeout } = this.#smtp
    this.#login ??= this.#makeLogin()
    const login = await this.#login
    const connection = new Connection(
      new SMTPConnection({
        host,
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        connectionTimeout: timeout,
        // Earlier than any other silence, so as to be told from it.
        greetingTimeout: 0.9 * timeout,
        socketTimeout: timeout,
        dnsTimeout: timeout,
        socketCloseTimeout: 1000,
        tls: { ...this.#trust },
      }),
    )
    if (attempt) attempt.connection = connection
    try {
      await connection.open(login)
      return connection
    } catch (fault) {
      connection.close()
      throw fault
    }
  }

  async #makeLogin(): Promise<Login | undefined> {
    const { user, password, oauth, timeout } = this.#smtp
    if (!user) return undefined
    if (!oauth) {
      if (password === undefined) throw Object.assign(new Error('no password'), { code: 'ENOPASSWORD' })
      return { user, password }
    }
    const { default: XOAuth2 } = await import('nodemailer/lib/xoauth2')
    // It keeps the token until that expires, for all connections, and asks for another where the server refuses it.
    // The mail server waits meanwhile: the token has to come before that counts as silence.
    const tokens = new XOAuth2({
      user,
      provisionCallback: (_user: string, _renew: boolean, done: TokenCallback) => {
        fetchToken(oauth, 0.9 * timeout, Date.now()).then(
          ({ value, expires }) => done(null, value, expires),
          (error) => done(error),
        )
      },
    } as never)
    return { user, tokens }
  }

  #keep(connection: Connection): void {
    this.#idle = this.#idle.filter(({ ended }) => !ended)
    if (!connection.ended) this.#idle.push(connection)
  }
}

type TokenCallback = (error: Error | null, token?: string, expires?: number) => void

/** One mail on its way: which connection it is on, for whoever has to cut it. */
interface Attempt {
  /** Epoch milliseconds. */
  until: number
  connection?: Connection
  over?: boolean
}

const isDrop = ({ code, responseCode }: SmtpFault) =>
  responseCode === 421 || ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT'].includes(code ?? '')
