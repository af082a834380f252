/** How many pieces of work go on at once. */
export interface Bounds {
  /** As long as each ends soon. */
  atOnce: number
  /** After so many ms a piece of work does not count any more: it may hang, and others are not to wait for it. */
  patience: number
  /** Those that do not count included. */
  atMost: number
}

/** Work in the order in which it comes, so much of it at once. */
export class Bounded {
  readonly #bounds: Bounds
  readonly #waiting: (() => void)[] = []
  #counting = 0
  #all = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** Starts the work as soon as there is room for it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#room()
    let counts = true
    const release = () => {
      if (counts) this.#counting -= 1
      counts = false
      this.#next()
    }
    const timer = setTimeout(release, this.#bounds.patience)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      this.#all -= 1
      release()
    }
  }

  #room(): Promise<void> {
    return new Promise((start) => {
      this.#waiting.push(start)
      this.#next()
    })
  }

  #next(): void {
    const { atOnce, atMost } = this.#bounds
    if (this.#waiting.length === 0 || this.#counting >= atOnce || this.#all >= atMost) return
    this.#counting += 1
    this.#all += 1
    this.#waiting.shift()!()
    this.#next()
  }
}
