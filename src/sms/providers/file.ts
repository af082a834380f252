import { access, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { OutsideTrouble } from '../../jobs/outside-trouble.ts'
import type { Verdict } from '../../outbox/channel.ts'
import { writeWhole } from '../../outbox/whole-file.ts'
import { goOn, instant, type Who } from '../answer.ts'
import type { IncomingText, OutgoingText, Receipt, SmsProvider } from '../provider.ts'

const who: Who = { name: 'The folder of sms.file', login: 'sms.file.folder' }

const reply = z.strictObject({
  number: z.string(),
  text: z.string(),
  receivedAt: z.string().transform(instant),
})

const receipt = z.strictObject({
  state: z.enum(['pending', 'delivered', 'failed']),
  reason: z.string().optional(),
  sentAt: z.string().transform(instant),
})

const PAGE = 100

/** What can be the name of a file everywhere. */
const SAFE = /^[a-z0-9][a-z0-9._-]{0,99}$/i

/**
 * Texts as files, to try it all without a provider. FOLDER/outgoing/REFERENCE.json is a text that was sent; what is
 * put into FOLDER/replies (`number`, `text`, `receivedAt`) came in, and FOLDER/receipts/REFERENCE.json (`state`,
 * `reason`, `sentAt`) says what became of a text.
 */
export class FileProvider implements SmsProvider {
  readonly name = 'file'
  readonly concurrency = 10
  readonly #folder: string

  constructor(
    settings: { folder: string },
    readonly clock: () => number,
    readonly patience: number,
  ) {
    this.#folder = settings.folder
  }

  /** A file appears whole, or not at all; and one that is there is never written again. */
  async send({ reference, number, text }: OutgoingText): Promise<Verdict> {
    if (!SAFE.test(reference))
      return { kind: 'refused', reason: 'the reference cannot be the name of a file' }
    const file = this.#outgoing(reference)
    const content = { reference, number, text, sentAt: new Date(this.clock()).toISOString() }
    try {
      const isNew = await writeWhole(file, `${JSON.stringify(content, undefined, 2)}\n`)
      const note = 'it was there already, and was left as it was'
      return { kind: 'accepted', providerId: reference, ...(isNew ? {} : { note }) }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { kind: 'stop', reason: `${who.name} cannot be written to (${code}): check ${who.login}` }
    }
  }

  async lookUp(reference: string): Promise<Verdict | 'not found'> {
    if (!SAFE.test(reference)) return 'not found'
    try {
      await access(this.#outgoing(reference))
      return { kind: 'accepted', providerId: reference }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return 'not found'
      return { kind: 'doubtful', reason: `${who.name} cannot be read (${code}): check ${who.login}` }
    }
  }

  async *replies(stop: AbortSignal): AsyncGenerator<IncomingText[]> {
    yield* this.#read('replies', stop, (id, content) => ({ id, ...reply.parse(content) }), 'receivedAt')
  }

  async *receipts(stop: AbortSignal): AsyncGenerator<Receipt[]> {
    yield* this.#read(
      'receipts',
      stop,
      (id, content): Receipt => {
        const { reason, ...rest } = receipt.parse(content)
        return { id, ...rest, ...(reason ? { reason } : {}) }
      },
      'sentAt',
    )
  }

  close(): void {}

  #outgoing(reference: string): string {
    return path.join(this.#folder, 'outgoing', `${reference}.json`)
  }

  /** @throws OutsideTrouble at the end, where a file makes no sense: the others have been told by then */
  async *#read<Key extends string, Row extends Record<Key, string>>(
    kind: 'replies' | 'receipts',
    stop: AbortSignal,
    parse: (id: string, content: unknown) => Row,
    by: Key,
  ): AsyncGenerator<Row[]> {
    const rows: Row[] = []
    const bad: string[] = []
    for (const file of await this.#list(kind)) {
      goOn(who, stop)
      try {
        rows.push(
          parse(file.slice(0, -5), JSON.parse(await readFile(path.join(this.#folder, kind, file), 'utf8'))),
        )
      } catch {
        bad.push(file)
      }
    }
    rows.sort((one, other) => (one[by] < other[by] ? 1 : -1))
    for (let start = 0; start < rows.length; start += PAGE) {
      goOn(who, stop)
      yield rows.slice(start, start + PAGE)
    }
    if (bad.length === 0) return
    const message = `${who.name} has files in ${kind} that make no sense: ${bad.length}, the first ${bad[0]}`
    throw new OutsideTrouble(message, { passes: true })
  }

  async #list(kind: string): Promise<string[]> {
    try {
      return (await readdir(path.join(this.#folder, kind))).filter((file) => file.endsWith('.json')).sort()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return []
      throw new OutsideTrouble(`${who.name} cannot be read (${code}): check ${who.login}`, { passes: true })
    }
  }
}
