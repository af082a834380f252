import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import type { SmtpSettings, Trust } from '../../src/mail/smtp.ts'

const pem = (name: string) => readFileSync(`tests/mail/certificates/${name}.pem`, 'utf8')

/** What trusts the certificate of these servers. */
export const trust: Trust = { ca: pem('localhost') }

export const certificate = (name: 'localhost' | 'elsewhere') => ({ cert: pem(name), key: pem(`${name}-key`) })

/** A mail that a server took. */
interface Arrived {
  from: string
  to: string[]
  /** As it came, line ends included. */
  raw: string
  user?: string
  encrypted: boolean
  mail: ParsedMail
}

export interface MailServer {
  port: number
  arrived: Arrived[]
  /** How often somebody connected. */
  connections: number
  /** Ends every connection, without a word. */
  drop(): void
}

/** Says no with a number, as `throw no(550, 'go away')` in a handler of `mailServer`. */
export const no = (responseCode: number, message: string) =>
  Object.assign(new Error(message), { responseCode })

/** What a server does at each step; it refuses by throwing, and is silent for ever with `silence`. */
export interface Manners {
  onConnect?: () => void
  onAuth?: (auth: SMTPServerAuthentication) => string
  onMail?: (address: string, drop: () => void) => void | Promise<void>
  onRcpt?: (address: string, drop: () => void) => void | Promise<void>
  /** At the end of the mail, before the answer. */
  onMailEnd?: (drop: () => void) => void | Promise<void>
}

/** No answer, ever. */
export const silence = new Promise<never>(() => {})

/** A real SMTP server in this process. Without more it takes everything, in the clear, from anybody. */
export async function mailServer(
  manners: Manners = {},
  options: SMTPServerOptions = {},
): Promise<MailServer> {
  const arrived: Arrived[] = []
  const seen = { connections: 0 }
  // Not the sockets below: to destroy one under an encrypted one kills Node 20.
  const drop = () => {
    const { connections } = server as unknown as { connections: Set<{ _socket: Socket }> }
    for (const { _socket } of connections) _socket.destroy()
  }
  const answer = (work: () => unknown, done: (error?: Error | null, reply?: never) => void) => {
    Promise.resolve()
      .then(work)
      .then((reply) => done(null, reply as never), done)
  }
  const server = new SMTPServer({
    ...certificate('localhost'),
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS', ...(manners.onAuth ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    closeTimeout: 10,
    onConnect: (_session, done) => {
      seen.connections += 1
      answer(() => manners.onConnect?.(), done)
    },
    onAuth: (auth, _session, done) => answer(() => ({ user: manners.onAuth?.(auth) }), done),
    onMailFrom: ({ address }, _session, done) => answer(() => manners.onMail?.(address, drop), done),
    onRcptTo: ({ address }, _session, done) => answer(() => manners.onRcpt?.(address, drop), done),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () =>
        answer(async () => {
          await manners.onMailEnd?.(drop)
          const raw = Buffer.concat(chunks).toString('utf8')
          const { mailFrom, rcptTo } = session.envelope
          arrived.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw,
            ...(session.user ? { user: session.user } : {}),
            encrypted: session.secure,
            mail: await simpleParser(raw),
          })
        }, done),
      )
    },
    ...options,
  })
  // A client that goes away in the middle, or distrusts the certificate, is no trouble of the server's.
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
      }),
  )
  return {
    port: (server.server.address() as AddressInfo).port,
    arrived,
    get connections() {
      return seen.connections
    },
    drop,
  }
}

/** A server that says exactly what it is told: its greeting, then an answer to each line, or none. */
export async function rudeServer(
  greeting: string,
  answer: (line: string, socket: Socket) => string | undefined,
): Promise<{ port: number; lines: string[] }> {
  const lines: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write(greeting)
    let rest = ''
    socket.on('data', (data) => {
      const parts = (rest + data).split('\r\n')
      rest = parts.pop()!
      for (const line of parts) {
        lines.push(line)
        const said = answer(line, socket)
        if (said) socket.write(said)
      }
    })
  })
  return { port: await listen(server), lines }
}

/** A real HTTP server that gives out tokens, or does not. */
export async function tokenServer(
  answer: (form: URLSearchParams) => { status: number; body: string; location?: string } | undefined,
): Promise<{ url: string; asked: URLSearchParams[] }> {
  const asked: URLSearchParams[] = []
  const server = createHttpServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const form = new URLSearchParams(body)
      asked.push(form)
      const said = answer(form)
      if (!said) return
      const { status, body: words, location } = said
      const headers = { 'content-type': 'application/json', ...(location ? { location } : {}) }
      response.writeHead(status, headers).end(words)
    })
  })
  const port = await listen(server)
  return { url: `http://127.0.0.1:${port}/tenant/oauth2/v2.0/token`, asked }
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listen(server: Server): Promise<number> {
  const open = new Set<Socket>()
  server.on('connection', (socket) => open.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return (server.address() as AddressInfo).port
}

/** The settings for a server of these, without encryption unless said otherwise. */
export const smtpTo = (port: number, more: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  timeout: 5000,
  ...more,
})
