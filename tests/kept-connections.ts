import sql from 'mssql'
import type { Connection } from 'tedious'
import { afterAll } from 'vitest'

/** By the settings of the pools they were made for. */
const kept = new Map<string, Connection[]>()

/**
 * Connections to the server of the tests outlive the pools they were made for: a test runs the program many times,
 * and each time would log in anew. Whoever gets one gets it reset, as from a pool.
 */
export function keepConnections(): void {
  const pools = sql.ConnectionPool.prototype as unknown as PoolInside
  const { _poolCreate: create, _poolDestroy: destroy } = pools

  pools._poolCreate = async function () {
    const same = kept.get(keyOf(this))
    for (let connection = same?.pop(); connection; connection = same?.pop())
      if (isWell(connection) && (await isReset(connection))) return connection
    return create.call(this)
  }

  pools._poolDestroy = async function (connection) {
    if (!isWell(connection)) return destroy.call(this, connection)
    const key = keyOf(this)
    kept.set(key, [...(kept.get(key) ?? []), connection])
  }

  afterAll(() => {
    for (const connection of [...kept.values()].flat()) connection.close()
    kept.clear()
  })
}

/** Ends those of a login that is about to go: as long as it is logged in, a server does not drop it. */
export async function endConnectionsOf(login: string): Promise<void> {
  for (const [key, connections] of kept) {
    if ((JSON.parse(key) as sql.config).user !== login) continue
    kept.delete(key)
    for (const connection of connections.filter(isWell))
      await new Promise((resolve) => {
        connection.once('end', resolve)
        connection.close()
      })
  }
}

/** What mssql's pool and tedious' connection have behind their types. */
interface PoolInside {
  config: sql.config
  _poolCreate(): Promise<Connection>
  _poolDestroy(connection: Connection): Promise<void>
}
interface ConnectionInside {
  closed: boolean
  inTransaction: boolean
  state: { name: string }
  socket?: { destroyed: boolean; writable: boolean }
}

/** Functions among the settings are left out. */
const keyOf = ({ config }: PoolInside) => JSON.stringify(config)

function isWell(connection: Connection): boolean {
  const { closed, inTransaction, state, socket } = connection as unknown as ConnectionInside
  return !closed && !inTransaction && state.name === 'LoggedIn' && socket?.writable === true
}

const isReset = (connection: Connection) =>
  new Promise<boolean>((resolve) => connection.reset((error) => resolve(!error)))
