import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Verdict } from '../outbox/channel.ts'
import { writeWhole } from '../outbox/whole-file.ts'
import type { Letter } from './compose.ts'
import type { MailTransport } from './transport.ts'

/** Writes each mail to a file in a folder, to try everything without a mail server. Mail programs open such a file. */
export class FolderTransport implements MailTransport {
  readonly provider = 'folder'
  readonly concurrency = 4
  readonly patience = 30_000
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The file appears under its name whole, or not at all, and never replaces one of the same name. */
  async send({ reference, bytes }: Letter): Promise<Verdict> {
    const file = this.#file(reference)
    try {
      // One that is there was written by an earlier attempt that did not live to say so.
      await writeWhole(file, bytes)
      return { kind: 'accepted', providerId: path.basename(file) }
    } catch (error) {
      return { kind: 'stop', reason: cannot((error as NodeJS.ErrnoException).code) }
    }
  }

  async lookUp(reference: string): Promise<Verdict | 'not found'> {
    const file = this.#file(reference)
    return existsSync(file) ? { kind: 'accepted', providerId: path.basename(file) } : 'not found'
  }

  async check(): Promise<{ ok: boolean; words: string }> {
    try {
      await mkdir(this.#folder, { recursive: true })
      await access(this.#folder, constants.W_OK)
      return { ok: true, words: `Mails are written to ${this.#folder}; no mail server is asked.` }
    } catch (error) {
      return { ok: false, words: cannot((error as NodeJS.ErrnoException).code) }
    }
  }

  close(): void {}

  #file(reference: string): string {
    return path.join(this.#folder, `${reference}.eml`)
  }
}

const cannot = (code: string | undefined) => `The folder for mails (mail.folder) cannot be written: ${code}.`
