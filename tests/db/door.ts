import { createServer, connect as dial, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { readConnection } from '../../src/config/connection-string.ts'
import { hostOf } from '../../src/config/server-name.ts'
import { SERVER } from '../database.ts'

/** The test server behind a door that counts who comes in. */
export interface Door {
  /** Connections so far. */
  count: number
  /** A connection string that leads through it. */
  with(password?: string): string
}

export async function doorToServer(): Promise<Door> {
  const { settings = {} } = readConnection(SERVER ?? '')
  const { server, port = 1433 } = hostOf(settings.server ?? '')
  const open = new Set<Socket>()
  const listener = createServer((inside) => {
    door.count += 1
    const outside = dial(port, server)
    for (const [socket, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => other.destroy())
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    listener.close()
  })
  const address = listener.address() as { port: number }
  const door: Door = {
    count: 0,
    with: (password = settings.password) =>
      `Server=127.0.0.1,${address.port};Database=${settings.name};User Id=${settings.user};Password={${password}};Encrypt=no`,
  }
  return door
}
