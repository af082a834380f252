import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Section, type SmsSettings, smsSettings } from '../../../src/config/outgoing.ts'
import { sections } from '../../../src/config/schema.ts'

/** A text that the provider has taken: it will be sent, and paid for. */
export interface Accepted {
  id: string
  reference?: string
  number: string
  text: string
}

/** What stands behind an adapter in a test: a server, or a folder. */
export interface Counterpart {
  settings: SmsSettings
  /** Every text that was taken, in order; one that was taken twice is in it twice. */
  accepted: Accepted[]
  /** A parent replies. @returns what the provider calls it */
  receive(text: { number: string; text: string; at: string }): string
  /** What the network says of a text. */
  deliver(id: string, state: 'delivered' | 'failed'): void
}

/** What goes wrong with one request. `before`: it was not acted upon; the others: it was. */
export type Misbehaviour =
  | 'none'
  | 'silent before'
  | 'silent after'
  | 'reset before'
  | 'reset after'
  | 'truncated'
  | 'cut short'
  | 'nonsense'
  | 'empty'
  | 'endless'
  | 'trickle'
  | { status: number; headers?: Record<string, string>; body?: string }

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: http.IncomingHttpHeaders
  body: string
}

export interface Told {
  status: number
  body: string
  headers?: Record<string, string>
}

/**
 * The server of a provider that behaves as its documentation says: it checks the login and what is required, knows
 * no other paths, and keeps what it took. Told to, it misbehaves.
 */
export abstract class ProviderServer implements Counterpart {
  readonly accepted: Accepted[] = []
  /** Every request that came in: method and path, without what it says of people. */
  readonly log: string[] = []
  /** The server's own clock, epoch milliseconds. */
  clock: () => number = Date.now
  /** How long it thinks before it answers, in milliseconds. */
  latency = 0
  readonly #coming: Misbehaviour[] = []
  readonly #sockets = new Set<Socket>()
  #server: http.Server | undefined

  abstract get settings(): SmsSettings
  abstract receive(text: { number: string; text: string; at: string }): string
  abstract deliver(id: string, state: 'delivered' | 'failed'): void
  protected abstract answer(asked: Asked): Told

  /** @param tls key and certificate, for https */
  async start(tls?: { key: string; cert: string }): Promise<this> {
    const serve = (request: http.IncomingMessage, response: http.ServerResponse) => {
      void this.#serve(request, response)
    }
    this.#server = tls ? https.createServer(tls, serve) : http.createServer(serve)
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** Also ends what is under way. */
  async stop(): Promise<void> {
    if (!this.#server) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  get address(): string {
    const { port } = this.#server!.address() as AddressInfo
    return `${this.#server instanceof https.Server ? 'https' : 'http'}://127.0.0.1:${port}`
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size
  }

  /** Closes connections on which nothing is under way, as servers do after some seconds, without being noticed. */
  closeIdle(): void {
    this.#server!.closeIdleConnections()
  }

  /** What goes wrong with the next requests, one each. */
  misbehave(...next: Misbehaviour[]): void {
    this.#coming.push(...next)
  }

  protected settingsOf(section: Partial<Section<'sms'>>): SmsSettings {
    return smsSettings(sections.sms.parse({ address: this.address, ...section })!, '/school/config.yaml')
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { pathname: path, searchParams: query } = new URL(request.url!, this.address)
    const { method = '', headers, socket } = request
    const asked = { method, path, query, headers, body: Buffer.concat(chunks).toString('utf8') }
    this.log.push(`${method} ${path}`)
    const how = this.#coming.shift() ?? 'none'
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency))
    response.sendDate = false
    response.setHeader('date', new Date(this.clock()).toUTCString())
    if (typeof how === 'object') return this.#tell(response, { body: '', ...how })
    if (how === 'silent before') return
    if (how === 'reset before') return void socket.resetAndDestroy()
    const told = this.answer(asked)
    const body = Buffer.from(told.body)
    switch (how) {
      case 'silent after':
        return
      case 'reset after':
        return void socket.resetAndDestroy()
      case 'truncated':
        // Half of what was announced, and then nothing more.
        response.writeHead(told.status, { ...told.headers, 'content-length': body.length })
        response.write(body.subarray(0, body.length / 2), () => socket.destroy())
        return
      case 'cut short':
        return this.#tell(response, { ...told, body: told.body.slice(0, told.body.length / 2) })
      case 'nonsense':
        return this.#tell(response, { ...told, body: '<html>Log in to the guest network</html>' })
      case 'empty':
        return this.#tell(response, { ...told, body: '' })
      case 'endless': {
        response.writeHead(told.status, told.headers)
        const more = () => !response.destroyed && response.write(' '.repeat(256 * 1024), more)
        return void more()
      }
      case 'trickle': {
        response.writeHead(told.status, told.headers)
        const timer = setInterval(() => response.write(' '), 20)
        return void response.once('close', () => clearInterval(timer))
      }
      default:
        return this.#tell(response, told)
    }
  }

  #tell(response: http.ServerResponse, { status, headers, body }: Told): void {
    response.writeHead(status, headers)
    response.end(body)
  }
}
