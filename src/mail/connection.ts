import { Readable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type XOAuth2 from 'nodemailer/lib/xoauth2'
import type { Letter } from './compose.ts'

/** What nodemailer says about a failure: https://nodemailer.com/extras/smtp-connection/ and its errors.js. */
export interface SmtpFault extends Error {
  /** `ECONNECTION`, `EAUTH`, `EENVELOPE`, `EMESSAGE` … */
  code?: string
  /** The system's own, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
  originalCode?: string
  timeoutType?: string
  /** The step at which it happened: `CONN`, `STARTTLS`, `AUTH PLAIN`, `MAIL FROM`, `RCPT TO`, `DATA` … */
  command?: string
  /** What the server answered, and its number. */
  response?: string
  responseCode?: number
  /** Of a token: whether it was refused, or could not be asked for. */
  refused?: boolean
  /** When every recipient was refused: why each was. */
  rejectedErrors?: SmtpFault[]
}

/** The server's answer to a mail that it took. */
export interface Taken {
  response: string
  /** What the server calls it, where it says. */
  serverMessageId?: string
  rejectedErrors?: SmtpFault[]
}

export type Login = { user: string; password: string } | { user: string; tokens: XOAuth2 }

/**
 * One connection to a mail server, for one mail at a time.
 *
 * Nodemailer's connection is used and not its pool, which sends a mail anew by itself when a connection closes, and
 * does not tell whether any of it had been handed over.
 */
export class Connection {
  /** How many mails it has carried. */
  carried = 0
  /** Whether it is of no more use. */
  ended = false
  readonly #smtp: SMTPConnection
  #body?: Readable
  #fail: (fault: SmtpFault) => void = () => {}

  constructor(smtp: SMTPConnection) {
    this.#smtp = smtp
    smtp.on('error', (fault: SmtpFault) => this.#fail(fault))
    smtp.once('end', () => {
      this.ended = true
      // What made it end is told within the same turn, where there is anything to tell.
      setImmediate(() => this.#fail(Object.assign(new Error('closed'), { code: 'ECONNECTION' })))
    })
  }

  /**
   * Whether any of the present mail may have reached the server. It is read only once the server has said that it
   * wants it (354), so until then it certainly did not.
   */
  get begun(): boolean {
    return this.#body?.readableDidRead ?? false
  }

  /** Whether what is said on it is encrypted, in words. */
  get encryption(): string {
    return this.#smtp.secure ? 'encrypted' : 'not encrypted'
  }

  /** Until when the certificate of the server is good, epoch ms; undefined where nothing is encrypted. */
  get certifiedUntil(): number | undefined {
    // Nodemailer does not tell: its socket does.
    const socket = this.#smtp._socket
    return socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : undefined
  }

  /** @throws SmtpFault */
  async open(login: Login | undefined): Promise<void> {
    await this.#step((done) => this.#smtp.connect(done))
    if (!login) return
    if (!this.#smtp.allowsAuth) throw Object.assign(new Error('no login offered'), { code: 'ENOAUTH' })
    const auth =
      'tokens' in login
        ? { user: login.user, method: 'XOAUTH2', oauth2: login.tokens }
        : { user: login.user, credentials: { user: login.user, pass: login.password } }
    await this.#step((done) => this.#smtp.login(auth as never, done))
  }

  /** @throws SmtpFault; `begun` says whether it may have been taken all the same. */
  async send({ envelope, bytes }: Letter): Promise<Taken> {
    this.#body = Readable.from([bytes], { objectMode: false })
    this.carried += 1
    const given = { ...envelope, size: bytes.length }
    return this.#step((done) => this.#smtp.send(given, this.#body!, done as never)) as Promise<Taken>
  }

  /** Takes leave of the server. */
  quit(): void {
    if (this.ended) return
    this.#smtp.quit()
    setTimeout(() => this.close(), 1000).unref()
  }

  /** Ends it at once. */
  close(): void {
    this.#smtp.close()
  }

  #step(step: (done: (fault?: SmtpFault | null, result?: unknown) => void) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      step((fault, result) => (fault ? reject(fault) : resolve(result)))
    })
  }
}
