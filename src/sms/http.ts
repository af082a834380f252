import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'

export interface Request {
  method: 'GET' | 'POST'
  /** From the root of the provider's address, with the query. */
  path: string
  headers?: Record<string, string>
  body?: string
  /** Gives up at once, as though time were up. */
  stop?: AbortSignal
}

/** What came of a request. It is never thrown, and never tried again: that is for those to decide who know what it did. */
export type Outcome = Answer | Silence<'unreached'> | Silence<'unclear'>

export interface Answer {
  kind: 'answer'
  status: number
  headers: http.IncomingHttpHeaders
  body: string
}

/**
 * No answer. `unreached`: there was no connection (refused, no such name, a certificate that nobody vouches for), so
 * nothing was sent and nobody can have acted on it. `unclear`: there was one, and what the other side did is unknown.
 */
interface Silence<Kind> {
  kind: Kind
  /** For people; no secret, and nothing of what was sent. */
  reason: string
}

/** An answer that is longer is no answer of theirs: their largest page is well under 1 MB. */
const LONGEST_ANSWER = 4 * 1024 * 1024

/**
 * How long an idle connection is used again, in milliseconds: less than the 5 seconds after which Node.js and Apache
 * close it. A request that crosses with such a closing would be in doubt. Servers that announce less
 * (`Keep-Alive: timeout=3`) are believed, https://nodejs.org/api/http.html#new-agentoptions.
 */
const IDLE = 4000

/** Connections to one server, kept open between requests. Certificates are checked, whatever the environment says. */
export class Connections {
  readonly #base: URL
  readonly #secure: boolean
  readonly #agent: http.Agent
  readonly #limit: number
  /** Until when an idle connection may be used again. */
  readonly #freshUntil = new WeakMap<Socket, number>()

  /**
   * @param address `https://api.example`, with the path that all requests have before theirs
   * @param limit the longest that a request may take from start to end, in milliseconds
   */
  constructor(address: string, limit: number) {
    this.#base = new URL(address)
    this.#secure = this.#base.protocol === 'https:'
    const options = { keepAlive: true, timeout: IDLE }
    this.#agent = this.#secure ? new https.Agent(options) : new http.Agent(options)
    this.#limit = limit
  }

  /** Redirects are not followed: what is sent is for this server alone. */
  async ask(request: Request): Promise<Outcome> {
    const until = performance.now() + this.#limit
    for (;;) {
      const outcome = await this.#once(request, until)
      if (outcome) return outcome
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  /** @returns undefined where an idle connection turned out to be too old: nothing was sent on it */
  #once({ method, path, headers, body = '', stop }: Request, until: number): Promise<Outcome | undefined> {
    const url = new URL(this.#base.pathname.replace(/\/$/, '') + path, this.#base)
    const call = (this.#secure ? https : http).request(url, {
      method,
      agent: this.#agent,
      rejectUnauthorized: true,
      headers: {
        accept: 'application/json, application/xml',
        ...headers,
        ...(method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}),
      },
    })
    return new Promise((resolve) => {
      let connected = false
      const give = (outcome?: Outcome) => {
        clearTimeout(timer)
        stop?.removeEventListener('abort', stopped)
        resolve(outcome)
      }
      const giveUp = (reason: string) => {
        give(connected ? { kind: 'unclear', reason } : { kind: 'unreached', reason })
        call.destroy()
      }
      const stopped = () => giveUp('the program was asked to stop')
      const late = () => giveUp('there was no answer in time')
      // An answer that came while the program was busy is read before time is called.
      const timer = setTimeout(() => setImmediate(late), Math.max(0, until - performance.now()))
      stop?.addEventListener('abort', stopped)

      call.once('socket', (socket) => {
        if (!call.reusedSocket && socket.connecting) {
          socket.once(this.#secure ? 'secureConnect' : 'connect', () => {
            connected = true
          })
        } else if (call.reusedSocket && this.#isOld(socket)) {
          // The request is written after this event, so it can still be taken back.
          give()
          call.destroy()
        } else connected = true
      })
      call.once('error', (error) => giveUp(inWords(error)))
      call.once('response', (answer) => {
        const { headers, socket, statusCode: status = 0 } = answer
        const chunks: Buffer[] = []
        let length = 0
        answer.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          length += chunk.length
          if (length > LONGEST_ANSWER) giveUp('the answer does not end')
        })
        answer.once('error', () => giveUp('the connection broke in the middle of the answer'))
        answer.once('end', () => {
          this.#freshUntil.set(socket, performance.now() + idleTime(headers['keep-alive']))
          // Leaves out the byte order mark that some servers begin with, and JSON has no place for.
          give({ kind: 'answer', status, headers, body: new TextDecoder().decode(Buffer.concat(chunks)) })
        })
      })
      if (stop?.aborted) stopped()
      else call.end(body)
    })
  }

  /** The timer that closes an idle connection may be late: it does not run while a database statement does. */
  #isOld(socket: Socket): boolean {
    return (this.#freshUntil.get(socket) ?? 0) < performance.now()
  }
}

/** A second less than the server announces, for what is on its way. */
function idleTime(keepAlive: string | string[] | undefined): number {
  const announced = /timeout=(\d+)/.exec(String(keepAlive))?.[1]
  return announced ? Math.min(IDLE, Number(announced) * 1000 - 1000) : IDLE
}

function inWords({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'the connection was refused (ECONNREFUSED)'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `its name is not known to the network (${code})`
  if (code === 'ECONNRESET' || code === 'EPIPE') return `the connection broke (${code})`
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code ?? '')) return `its certificate is not valid (${code})`
  return code ?? message.slice(0, 80)
}
