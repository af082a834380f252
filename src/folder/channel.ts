import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { Channel, Verdict, Withdrawal } from '../outbox/channel.ts'
import { digestOf } from '../outbox/file.ts'
import type { Item } from '../outbox/item.ts'
import { sweepDrafts, writeWhole } from '../outbox/whole-file.ts'
import { type FolderContent, isFileName, readFolderContent } from './content.ts'
import { verdictOnWriting } from './verdict.ts'

/** Other files of the same name that may be there before it is given up. */
const NAMES = 99

/**
 * Writes files to folders. A file that is there already, the same to the byte, is the one that was to be written, by
 * an attempt that did not live to say so: to write it again changes nothing. Another file is never touched: ours gets
 * a number then.
 */
export class FolderChannel implements Channel {
  readonly kind = 'folder'
  readonly provider = 'folder'
  readonly concurrency = 2
  readonly patience: number
  readonly repeatable = true
  /** Those in which it has looked for what was left behind. */
  readonly #swept = new Set<string>()

  /** @param patience how long a folder may keep silent, ms: a share whose server is gone may do so for ever */
  constructor(patience = 60_000) {
    this.patience = patience
  }

  /** What was to be filed is filed. */
  async reconsider(): Promise<Map<number, Withdrawal>> {
    return new Map()
  }

  filesOf({ content }: Item): string[] {
    const found = readFolderContent(content)
    return found ? [found.file.digest] : []
  }

  async send({ content, files }: Item): Promise<Verdict> {
    const given = readFolderContent(content)
    const bytes = given && files?.get(given.file.digest)
    if (!given || !bytes || !path.isAbsolute(given.path))
      return { kind: 'refused', reason: 'It is not written as a file for a folder is.' }
    if (!isFileName(given.name))
      return { kind: 'refused', reason: 'Its name cannot be that of a file on every system.' }
    const over = new AbortController()
    const silent = wait(this.patience, undefined, { signal: over.signal }).then(
      (): Verdict => ({ kind: 'later', reason: 'The folder did not answer: is its server there?' }),
    )
    try {
      return await Promise.race([this.#write(given, bytes), silent])
    } catch (error) {
      return verdictOnWriting(error as NodeJS.ErrnoException)
    } finally {
      over.abort()
      silent.catch(() => {})
    }
  }

  /** Nothing else remembers files. */
  async settle(): Promise<void> {}

  close(): void {}

  async #write({ path: folder, name, file }: FolderContent, bytes: Buffer): Promise<Verdict> {
    for (let number = 1; number <= NAMES; number += 1) {
      const target = path.join(folder, numbered(name, number))
      // Whoever may look into the folder may read what is in it.
      if ((await writeWhole(target, bytes, { mode: 0o666 })) || (await holds(target, bytes, file.digest))) {
        await this.#sweep(folder)
        return { kind: 'accepted', providerId: path.basename(target) }
      }
    }
    return { kind: 'refused', reason: `There are ${NAMES} other files of its name.` }
  }

  async #sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return
    this.#swept.add(folder)
    await sweepDrafts(folder, Date.now())
  }
}

/** `report.pdf`, `report (2).pdf` … */
function numbered(name: string, number: number): string {
  if (number === 1) return name
  const { name: stem, ext } = path.parse(name)
  return `${stem} (${number})${ext}`
}

/** Whether the file is this one, to the byte. */
async function holds(file: string, bytes: Buffer, digest: string): Promise<boolean> {
  const there = await stat(file)
  return (
    there.isFile() && there.size === bytes.length && digestOf(await buffer(createReadStream(file))) === digest
  )
}
