import type { SmsSettings } from '../config/outgoing.ts'

/** What becomes of the texts of a batch under the limits. */
export type Allowed =
  | 'go'
  /** Earlier batches have used up what this run may hand over. */
  | 'next run'
  /** Beyond what a run or a day may have: a person has to let it go. */
  | 'beyond'

/**
 * Shares out what a run and a day may hand over: whole batches, oldest first. One that does not fit waits as a whole
 * and lets others by: a newsletter for everybody does not keep back the morning's absences.
 */
export class Allowance {
  readonly #limits: SmsSettings['limits']
  #run = 0
  #day: number

  /** @param today how many have been handed over on this day already */
  constructor(limits: SmsSettings['limits'], today: number) {
    this.#limits = limits
    this.#day = today
  }

  take(count: number): Allowed {
    const { perRun, perDay } = this.#limits
    if (count > perRun || this.#day + count > perDay) return 'beyond'
    if (this.#run + count > perRun) return 'next run'
    this.#run += count
    this.#day += count
    return 'go'
  }

  /** Why a person has to let the others go. */
  why(batches: number[], count: number): string {
    const { perRun, perDay } = this.#limits
    const left = Math.max(0, perDay - this.#day)
    const which = `batch${batches.length === 1 ? '' : 'es'} ${batches.slice(0, 10).join(', ')}`
    return `${count} texts (${which}) go beyond the limits: ${perRun} a run and ${perDay} a day, of which ${left} are left today (sms.limits).`
  }
}
