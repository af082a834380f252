const DAY_MS = 86_400_000

/**
 * A calendar date of the school: no time, no zone. Immutable.
 *
 * Compares with `<` and `>` (its value is `number`); for equality use `equals`. In a template literal it
 * reads as ISO, `2026-11-23`.
 */
export class Day {
  /** Days since 1970-01-01; negative before. */
  readonly number: number

  private constructor(number: number) {
    this.number = number
  }

  /**
   * Reads `YYYY-MM-DD`, years 1000 to 9999.
   * @throws RangeError for any other text, and for a date that does not exist (2026-02-30).
   */
  static parse(text: string): Day {
    const parts = /^([1-9]\d{3})-(\d\d)-(\d\d)$/.exec(text)
    if (parts) {
      const day = new Day(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / DAY_MS)
      // Date.UTC rolls 30 February over into March: only a real date comes back as it was written.
      if (day.toString() === text) return day
    }
    throw new RangeError(`${JSON.stringify(text)} is not a date: write YYYY-MM-DD, such as 2026-11-23`)
  }

  /**
   * The day that many days after 1970-01-01.
   * @throws RangeError when the number is not whole.
   */
  static of(number: number): Day {
    if (!Number.isSafeInteger(number)) throw new RangeError(`${number} is not a whole number of days`)
    return new Day(number)
  }

  plusDays(days: number): Day {
    return Day.of(this.number + days)
  }

  minusDays(days: number): Day {
    return Day.of(this.number - days)
  }

  /** ISO weekday: Monday 1 to Sunday 7. */
  get weekday(): number {
    // 1970-01-01 was a Thursday.
    return ((((this.number + 3) % 7) + 7) % 7) + 1
  }

  get year(): number {
    return this.#date.getUTCFullYear()
  }

  /** January 1 to December 12. */
  get month(): number {
    return this.#date.getUTCMonth() + 1
  }

  get dayOfMonth(): number {
    return this.#date.getUTCDate()
  }

  /** Negative when this day is the earlier one, 0 when it is the same: fits `Array.sort`. */
  compare(other: Day): number {
    return this.number - other.number
  }

  equals(other: Day): boolean {
    return this.number === other.number
  }

  toString(): string {
    return this.#date.toISOString().slice(0, 10)
  }

  toJSON(): string {
    return this.toString()
  }

  valueOf(): number {
    return this.number
  }

  get #date(): Date {
    return new Date(this.number * DAY_MS)
  }
}
