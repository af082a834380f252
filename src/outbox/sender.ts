import type { Channel, Verdict } from './channel.ts'
import type { Item } from './item.ts'
import type { Lease } from './lease.ts'
import type { Finished } from './outcome.ts'
import type { Watch } from './watch.ts'

/** A verdict waits at most so long, in milliseconds, to be written down with others. */
const COLLECT = 100
/**
 * Items lie ready for so many milliseconds of sending: a commit takes a few of these. No more than it takes, because
 * whatever is ready when the process dies has to be looked up, or decided by a person.
 */
const AHEAD = 40

/**
 * Hands items to the channel, so many side by side, and collects what comes of them. It knows no database: the items
 * it gets are marked as `sending`, and that is committed.
 */
export class Sender {
  readonly #channel: Channel
  readonly #lease: Lease
  readonly #watch: Watch
  readonly #waiting: Item[] = []
  #finished: Finished[] = []
  /** How many lie ready behind those that are being sent, going by how fast it went since the last time. */
  #ahead = 1
  #taken = performance.now()
  readonly #calls = new Set<Promise<void>>()
  #halted = false
  /** When the next one may begin, where the provider takes only so many a second. */
  #next = 0
  #pacing: NodeJS.Timeout | undefined
  #collecting: NodeJS.Timeout | undefined
  #wake: () => void = () => {}

  constructor(channel: Channel, lease: Lease, watch: Watch) {
    this.#channel = channel
    this.#lease = lease
    this.#watch = watch
  }

  /** For how many there is a place. */
  get room(): number {
    if (this.#halted) return 0
    const most = this.#watch.atOnce(this.#channel.concurrency + this.#ahead)
    return Math.max(0, most - this.#calls.size - this.#waiting.length)
  }

  get isIdle(): boolean {
    return this.#calls.size === 0 && this.#waiting.length === 0 && this.#finished.length === 0
  }

  add(items: Item[]): void {
    this.#waiting.push(...items)
    this.#pump()
  }

  /** What has been finished since the last time. */
  take(): Finished[] {
    clearTimeout(this.#collecting)
    this.#collecting = undefined
    const { concurrency } = this.#channel
    const perMs = this.#finished.length / (performance.now() - this.#taken)
    this.#ahead = Math.ceil(Math.min(Math.max(perMs * AHEAD, concurrency / 2), 2 * concurrency))
    this.#taken = performance.now()
    return this.#finished.splice(0)
  }

  /** Begins nothing more: what was not begun is finished with that. */
  halt(): void {
    this.#halted = true
    clearTimeout(this.#pacing)
    this.#pacing = undefined
    for (const item of this.#waiting.splice(0)) this.#finished.push({ item, verdict: { kind: 'not begun' } })
  }

  resume(): void {
    this.#halted = false
  }

  /** Waits for all that has been begun. */
  async landed(): Promise<void> {
    await Promise.all(this.#calls)
  }

  /** Waits until it pays to write down what is finished, at most for so many milliseconds, or until `stop`. */
  async news(longest: number, stop: AbortSignal): Promise<void> {
    if (this.#isWorthIt || (stop.aborted && !this.#halted)) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      timer = setTimeout(resolve, longest)
      stop.addEventListener('abort', this.#wake)
    })
    clearTimeout(timer)
    stop.removeEventListener('abort', this.#wake)
  }

  get #isWorthIt(): boolean {
    const isHungry = this.#waiting.length <= this.#channel.concurrency / 20
    return this.#finished.length > 0 && (isHungry || this.#calls.size === 0)
  }

  #pump(): void {
    const most = this.#watch.atOnce(this.#channel.concurrency)
    while (!this.#halted && this.#calls.size < most && this.#waiting.length > 0) {
      const wait = this.#next - performance.now()
      if (wait > 0) {
        this.#pacing ??= setTimeout(() => {
          this.#pacing = undefined
          this.#pump()
        }, wait)
        return
      }
      const { perSecond } = this.#channel
      if (perSecond) this.#next = performance.now() + 1000 / perSecond
      this.#begin(this.#waiting.shift()!)
    }
  }

  #begin(item: Item): void {
    // The last look before the point of no return.
    if (this.#lease.isLost || !this.#lease.lasts(this.#channel.patience)) {
      this.#finish({ item, verdict: { kind: 'not begun' } })
      return
    }
    const call = this.#verdictOn(item).then((verdict) => {
      this.#calls.delete(call)
      this.#watch.see(verdict)
      if (this.#watch.trouble) this.halt()
      this.#pump()
      this.#finish({ item, verdict })
    })
    this.#calls.add(call)
  }

  async #verdictOn(item: Item): Promise<Verdict> {
    try {
      return await this.#channel.send(item)
    } catch (error) {
      return {
        kind: 'doubtful',
        reason: `A mistake in pars-auto while it was sent: ${(error as Error).name}.`,
      }
    }
  }

  #finish(finished: Finished): void {
    this.#finished.push(finished)
    if (this.#isWorthIt) this.#wake()
    else this.#collecting ??= setTimeout(() => this.#wake(), COLLECT)
  }
}
