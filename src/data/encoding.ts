import { closeSync, openSync, readSync } from 'node:fs'

export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252'

/** The bytes cannot be text of the encoding they claim to be. */
export class NotText extends Error {
  override name = 'NotText'
}

const PIECE = 1 << 16

/** What bytes 0x80 to 0x9F are in Windows-1252; some versions of Node read them as Latin-1 instead. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The text of a file, in pieces, whatever it was written in, without byte order mark; and what that was. */
export function textOf(file: string): { encoding: Encoding; pieces: Iterable<string> } {
  const wide = utf16Of(beginning(file))
  if (wide) return { encoding: 'UTF-16', pieces: decoded(file, wide) }
  if (isUtf8(file)) return { encoding: 'UTF-8', pieces: decoded(file, 'utf-8') }
  return { encoding: 'Windows-1252', pieces: western(file) }
}

/** The bytes of a file, in pieces. A piece is overwritten by the next one. */
function* bytesOf(file: string): Generator<Buffer> {
  const handle = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(PIECE)
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      yield buffer.subarray(0, read)
  } finally {
    closeSync(handle)
  }
}

function beginning(file: string): Buffer {
  for (const piece of bytesOf(file)) return piece
  return Buffer.alloc(0)
}

/** By its mark, or by the zero that every second byte of a column's name is. */
function utf16Of([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return 'utf-16be'
  return undefined
}

function isUtf8(file: string): boolean {
  try {
    for (const _ of decoded(file, 'utf-8'));
    return true
  } catch (error) {
    if (error instanceof NotText) return false
    throw error
  }
}

function* decoded(file: string, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for (const piece of bytesOf(file)) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw new NotText(`it begins as ${encoding.toUpperCase()} but is not`)
  }
}

function* western(file: string): Generator<string> {
  for (const piece of bytesOf(file))
    yield piece
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, (byte) => HIGH[byte.charCodeAt(0) - 0x80] as string)
}
