import type { Frame } from './frame.ts'
import type { Pupils } from './pupils.ts'
import type { Span } from './spans.ts'

/**
 * Who has what, by the name that PARS' automation gave the group for it: noted while the rows are made, so that
 * groups can be made that were right once. Pupils by their place.
 */
export class Holders {
  readonly #today: number
  readonly #pupils: Pupils
  readonly #names: Map<string, { now: number[]; once: number[] }>

  constructor(frame: Frame, pupils: Pupils, names: readonly string[]) {
    this.#today = frame.today.number
    this.#pupils = pupils
    this.#names = new Map(names.map((name) => [name, { now: [], once: [] }]))
  }

  /** Remembers that something held for a pupil, if there is a group for it. */
  note(name: string, at: number, { from, to }: Span): void {
    const known = this.#names.get(name)
    if (!known) return
    const holds = from <= this.#today && this.#today <= to && this.#pupils.isOnRoll(at, this.#today)
    const list = holds ? known.now : known.once
    if (list.at(-1) !== at) list.push(at)
  }

  /** Those on roll for whom it holds today, and those for whom it no longer does, or who have left. */
  of(name: string): { now: number[]; once: number[] } {
    return this.#names.get(name)!
  }
}
