import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'

export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252'

/** The bytes cannot be text of the encoding they claim to be. */
export class NotText extends Error {
  override name = 'NotText'
}

const CHUNK = 1 << 17

/** What bytes 0x80 to 0x9F are in Windows-1252; some versions of Node read them as Latin-1 instead. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The file as UTF-8 without byte order mark, whatever it was written in; and what that was. */
export async function asUtf8(
  file: string,
): Promise<{ encoding: Encoding; chunks: () => AsyncGenerator<Buffer> }> {
  const start = await beginning(file)
  const wide = utf16Of(start)
  if (wide) {
    const decoder = () => new TextDecoder(wide, { fatal: true })
    return { encoding: 'UTF-16', chunks: () => decoded(file, decoder()) }
  }
  if (await isUtf8(file)) return { encoding: 'UTF-8', chunks: () => withoutMark(file) }
  return { encoding: 'Windows-1252', chunks: () => western(file) }
}

async function beginning(file: string): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** By its mark, or by the zero that every second byte of a column's name is. */
function utf16Of([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return 'utf-16be'
  return undefined
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }))
      decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false
    throw error
  }
}

async function* withoutMark(file: string): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
    first = false
    yield marked ? chunk.subarray(3) : chunk
  }
}

async function* decoded(file: string, decoder: InstanceType<typeof TextDecoder>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }))
      yield Buffer.from(decoder.decode(chunk, { stream: true }))
    yield Buffer.from(decoder.decode())
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw new NotText('it begins as UTF-16 but is not')
  }
}

async function* western(file: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    const latin = (chunk as Buffer).toString('latin1')
    yield Buffer.from(latin.replace(/[\x80-\x9f]/g, (byte) => HIGH[byte.charCodeAt(0) - 0x80] as string))
  }
}
