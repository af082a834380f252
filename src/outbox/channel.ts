import type { Session } from '../db/database.ts'
import type { School } from '../runner/school.ts'
import type { Item, Kind, State } from './item.ts'

/**
 * How one kind of item leaves: the adapter behind the outbox. The outbox decides what is sent, once; the channel
 * carries it, and says what certainly happened and what did not.
 */
export interface Channel {
  kind: Kind
  /** Who carries it: `notify`, `smtp` … It stands in the item's `provider`. */
  provider: string
  /** How many are sent side by side. */
  concurrency: number
  /** The longest that one `send` or `lookUp` may take, in milliseconds: it answers by then, whatever happens. */
  patience: number
  /** How many a second the provider takes, where it says so; sending begins no faster. */
  perSecond?: number
  /**
   * Looks again at items that are about to be sent, in the transaction that marks them as `sending`.
   * @returns for those that are no longer wanted, by id: why, for people
   */
  reconsider(session: Session, items: Item[], now: number): Promise<Map<number, Withdrawal>>
  /** Digests of the files without which an item is not sent. They come with it, in `files`. */
  filesOf?(item: Item): string[]
  /**
   * To send an item again comes to the same as to send it once. One that was left half-way then goes back to the
   * queue by itself, and nobody is asked.
   */
  repeatable?: true
  /** Sends one item. Never throws for anything that the other side does. */
  send(item: Item): Promise<Verdict>
  /**
   * Asks the provider whether it has the item, by our own reference. Only a positive answer counts; absent where the
   * provider cannot be asked.
   */
  lookUp?(item: Item): Promise<Verdict | 'not found'>
  /**
   * What goes with a change of state, in its transaction: the contact log, the school's own queue. It is not told of
   * `sending`, nor of an item that goes back from `sending` to `queued`; in `changes` each item is as it was before.
   */
  settle(session: Session, changes: Settled[], now: number): Promise<void>
  close(): void
}

/**
 * The way out for each kind, by what the config says; undefined where it says nothing. To make one is cheap:
 * connections are opened when something is sent.
 */
export type Channels = Partial<Record<Kind, (school: School) => Channel | undefined>>

/** What came of handing an item to its provider. */
export type Verdict =
  /** The provider has taken it. */
  | { kind: 'accepted'; providerId?: string; note?: string }
  /** It certainly did not, and never will: a wrong number, a refused text. */
  | { kind: 'refused'; reason: string }
  /** It certainly did not, this time: it may be tried again, after `retryAfter` milliseconds where that is known. */
  | { kind: 'later'; reason: string; retryAfter?: number }
  /** Likewise, and it concerns every item of the kind: wrong password, no credit, rate limit, server down. */
  | { kind: 'stop'; reason: string; retryAfter?: number }
  /** Nobody knows: the connection broke or the answer made no sense after the item had been handed over. */
  | { kind: 'doubtful'; reason: string }

/** Why an item is not sent after all. */
export interface Withdrawal {
  state: 'withdrawn' | 'expired'
  reason: string
}

/** An item that has come to a new state. */
export interface Settled {
  item: Item
  state: State
  reason?: string
  /** A person has decided that. */
  decided?: true
  /** Reference of the item that a person has sent in its place; what belonged to this one belongs to that from now on. */
  replacedBy?: string
}
