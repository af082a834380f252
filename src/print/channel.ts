import { nearest } from '../config/suggest.ts'
import type { Session } from '../db/database.ts'
import type { Channel, Settled, Verdict, Withdrawal } from '../outbox/channel.ts'
import { enqueueAll } from '../outbox/enqueue.ts'
import type { Item } from '../outbox/item.ts'
import { type PrintContent, readPrintContent } from './content.ts'
import { fallbackFor } from './fallback.ts'
import { type Printer, type Spooler, spoolerHere } from './spooler.ts'
import { SpoolerTrouble } from './trouble.ts'

/** Hands pages to the spooler of this computer: that it took them is all that can be known. */
export class PrintChannel implements Channel {
  readonly kind = 'print'
  readonly provider: string
  readonly concurrency = 2
  readonly patience: number
  readonly lookUp?: Channel['lookUp']
  readonly #spooler: Spooler

  constructor(spooler = spoolerHere()) {
    this.#spooler = spooler
    this.provider = spooler.provider
    this.patience = spooler.patience
    if (spooler.lookUp)
      this.lookUp = async ({ reference, recipient }) =>
        spooler.lookUp!({ name: reference, printer: recipient })
  }

  /** What was to be printed is to be printed. */
  async reconsider(): Promise<Map<number, Withdrawal>> {
    return new Map()
  }

  filesOf({ content }: Item): string[] {
    const found = readPrintContent(content)
    return found ? [found.file.digest] : []
  }

  async send(item: Item): Promise<Verdict> {
    const content = readPrintContent(item.content)
    const bytes = content && item.files?.get(content.file.digest)
    if (!content || !bytes || content.file.type !== 'application/pdf')
      return { kind: 'refused', reason: 'It is not written as something to be printed is.' }
    const obstacle = await this.#obstacle(content)
    // Somebody is to have it in time: it goes by mail instead, and does not wait until a person sees to the printer.
    if (obstacle && content.fallback) return { kind: 'refused', reason: obstacle.reason }
    if (obstacle) return obstacle
    const { printer, copies, sides } = content
    return this.#spooler.print({ printer, copies, sides, name: item.reference, title: item.title, bytes })
  }

  /** What could not be printed is mailed, where it says so. */
  async settle(session: Session, changes: Settled[], now: number): Promise<void> {
    const mails = changes.flatMap((change) => fallbackFor(change) ?? [])
    if (mails.length > 0) await enqueueAll(session, mails, now)
  }

  close(): void {}

  /** Why nothing can be handed over now, if so. */
  async #obstacle({ printer }: PrintContent): Promise<(Verdict & { reason: string }) | undefined> {
    try {
      const printers = await this.#spooler.printers()
      const found = printers.find(({ name }) => name === printer)
      if (!found) return { kind: 'refused', reason: unknownPrinter(printer, printers) }
      if (found.state !== 'ready') return { kind: 'later', reason: notReady(found) }
      return undefined
    } catch (error) {
      if (!(error instanceof SpoolerTrouble)) throw error
      return { kind: 'stop', reason: error.message }
    }
  }
}

/** What is wrong with a name that is none of a printer, and which there are. */
export function unknownPrinter(printer: string, printers: Printer[]): string {
  const names = printers.map(({ name }) => name)
  if (names.length === 0) return `There is no printer ${printer}: this computer has none at all.`
  const near = nearest(printer, names)
  const all = names.length > 10 ? 'See: pars-auto print printers.' : `This computer has: ${names.join(', ')}.`
  return `There is no printer ${printer}. ${near ? `Did you mean ${near}? ` : ''}${all}`
}

const STATES = {
  stopped: 'is stopped, and would keep it for later',
  rejecting: 'takes no orders',
}

export function notReady({ name, state, why }: Printer): string {
  const cause = why ? ` (${why})` : ''
  return `The printer ${name} ${STATES[state as keyof typeof STATES]}${cause}.`
}
