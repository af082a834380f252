import { AFTER_REACH } from '../schedule/order.ts'
import type { Planned } from './simulate.ts'
import type { Before, Run } from './simulation.ts'

/** What each run comes after. */
export class Predecessors {
  readonly #planned: Map<string, Planned>

  constructor(planned: Planned[]) {
    this.#planned = new Map(planned.map((one) => [one.configured.id, one]))
  }

  /** The newest slot of each job that it comes after, as far as there is one in the 12 hours up to its own. */
  of({ job, slot: { at } }: Pick<Run, 'job' | 'slot'>): Before[] {
    const { after } = this.#planned.get(job)!.configured
    return after.flatMap((id) => {
      // One that is switched off is not waited for.
      const newest = this.#newest(id, at)
      return newest !== undefined && newest > at - AFTER_REACH ? [{ job: id, at: newest }] : []
    })
  }

  /** The jobs that it should come after and that start only within the 12 hours after it: it comes too early. */
  tooLate({ job, slot: { at }, waitsFor }: Run): Before[] {
    const { after } = this.#planned.get(job)!.configured
    return after.flatMap((id) => {
      const next = waitsFor.some((one) => one.job === id) ? undefined : this.#next(id, at)
      return next !== undefined && next < at + AFTER_REACH ? [{ job: id, at: next }] : []
    })
  }

  #next(id: string, at: number): number | undefined {
    const before = this.#planned.get(id)
    if (!before) return undefined
    const slot = before.slots[upTo(before.slots, at, (one) => one.at)]
    const count = before.counts[upTo(before.counts, at, ({ first }) => first)]
    return slot?.at ?? count?.first
  }

  #newest(id: string, at: number): number | undefined {
    const before = this.#planned.get(id)
    if (!before) return undefined
    const slot = before.slots[upTo(before.slots, at, (one) => one.at) - 1]
    const count = before.counts[upTo(before.counts, at, ({ first }) => first) - 1]
    return slot?.at ?? (count && Math.min(count.last, at))
  }
}

/** How many there are up to a time; by halves, as there may be thousands. @param sorted by that time */
function upTo<T>(sorted: T[], at: number, time: (one: T) => number): number {
  let low = 0
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >> 1
    if (time(sorted[middle]!) <= at) low = middle + 1
    else high = middle
  }
  return low
}
