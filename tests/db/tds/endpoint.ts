import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { config } from 'mssql'
import { onTestFinished } from 'vitest'
import { Connection } from './connection.ts'
import type { Certificate } from './encryption.ts'
import type { TdsLogin } from './login.ts'
import type { Fault, Reply } from './replies.ts'
import type { TdsRequest } from './requests.ts'

type Later<T> = T | Promise<T>

export interface TdsManners {
  /** What is said to a request. Nothing: it is done, and a transaction is begun or ended as was asked. */
  answer?(request: TdsRequest): Later<Reply | undefined>
  /** What is said to a login. Nothing: it is let in; anything else, and the connection is closed thereafter. */
  login?(login: TdsLogin, connection: number): Later<Reply | undefined>
  /** What goes wrong as soon as somebody connects. */
  connect?(connection: number): Fault | undefined
  /** With one, clients that ask for it are encrypted. */
  certificate?: Certificate
  /** With a certificate: only they are served. */
  encryptedOnly?: boolean
}

/**
 * A server that speaks TDS 7.4 on a socket of its own, for as long as the test runs: it knows no SQL, says what it is
 * told, and fails as it is told.
 */
export class TdsEndpoint {
  /** Everything that any connection was asked, in order. */
  readonly log: TdsRequest[] = []
  /** How many connections there have been. */
  connections = 0
  readonly #server: Server
  readonly #open = new Set<Connection>()
  readonly #broken: unknown[] = []

  private constructor(readonly manners: TdsManners) {
    this.#server = createServer((socket) => {
      this.connections += 1
      const number = this.connections
      const fault = manners.connect?.(number)
      const connection = new Connection(socket, number, {
        serverName: 'SCHOOL',
        certificate: manners.certificate,
        encrypts: !manners.certificate ? 'not' : manners.encryptedOnly ? 'require' : 'encrypt',
        asked: (request) => this.log.push(request),
        answer: (request) =>
          request.login ? manners.login?.(request.login, number) : manners.answer?.(request),
        broke: (error) => this.#broken.push(error),
      })
      this.#open.add(connection)
      socket.once('close', () => this.#open.delete(connection))
      if (fault?.step === 'drop') connection.drop(fault.how)
      if (fault?.step === 'hang') socket.removeAllListeners('data')
    })
  }

  /** It ends with the test, which fails if this server could not read what it was sent, or its answers threw. */
  static async start(manners: TdsManners = {}): Promise<TdsEndpoint> {
    const endpoint = new TdsEndpoint(manners)
    endpoint.#server.listen(0, '127.0.0.1')
    await once(endpoint.#server, 'listening')
    onTestFinished(async () => {
      await endpoint.stop()
      if (endpoint.#broken.length > 0) throw endpoint.#broken[0]
    })
    return endpoint
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open.size
  }

  /** What a client needs to come here. The first connection of a pool of mssql's only tries whether it can. */
  settings(options: config['options'] = {}): config & { options: NonNullable<config['options']> } {
    const { port } = this
    return {
      server: '127.0.0.1',
      port,
      user: 'pars',
      password: 'Pa55word£',
      database: 'SIMS',
      options: { encrypt: false, ...options },
    }
  }

  /** The log in words, each line with its connection: `1: begin`, `2: select @id (@id int)`. */
  get story(): string[] {
    return this.log
      .filter(({ kind }) => kind !== 'setup')
      .map(({ connection, kind, sql, parameters, rows }) => {
        const types = parameters.map(({ name, type }) => `@${name} ${type}`.trim()).join(', ')
        const said = kind === 'batch' || kind === 'rpc' ? sql : kind === 'bulk' ? `${rows.length} rows` : kind
        return `${connection}: ${said}${types ? ` (${types})` : ''}`
      })
  }

  /** Ends every connection, as when a server is stopped or fails over. */
  drop(how?: 'closed' | 'reset'): void {
    for (const connection of this.#open) connection.drop(how)
  }

  /** Also ends what is under way. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.drop()
    await closed
  }
}
