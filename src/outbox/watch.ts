import type { Verdict } from './channel.ts'
import type { Standing } from './lease.ts'
import type { Trouble } from './trouble.ts'

/** So many doubtful ones in a row are an outage: not all of the queue is to become unknown because of it. */
const DOUBTS = 5

/** Watches what the provider answers, and says when to stop asking. */
export class Watch {
  /** Why nothing more is to be begun. */
  trouble: Trouble | undefined
  /** The provider has taken one, or refused one for good: the way is open. */
  isOpen = false
  #doubts = 0
  /** There was trouble before: it is tried with great care until something goes. */
  readonly #isCareful: boolean

  constructor(standing: Standing) {
    this.#isCareful = standing.pauses > 0
  }

  /** How many are sent side by side, of so many at most. */
  atOnce(most: number): number {
    return this.#isCareful && !this.isOpen ? 1 : most
  }

  see(verdict: Verdict): void {
    switch (verdict.kind) {
      case 'accepted':
      case 'refused':
        this.isOpen = true
        this.#doubts = 0
        return
      case 'stop':
        this.trouble ??= {
          reason: verdict.reason,
          ...(verdict.retryAfter === undefined ? {} : { retryAfter: verdict.retryAfter }),
        }
        return
      case 'doubtful':
        this.#doubts += 1
        if (this.#doubts >= this.atOnce(DOUBTS))
          this.trouble ??= {
            reason: `${counted(this.#doubts)} without an answer that makes sense. ${verdict.reason}`,
          }
    }
  }

  /** The trouble is dealt with. */
  forget(): void {
    this.trouble = undefined
    this.isOpen = false
    this.#doubts = 0
  }
}

const counted = (doubts: number) => (doubts === 1 ? 'One went' : `${doubts} in a row went`)
