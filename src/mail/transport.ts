import type { MailSettings } from '../config/outgoing.ts'
import type { Verdict } from '../outbox/channel.ts'
import type { Letter } from './compose.ts'
import { FolderTransport } from './folder.ts'
import { SmtpTransport, type Trust } from './smtp.ts'

/** What takes a mail that is put together: a mail server, or a folder in its place. */
export interface MailTransport {
  provider: 'smtp' | 'folder'
  /** How many it is given side by side. */
  concurrency: number
  /** The longest that `send` takes, in milliseconds. */
  patience: number
  /** Never throws for anything that the other side does. */
  send(letter: Letter): Promise<Verdict>
  /** Whether it has the mail of a reference, where it can tell. */
  lookUp?(reference: string): Promise<Verdict | 'not found'>
  /**
   * Goes as far as it can without sending anything.
   * @returns what was found, in words, and whether a mail could be sent
   */
  check(): Promise<Looked>
  close(): void
}

export interface Looked {
  ok: boolean
  words: string
  /** Until when the certificate of the server is good, epoch ms; of an encrypted connection. */
  certifiedUntil?: number
}

/** @param trust certificates to trust besides those that this computer trusts */
export function mailTransport({ smtp, folder }: MailSettings, trust?: Trust): MailTransport {
  if (folder) return new FolderTransport(folder)
  if (smtp) return new SmtpTransport(smtp, trust)
  throw new Error('The mail section has neither smtp nor folder')
}
