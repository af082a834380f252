import type { Socket } from 'node:net'
import sql from 'mssql'
import { type Connection, Request } from 'tedious'

/**
 * What every connection starts with. A statement that fails takes its transaction with it; another program's lock is
 * waited for five seconds; and where two are in each other's way, it is not the person at PARS who has to try again.
 */
const SETTINGS = 'SET XACT_ABORT ON; SET LOCK_TIMEOUT 5000; SET DEADLOCK_PRIORITY LOW;'

/** What mssql's pool does behind its types, and tedious' connection. Their versions are pinned for it. */
interface PoolInside {
  _poolCreate(): Promise<Connection>
  _poolDestroy(connection: Connection): Promise<void>
}
interface ConnectionInside {
  socket: Socket
  performTlsNegotiation(...args: unknown[]): Promise<void>
}

const inside = sql.ConnectionPool.prototype as unknown as PoolInside

/** The first thing that the server said against a login: of 4060 and the 18456 that follows it, tedious keeps one. */
export const refusalOf = (error: unknown): { number: number; message: string } | undefined =>
  (error as { refusal?: { number: number; message: string } }).refusal

/** mssql's pool, whose connections have our settings before anybody gets one. */
export class Pool extends sql.ConnectionPool {
  /** The connection on which the pool looked whether there is a server: it need not log in a second time. */
  #first: Connection | undefined
  readonly #timeout: number

  /** @param timeout milliseconds for the settings */
  constructor(settings: sql.config, timeout: number) {
    super({ ...settings, beforeConnect: (connection) => prepare(connection, isEncrypted(settings)) })
    this.#timeout = timeout
  }

  async _poolCreate(): Promise<Connection> {
    const first = this.#first
    this.#first = undefined
    if (first) return first
    const connection = await inside._poolCreate.call(this)
    // tedious sends a long statement in packets of 4 kB. The last one, a short one, would wait for the server to confirm
    // the others, which that puts off for 40 ms and more: Nagle's algorithm and the delayed acknowledgement (RFC 896, 1122).
    inTedious(connection).socket.setNoDelay(true)
    await new Promise<void>((resolve, reject) => {
      const request = new Request(SETTINGS, (error) => (error ? reject(error) : resolve()))
      request.setTimeout(this.#timeout)
      connection.execSqlBatch(request)
    })
    return connection
  }

  async _poolDestroy(connection: Connection): Promise<void> {
    if (this.connecting && !this.#first) this.#first = connection
    else await inside._poolDestroy.call(this, connection)
  }

  override async close(): Promise<void> {
    await super.close()
    if (this.#first) await inside._poolDestroy.call(this, this.#first)
    this.#first = undefined
  }
}

const inTedious = (connection: Connection) => connection as unknown as ConnectionInside

const isEncrypted = ({ options }: sql.config) => options?.encrypt === true

function prepare(connection: Connection, encrypt: boolean): void {
  let refusal: { number: number; message: string } | undefined
  const listen = (info: { number: number; message: string }) => {
    refusal ??= info
  }
  connection.on('errorMessage', listen)
  // Before whoever waits for the connection: the error is his to read.
  connection.prependOnceListener('connect', (error?: Error) => {
    connection.removeListener('errorMessage', listen)
    if (error && refusal) Object.assign(error, { refusal })
  })
  if (encrypt) insistOnEncryption(connection)
}

/** A server, or whoever is in between, that says it cannot encrypt gets the login in the clear from tedious. */
function insistOnEncryption(connection: Connection): void {
  let isSecure = false
  connection.once('secure', () => {
    isSecure = true
  })
  const tls = inTedious(connection)
  const negotiate = tls.performTlsNegotiation.bind(connection)
  tls.performTlsNegotiation = async (...args) => {
    await negotiate(...args)
    if (!isSecure) throw new NoEncryption('The server does not encrypt.')
  }
}

class NoEncryption extends Error {
  override name = 'NoEncryption'
}
