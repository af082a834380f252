/**
 * Chance that can be repeated: the same seed and stream name always give the same numbers. Each concern has a
 * stream of its own, so that a new one does not shift the others.
 */
export class Random {
  #state: number

  constructor(seed: number, stream: string) {
    let state = scramble(seed | 0)
    for (const letter of stream) state = scramble(state ^ letter.codePointAt(0)!)
    this.#state = state
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return (scramble(this.#state) >>> 0) / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** A whole number, both ends inclusive. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!
  }

  /** Picks an item in proportion to its weight. */
  weighted<T extends { weight: number }>(items: readonly T[]): T {
    let left = this.next() * items.reduce((sum, item) => sum + item.weight, 0)
    for (const item of items) {
      left -= item.weight
      if (left < 0) return item
    }
    return items.at(-1)!
  }

  /** Different items, in the order of the list; all of them when there are no more than `count`. */
  sample<T>(items: readonly T[], count: number): T[] {
    if (count >= items.length) return [...items]
    const chosen = new Set<number>()
    while (chosen.size < count) chosen.add(this.int(0, items.length - 1))
    return [...chosen].sort((a, b) => a - b).map((at) => items[at]!)
  }
}

/** Mixes 32 bits so that neighbouring numbers come out far apart. */
function scramble(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) | 0
}
