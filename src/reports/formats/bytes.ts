import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { ReportDocument } from '../document.ts'
import { type FormatName, formats } from './index.ts'

/** The whole report in one format, in memory. */
export async function bytesOf(document: ReportDocument, name: FormatName): Promise<Buffer> {
  const format = await formats[name]()
  const out = new PassThrough()
  const [bytes] = await Promise.all([buffer(out), format.write(document, out)])
  return bytes
}
