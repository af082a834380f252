import type { Verdict } from '../outbox/channel.ts'

/**
 * A company that carries texts, behind one interface. Each adapter is one file in `providers/`; what they share
 * (connections, time limits, what an HTTP fault means) is in `http.ts`.
 */
export interface SmsProvider {
  name: 'file' | 'notify' | 'esendex' | 'twilio'
  /** How many requests it is asked at once. */
  concurrency: number
  /** The longest that `send` takes, in milliseconds, before it answers `doubtful`. */
  patience: number
  send(text: OutgoingText): Promise<Verdict>
  /**
   * Whether it has a text, by our own reference; absent where it cannot be asked. Never a guess by number and words.
   * @returns `accepted` where it has it, `doubtful` where it could not be asked just now
   */
  lookUp?(reference: string): Promise<Verdict | 'not found'>
  /**
   * Texts that came in, a page at a time, newest first, each page as it is now; ends with the last page. One text may
   * come twice, and a page may be a little out of order.
   * @param since what came in before is known already, and may be left out: an instant as in `receivedAt`
   * @throws OutsideTrouble where the list could not be read to its end: what was not yielded was not seen
   */
  replies(stop: AbortSignal, since?: string): AsyncIterable<IncomingText[]>
  /**
   * What became of texts that were sent, in the same way. There are texts in it that others sent on the account.
   * @throws OutsideTrouble likewise
   */
  receipts(stop: AbortSignal): AsyncIterable<Receipt[]>
  /**
   * What is left on the account, in the provider's own words, such as `412 texts`; absent where it cannot be asked.
   * @throws OutsideTrouble where it could not be asked just now
   */
  credit?(): Promise<string>
  /**
   * What can be learned without sending where there is no credit to ask for: that the login is accepted, and that texts
   * can be made. In words, as a clause.
   * @throws OutsideTrouble where anything is wrong
   */
  look?(): Promise<string>
  close(): void
}

export interface OutgoingText {
  /** Our own name for it; told to the provider where it takes one. */
  reference: string
  /** E.164. */
  number: string
  text: string
}

export interface IncomingText {
  /** What the provider calls it. */
  id: string
  /** Where it came from, as the provider writes it. */
  number: string
  text: string
  /** ISO 8601 in UTC with milliseconds. */
  receivedAt: string
}

export interface Receipt {
  /** What the provider calls the text. */
  id: string
  state: 'pending' | 'delivered' | 'failed'
  /** Why it failed, for people; never personal data. */
  reason?: string
  /** When the text was sent, ISO 8601 in UTC with milliseconds: pages of texts that are older need not be asked for. */
  sentAt: string
}
