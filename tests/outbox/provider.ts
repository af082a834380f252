import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What the provider does with one item. */
export type Behaviour =
  /** Takes it, and says so after milliseconds, or once something else is over. */
  | { does: 'accept'; after?: number | Promise<unknown> }
  | { does: 'answer'; status: number; retryAfter?: number }
  /** Cuts the connection, having taken the item or not. */
  | { does: 'cut'; taken: boolean }
  /** Takes it, or not, and never answers. */
  | { does: 'hang'; taken: boolean }

/** Somebody who carries items: a real HTTP server that remembers what it took, each time. */
export class Provider {
  /** References of what it took, in order, once for each time. */
  readonly accepted: string[] = []
  /** References of what it was asked to take. */
  readonly asked: string[] = []
  /** How many requests it had at most at the same moment. */
  atOnce = 0
  /** References that somebody asked about. */
  readonly lookedUp: string[] = []
  /** What it does with an item; `times` counts from 1 how often it was asked to take it. */
  behave: (reference: string, times: number) => Behaviour = () => ({ does: 'accept' })
  /** It needs so many milliseconds, after it took an item, until it can be asked about it. */
  lag = 0
  /** What it answers when it is asked about an item, instead of the truth. */
  lookUpStatus: number | undefined
  readonly #server: Server
  readonly #takenAt = new Map<string, number>()
  #now = 0

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.keepAliveTimeout = 60_000
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  take(reference: string): void {
    this.accepted.push(reference)
    this.#takenAt.set(reference, performance.now())
  }

  #knows(reference: string): boolean {
    const at = this.#takenAt.get(reference)
    return at !== undefined && performance.now() - at >= this.lag
  }

  /** References that it took more than once. */
  get twice(): string[] {
    return this.accepted.filter((reference, at) => this.accepted.indexOf(reference) !== at)
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reference = decodeURIComponent(request.url!.slice(1))
    request.resume()
    if (request.method === 'GET') {
      this.lookedUp.push(reference)
      const status = this.lookUpStatus ?? (this.#knows(reference) ? 200 : 404)
      return void response.writeHead(status).end(JSON.stringify({ id: `p-${reference}` }))
    }
    this.#now += 1
    this.atOnce = Math.max(this.atOnce, this.#now)
    this.asked.push(reference)
    const times = this.asked.filter((one) => one === reference).length
    await this.#act(this.behave(reference, times), reference, response)
    this.#now -= 1
  }

  async #act(behaviour: Behaviour, reference: string, response: ServerResponse): Promise<void> {
    switch (behaviour.does) {
      case 'accept':
        await (typeof behaviour.after === 'number' ? wait(behaviour.after) : behaviour.after)
        this.take(reference)
        response.end(JSON.stringify({ id: `p-${reference}` }))
        return
      case 'answer': {
        const { status, retryAfter } = behaviour
        response
          .writeHead(status, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
          .end()
        return
      }
      case 'cut':
        if (behaviour.taken) this.take(reference)
        response.socket?.destroy()
        return
      case 'hang':
        if (behaviour.taken) this.take(reference)
    }
  }
}
