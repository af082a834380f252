/** What was worked out once for a key. When there is too much of it, it is all forgotten. */
export class Remembered<T> {
  readonly #most: number
  readonly #values = new Map<string, T>()

  /** @param most how much is kept */
  constructor(most: number) {
    this.#most = most
  }

  get(key: string, make: () => T): T {
    const before = this.#values.get(key)
    if (before !== undefined) return before
    if (this.#values.size >= this.#most) this.#values.clear()
    const made = make()
    this.#values.set(key, made)
    return made
  }
}
