import { byte, concat } from './bytes.ts'

/** The types of message that this endpoint knows: [MS-TDS] 2.2.3.1.1. */
export const messageType = {
  batch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  bulk: 0x07,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const

/** The bits of a packet's status: [MS-TDS] 2.2.3.1.2. */
const status = { endOfMessage: 0x01, ignore: 0x02, reset: 0x08, resetKeepingTransaction: 0x10 } as const

const headerLength = 8

export interface Message {
  type: number
  data: Buffer
  /** The client thought better of it while it was sending. */
  ignored: boolean
  /** The session is to be as new before this is carried out. */
  reset: boolean
}

/** Puts messages together from what arrives, however it was cut. */
export class MessageReader {
  #arrived: Buffer = Buffer.alloc(0)
  #parts: Buffer[] = []
  #bits = 0

  /** Nothing of a next message is here yet. */
  get atRest(): boolean {
    return this.#arrived.length === 0 && this.#parts.length === 0
  }

  *read(chunk: Buffer): Generator<Message> {
    this.#arrived = concat(this.#arrived, chunk)
    while (this.#arrived.length >= headerLength) {
      const length = this.#arrived.readUInt16BE(2)
      if (this.#arrived.length < length) return
      const packet = this.#arrived.subarray(0, length)
      this.#arrived = this.#arrived.subarray(length)
      this.#parts.push(packet.subarray(headerLength))
      this.#bits |= packet[1]!
      if (!(packet[1]! & status.endOfMessage)) continue
      const data = concat(...this.#parts)
      const bits = this.#bits
      this.#parts = []
      this.#bits = 0
      yield {
        type: packet[0]!,
        data,
        ignored: (bits & status.ignore) > 0,
        reset: (bits & (status.reset | status.resetKeepingTransaction)) > 0,
      }
    }
  }
}

/**
 * Cuts into packets.
 * @param size the most that one may have, with its header
 * @param ends whether the message ends with the last of them
 */
export function packets(type: number, data: Buffer, size: number, ends: boolean): Buffer {
  const cut: Buffer[] = []
  for (let from = 0; from === 0 || from < data.length; from += size - headerLength) {
    const part = data.subarray(from, from + size - headerLength)
    const last = ends && from + part.length >= data.length
    const header = byte(type, last ? status.endOfMessage : 0, 0, 0, 0, 0, cut.length + 1, 0)
    header.writeUInt16BE(part.length + headerLength, 2)
    cut.push(header, part)
  }
  return concat(...cut)
}
