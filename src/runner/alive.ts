import { randomBytes } from 'node:crypto'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Host } from './host.ts'

/**
 * Proof of life. Whoever runs a job listens on a socket (a named pipe on Windows) named by the run's token. The
 * operating system refuses a connection to a listener that died, however it died, and keeps accepting for one
 * that is merely busy or paused: so *refused* is proof of death, and nothing else is. The socket is there before
 * the claim that names it, and `work` claims and runs under it.
 */
export async function provablyAlive<T>(work: (token: string) => Promise<T>): Promise<T> {
  const token = randomBytes(16).toString('hex')
  const server = net.createServer((socket) => socket.destroy())
  server.unref()
  const address = addressOf(token)
  await new Promise<void>((resolve) => {
    // Without a socket the run is merely harder to prove dead: its lease has to expire.
    server.once('error', () => resolve())
    server.listen(address, resolve)
  })
  allowEveryone(address)
  const end = () => new Promise<void>((resolve) => server.close(() => resolve()))
  try {
    const done = await work(token)
    await end()
    return done
  } catch (error) {
    await end()
    leaveTraces(address)
    throw error
  }
}

/**
 * Closing the socket removes its file, which would say nothing. Whoever ends without having given the lease back, as
 * when the database is gone, leaves one behind as a killed process does: connecting to it is refused.
 */
function leaveTraces(address: string): void {
  if (process.platform === 'win32') return
  try {
    writeFileSync(address, '')
  } catch {
    // Then the lease has to run out.
  }
}

/** True only when the holder is certainly gone. A holder elsewhere, or one we may not ask, is not certain. */
export async function isDead(
  holder: { token: string; host: string; boot: string },
  here: Host,
): Promise<boolean> {
  if (holder.host !== here.name) return false
  if (isEarlierBoot(holder.boot, here.boot)) return true
  return (await ask(holder.token)) === 'dead'
}

/** True only when the holder is certainly there, on this machine. */
export const isAlive = async (token: string): Promise<boolean> => (await ask(token)) === 'alive'

function ask(token: string): Promise<'alive' | 'dead' | 'uncertain'> {
  return new Promise((resolve) => {
    const socket = net.connect(addressOf(token))
    const answer = (state: 'alive' | 'dead' | 'uncertain') => {
      socket.destroy()
      resolve(state)
    }
    socket.setTimeout(1000, () => answer('uncertain'))
    socket.once('connect', () => answer('alive'))
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      answer(provesDeath(code) ? 'dead' : 'uncertain'),
    )
  })
}

/** Only of the very same machine can another boot be told to be an earlier one: clones may share a name. */
function isEarlierBoot(holder: string, here: string): boolean {
  const [machine, boot] = holder.split(' ')
  const [thisMachine, thisBoot] = here.split(' ')
  return machine !== '' && machine === thisMachine && boot !== thisBoot
}

/** A killed process leaves the file of its socket behind. */
export function removeTraces(token: string): void {
  if (process.platform === 'win32') return
  try {
    rmSync(addressOf(token), { force: true })
  } catch {
    // It belongs to another account: the system clears its temporary folder some day.
  }
}

/**
 * A Unix socket leaves its file behind, and connecting to it is refused. A missing file proves nothing (another
 * /tmp, a container); a Windows pipe, though, exists exactly as long as its owner.
 */
const provesDeath = (code: string | undefined) =>
  code === 'ECONNREFUSED' || (process.platform === 'win32' && code === 'ENOENT')

const addressOf = (token: string) =>
  process.platform === 'win32'
    ? `\\\\.\\pipe\\pars-auto-${token}`
    : path.join(os.tmpdir(), `pars-auto-${token}.sock`)

/** The tick may run as a service account, and a person must be able to ask all the same. */
function allowEveryone(address: string): void {
  if (process.platform === 'win32') return
  try {
    chmodSync(address, 0o666)
  } catch {
    // Then only the same account can ask, and others wait for the lease.
  }
}
