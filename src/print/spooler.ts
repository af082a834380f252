import type { Verdict } from '../outbox/channel.ts'
import type { PrintContent } from './content.ts'
import { CupsSpooler } from './cups.ts'
import { WindowsSpooler } from './windows.ts'

/** What takes pages on this computer and hands them to printers. */
export interface Spooler {
  provider: 'cups' | 'windows'
  /** The longest that any of these takes, in milliseconds. */
  patience: number
  /** @throws SpoolerTrouble */
  printers(): Promise<Printer[]>
  /** Hands it over. Never throws for anything that the spooler does. */
  print(order: PrintOrder): Promise<Verdict>
  /** Whether it has taken the order of this name, where it can tell: see `lookUp` of the channel. */
  lookUp?(order: Pick<PrintOrder, 'name' | 'printer'>): Promise<Verdict | 'not found'>
}

export interface Printer {
  name: string
  /** Stopped: it takes orders, and does not print them for now. Rejecting: it takes none. */
  state: 'ready' | 'stopped' | 'rejecting'
  /** As the spooler says it. */
  why?: string
}

export interface PrintOrder extends Pick<PrintContent, 'printer' | 'copies' | 'sides'> {
  /** Our own name for it: that of the item. */
  name: string
  /** What people see in the printer's queue; no personal data. */
  title: string
  /** A PDF. */
  bytes: Buffer
}

/** The spooler of this computer. */
export const spoolerHere = (): Spooler =>
  process.platform === 'win32' ? new WindowsSpooler() : new CupsSpooler()
