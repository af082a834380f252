import { digestOf, type FileRef } from '../../outbox/file.ts'
import type { ReportDocument } from '../document.ts'
import { bytesOf } from '../formats/bytes.ts'
import { type FormatName, formats } from '../formats/index.ts'

/** The files that a run hands over, each once however many items carry it. */
export class Files {
  readonly all = new Map<string, Buffer>()

  /** How large each is, in bytes. */
  get sizes(): Map<string, number> {
    return new Map([...this.all].map(([digest, { length }]) => [digest, length]))
  }

  /** Only those that something names after all. */
  namedIn(contents: string[]): Map<string, Buffer> {
    return new Map([...this.all].filter(([digest]) => contents.some((content) => content.includes(digest))))
  }

  /** Keeps a file, and says how an item names it. */
  keep(bytes: Buffer, { name, type, cid }: Omit<FileRef, 'digest'>): FileRef {
    const digest = digestOf(bytes)
    this.all.set(digest, bytes)
    return { digest, name, type, ...(cid ? { cid } : {}) }
  }
}

/** A report in one format. */
export interface Rendered {
  bytes: Buffer
  extension: string
  type: string
}

/** Renders a document in any format, each at most once. */
export function renderer(document: ReportDocument): (name: FormatName) => Promise<Rendered> {
  const made = new Map<FormatName, Promise<Rendered>>()
  const render = async (name: FormatName): Promise<Rendered> => {
    const { extension, type } = await formats[name]()
    return { bytes: await bytesOf(document, name), extension, type }
  }
  return (name) => {
    const rendered = made.get(name) ?? render(name)
    made.set(name, rendered)
    return rendered
  }
}
