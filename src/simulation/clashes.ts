import type { Config, ConfiguredJob } from '../config/config.ts'
import { formatHours, within } from '../schedule/hours.ts'
import { formatTime, minuteOfDay } from '../schedule/wall.ts'
import { listed } from '../schedule/weekday.ts'
import { byMinute } from './by-minute.ts'
import type { Predecessors } from './predecessors.ts'
import type { Clash, Run } from './simulation.ts'

/** Of many jobs, as many are named. */
const NAMED = 3

/** The hour in which clocks change: docs/decisions/0007. Minutes after midnight. */
const CLOCK_HOUR = { from: 60, to: 120 }

/** What in a plan gets in each other's way. */
export class Clashes {
  readonly #found = new Map<string, Clash>()
  readonly #config: Pick<Config, 'busy' | 'school'>
  readonly #jobs: Map<string, ConfiguredJob>
  readonly #predecessors: Predecessors
  readonly #behind = new Map<string, Set<string>>()

  constructor(
    config: Pick<Config, 'busy' | 'school'>,
    jobs: Map<string, ConfiguredJob>,
    predecessors: Predecessors,
  ) {
    this.#config = config
    this.#jobs = jobs
    this.#predecessors = predecessors
  }

  get found(): Clash[] {
    return [...this.#found.values()]
  }

  /** Marks the runs that are in a clash. @param runs sorted by time */
  mark(runs: Run[]): void {
    for (const together of byMinute(runs, ({ slot }) => slot.at)) {
      this.#atOnce(together)
      for (const run of together) {
        this.#busy(run)
        this.#after(run)
        this.#clockHour(run)
      }
    }
  }

  /** Where the config says which goes first, nothing clashes. */
  #atOnce(runs: Run[]): void {
    const heavy = runs.filter(({ job }) => isHeavy(this.#jobs.get(job)!))
    if (heavy.length < 2) return
    const unordered = heavy.filter(
      ({ job }) => !heavy.some((other) => other.job !== job && this.#comesAfter(job).has(other.job)),
    )
    if (unordered.length < 2) return
    const jobs = unordered.map(({ job }) => job)
    const wall = minuteOfDay(this.#config.school.zone.wallAt(runs[0]!.slot.at))
    this.#add('at-once', jobs, `start at once, at ${formatTime(wall)}`, runs[0]!)
    for (const [index, run] of unordered.entries()) {
      const others = [...jobs.slice(0, index), ...jobs.slice(index + 1)]
      run.remarks.push({ kind: 'at-once', text: `at once with ${named(others)}` })
    }
  }

  #busy(run: Run): void {
    const wall = minuteOfDay(this.#config.school.zone.wallAt(run.slot.at))
    const hours = this.#config.busy.find((one) => within(one, wall))
    if (!hours) return
    const text = `in busy hours: ${formatHours(hours)}, ${hours.why}`
    run.remarks.push({ kind: 'busy', text })
    this.#add('busy', [run.job], text, run)
  }

  #after(run: Run): void {
    for (const { job, at } of this.#predecessors.tooLate(run)) {
      const time = formatTime(minuteOfDay(this.#config.school.zone.wallAt(at)))
      const text = `before ${job}, at ${time}, which it should come after`
      run.remarks.push({ kind: 'after', text })
      this.#add('after', [run.job], text, run)
    }
  }

  /** Nothing goes wrong on those nights, and the runs that are odd are marked for themselves. */
  #clockHour(run: Run): void {
    const { schedule } = this.#jobs.get(run.job)!
    if (schedule.kind !== 'fixed') return
    const time = run.slot.name.slice(11)
    if (time < formatTime(CLOCK_HOUR.from) || time >= formatTime(CLOCK_HOUR.to)) return
    this.#add('clock-hour', [run.job], `at ${time}, which some nights have twice, or not at all`, run)
  }

  #add(kind: Clash['kind'], jobs: string[], text: string, { slot: { at } }: Run): void {
    const key = `${kind} ${jobs.join(' ')} ${text}`
    const known = this.#found.get(key)
    if (known) known.times += 1
    else this.#found.set(key, { kind, jobs, text, times: 1, first: at })
  }

  /** All jobs that one comes after, directly or through others. */
  #comesAfter(id: string): Set<string> {
    const known = this.#behind.get(id)
    if (known) return known
    const found = new Set(this.#jobs.get(id)?.after)
    for (const before of found) for (const further of this.#jobs.get(before)?.after ?? []) found.add(further)
    this.#behind.set(id, found)
    return found
  }
}

/** A job that, when it is late, waits until the school is out is one that is felt. */
const isHeavy = ({ missed }: ConfiguredJob) => missed.hours === 'out-of-hours'

function named(jobs: string[]): string {
  const more = jobs.length - NAMED
  return more > 1 ? `${jobs.slice(0, NAMED).join(', ')} and ${more} others` : listed(jobs)
}
