/** The shapes of [MS-TDS] 2.2.5.1 and 2.2.5.2: numbers little-endian, text in UTF-16, a length before what varies. */

export const concat = (...parts: Buffer[]): Buffer => Buffer.concat(parts)

export const byte = (...values: number[]): Buffer => Buffer.from(values)

/** @param size bytes, 6 at most */
export function number(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  bytes.writeUIntLE(value, 0, size)
  return bytes
}

export const ushort = (value: number): Buffer => number(value, 2)
export const ulong = (value: number): Buffer => number(value, 4)

export function ulonglong(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

export const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')

/** B_VARCHAR: characters counted in one byte. */
export const bVarchar = (text: string): Buffer => concat(byte(text.length), utf16(text))

/** US_VARCHAR: characters counted in two. */
export const usVarchar = (text: string): Buffer => concat(ushort(text.length), utf16(text))

/** B_VARBYTE: bytes counted in one. */
export const bVarbyte = (bytes: Buffer): Buffer => concat(byte(bytes.length), bytes)

/** Reads such bytes from front to back; one byte too many is an error. */
export class Reader {
  #at = 0

  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.#at >= this.bytes.length
  }

  take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.bytes.length) throw new RangeError(`a message ends ${end - this.bytes.length} bytes early`)
    const taken = this.bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  rest = (): Buffer => this.take(this.bytes.length - this.#at)
  byte = (): number => this.take(1).readUInt8()
  ushort = (): number => this.take(2).readUInt16LE()
  ulong = (): number => this.take(4).readUInt32LE()
  ulonglong = (): bigint => this.take(8).readBigUInt64LE()
  utf16 = (characters: number): string => this.take(characters * 2).toString('utf16le')
  bVarchar = (): string => this.utf16(this.byte())
}
