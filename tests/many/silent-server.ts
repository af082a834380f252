import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server that takes connections and never says a word. */
export async function silentServer(): Promise<{
  port: number
  callers: Socket[]
  called: Promise<unknown>
}> {
  const callers: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    callers.push(socket)
  })
  const called = once(server, 'connection')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const caller of callers) caller.destroy()
    server.close()
  })
  return { port: (server.address() as { port: number }).port, callers, called }
}

/** The config of a school whose server is at that port, in the folder of a trust. */
export const onServer = (port: number, jobs: string) =>
  `school: { name: Hanging }\ndatabase: { type: sqlserver, server: 127.0.0.1, port: ${port}, name: pars, user: pars, password: '\${PASSWORD_OF_HANGING}' }\nenvFile: ../secrets.env\njobs:\n${jobs}\n`
