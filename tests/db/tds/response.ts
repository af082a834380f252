import { concat } from './bytes.ts'
import { messageType, packets } from './packets.ts'
import { doneStatus, doneToken, doneType, returnToken } from './tokens.ts'

/** An answer under way: tokens that are gathered, and sent when it ends, or when something goes wrong with it. */
export class Response {
  #tokens: Buffer[] = []
  #failed = 0

  /**
   * @param called a call ends its statements differently from a batch
   * @param size the most that a packet may have
   */
  constructor(
    readonly called: boolean,
    readonly size: number,
  ) {}

  add(...tokens: Buffer[]): void {
    this.#tokens.push(...tokens)
  }

  /** A statement is over, and perhaps not the last one. */
  statementDone(count?: number): void {
    const status = doneStatus.more | (count === undefined ? 0 : doneStatus.count)
    this.add(doneToken(this.called ? doneType.doneInProc : doneType.done, status, count))
  }

  statementFailed(number: number): void {
    this.#failed = number
    this.add(doneToken(this.called ? doneType.doneInProc : doneType.done, doneStatus.more | doneStatus.error))
  }

  /** What there is so far, as packets of a message that goes on. */
  sofar(): Buffer {
    if (this.#tokens.length === 0) return Buffer.alloc(0)
    return this.#packets(false)
  }

  /** The rest of the message: the last statement of a batch, or the call, has nothing after it. */
  end(): Buffer {
    const error = this.#failed ? doneStatus.error : 0
    const last = this.#tokens.at(-1)
    if (this.called) this.add(returnToken(this.#failed), doneToken(doneType.doneProc, error))
    else if (last?.[0] === doneType.done) last[1]! &= ~doneStatus.more
    else this.add(doneToken(doneType.done, error))
    return this.#packets(true)
  }

  /** The end of one that the client no longer wants. */
  interrupted(): Buffer {
    this.add(doneToken(this.called ? doneType.doneProc : doneType.done, doneStatus.error))
    return this.#packets(true)
  }

  #packets(ends: boolean): Buffer {
    const data = concat(...this.#tokens)
    this.#tokens = []
    return packets(messageType.response, data, this.size, ends)
  }
}
