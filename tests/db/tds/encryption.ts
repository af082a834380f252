import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import { MessageReader, messageType, packets } from './packets.ts'

export interface Certificate {
  key: string
  cert: string
}

/** The first byte of a TLS record with data, not handshake: RFC 8446 5.1. No TDS message has this type. */
const applicationData = 0x17

/**
 * What a client and a server say to each other in the clear, inside, and encrypted on the socket.
 *
 * The handshake travels in PRELOGIN messages, the records after it do not: [MS-TDS] 2.2.6.5. So TLS 1.2 at most, as
 * with servers: the last word of a later one's handshake comes when the client has gone on.
 */
export function encrypted(socket: Socket, certificate: Certificate): TLSSocket {
  const secureContext = createSecureContext({ ...certificate, maxVersion: 'TLSv1.2' })
  const inside = new TLSSocket(new Handshake(socket), { isServer: true, secureContext })
  // A client that distrusts the certificate goes away; that is the client's affair.
  inside.on('error', () => socket.destroy())
  return inside
}

class Handshake extends Duplex {
  #over = false
  readonly #messages = new MessageReader()

  constructor(readonly socket: Socket) {
    super()
    socket.on('data', (chunk) => this.#arrived(chunk))
    socket.on('close', () => this.destroy())
  }

  #arrived(chunk: Buffer): void {
    // The client is the first to speak after the handshake, and waits for an answer before that.
    if (this.#messages.atRest && chunk[0] === applicationData) this.#over = true
    if (this.#over) this.push(chunk)
    else for (const { data } of this.#messages.read(chunk)) this.push(data)
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.socket.write(this.#over ? chunk : packets(messageType.prelogin, chunk, 4096, true), () => done())
  }

  /** What is written at once is one message: a client takes just one in answer to each of its own. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary' as BufferEncoding, done)
  }
}
