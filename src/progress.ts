import type { Writable } from 'node:stream'

/** What is quick needs no progress; after so many ms somebody wonders. */
const QUIET = 1500
/** A line is written over at most so often, ms. */
const EVERY = 250

/**
 * How far long work has come, for a person who waits for it: a line on the terminal that is written over, and gone when
 * something else is said. In a pipe, a file or the scheduler's log nothing is to be seen of it.
 */
export class Progress {
  readonly #terminal: Writable | undefined
  readonly #clock: () => number
  /** Of the work that is being told of, epoch ms. */
  #since: number | undefined
  #shown: number | undefined

  /** @param clock epoch ms */
  constructor(terminal: Writable | undefined, clock: () => number) {
    this.#terminal = terminal
    this.#clock = clock
  }

  /** @param line `remove-mark-owners: 12,000 rows`. May be called for every row: most calls show nothing. */
  tell(line: string): void {
    if (!this.#terminal) return
    const now = this.#clock()
    this.#since ??= now
    if (now - this.#since < QUIET || (this.#shown !== undefined && now - this.#shown < EVERY)) return
    this.#shown = now
    this.#terminal.write(`\r\u001B[K${line} …`)
  }

  /** The work is over, or something else is to be said. */
  clear(): void {
    if (this.#shown !== undefined) this.#terminal?.write('\r\u001B[K')
    this.#shown = undefined
    this.#since = undefined
  }
}
