import { ulonglong } from './bytes.ts'
import { failure, type Step, type TransactionChange } from './replies.ts'
import type { TdsRequest } from './requests.ts'
import { changeToken } from './tokens.ts'

const none = Buffer.alloc(8)
const nothing = Buffer.alloc(0)

/** The victim of a deadlock, and of a conflict under snapshot isolation. */
export const endsTransaction = new Set([1205, 3960])

/** The transaction of one connection, and how its client hears of it: ENVCHANGE, [MS-TDS] 2.2.7.9, types 8 to 10. */
export class SessionTransaction {
  #descriptor: Buffer = none
  #begun = 0n
  readonly #savepoints = new Set<string>()

  constructor(readonly connection: number) {}

  get open(): boolean {
    return !this.#descriptor.equals(none)
  }

  /** Whether a request with this descriptor is a part of it. */
  includes(descriptor: Buffer | undefined): boolean {
    return this.open && descriptor !== undefined && this.#descriptor.equals(descriptor)
  }

  became(change: TransactionChange): Buffer[] {
    const before = this.#descriptor
    if (change === 'begun') {
      this.#begun += 1n
      this.#descriptor = ulonglong((BigInt(this.connection) << 32n) | this.#begun)
      return [changeToken('begun', this.#descriptor, nothing)]
    }
    if (!this.open) return []
    this.#descriptor = none
    this.#savepoints.clear()
    return [changeToken(change, nothing, before)]
  }

  /** Does what a request asks, if it is about the transaction. @returns what to say of it, or why not */
  carryOut({ kind, sql: name }: TdsRequest): Buffer[] | Step {
    if (kind === 'begin') return this.became('begun')
    if (kind === 'save') this.#savepoints.add(name)
    if (kind === 'commit') return this.open ? this.became('committed') : without(3902, 'COMMIT')
    if (kind === 'rollback') {
      if (!this.open) return without(3903, 'ROLLBACK')
      return this.#savepoints.has(name) ? [] : this.became('rolledBack')
    }
    return []
  }

  /** As sp_reset_connection does; the answer is type 18 of the same. */
  reset(): Buffer[] {
    this.#descriptor = none
    this.#savepoints.clear()
    return [changeToken('reset', nothing, nothing)]
  }
}

const without = (number: number, what: string) =>
  failure(number, `The ${what} TRANSACTION request has no corresponding BEGIN TRANSACTION.`)
