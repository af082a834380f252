import { Exit, type ExitCode } from '../exit.ts'
import type { Bounded } from './bounded.ts'
import { type Family, tickInChild } from './child.ts'
import type { SchoolFile } from './schools.ts'
import { SharedProcess } from './shared-process.ts'

/**
 * A school that takes longer has the process for itself from then on, ms. It is not ended for that: a mail may be on its
 * way, and nobody would know whether it has gone.
 */
const PATIENCE = 3000
/** A process that takes longer to load the program is ended, ms: it has begun nothing. */
const STARTING = 20_000
/** So many a process does at most: it grows a little with each. */
const SHARE = 50

interface Waiting {
  school: SchoolFile
  started: (pid: number) => void
  end: (code: ExitCode) => void
}

/**
 * Whole ticks of schools in which little is to be done, one after another in one process: to start one for each would be
 * nearly all that they cost. As soon as a school keeps the others waiting, or takes the process with it, those go on in
 * another one.
 */
export class Shared {
  readonly #family: Family
  readonly #children: Bounded
  readonly #waiting: Waiting[] = []
  #isServed = false

  /** @param children among which its processes count */
  constructor(family: Family, children: Bounded) {
    this.#family = family
    this.#children = children
  }

  /** @param started is told the number of the process that is at it */
  tick(school: SchoolFile, started: (pid: number) => void): Promise<ExitCode> {
    return new Promise((end) => {
      this.#waiting.push({ school, started, end })
      if (!this.#isServed) this.#serve()
    })
  }

  #serve(): void {
    this.#isServed = this.#waiting.length > 0
    if (this.#isServed) void this.#children.run(() => this.#oneAfterAnother())
  }

  async #oneAfterAnother(): Promise<void> {
    const process = new SharedProcess(this.#family)
    let isLeft = false
    /** Others are not kept by this process. */
    const leave = () => {
      if (!isLeft) this.#serve()
      isLeft = true
    }
    await within(STARTING, process.ready, () => process.kill())
    for (let done = 0; done < SHARE && !isLeft; done += 1) {
      const next = this.#waiting.shift()
      if (!next) break
      next.end(await this.#tick(process, next, leave))
    }
    process.dismiss()
    leave()
  }

  async #tick(process: SharedProcess, { school, started }: Waiting, leave: () => void): Promise<ExitCode> {
    const { stop, err } = this.#family
    // What was not begun is for the next tick.
    if (stop.aborted) return Exit.done
    if (process.pid !== undefined) started(process.pid)
    const ended = await within(PATIENCE, process.tick(school), leave)
    if ('code' in ended) return ended.code
    leave()
    if (stop.aborted) return Exit.failed
    err(
      `${school.name}: the process that it shared with others ${ended.broken}. What it had begun is undone; it has one of its own now.\n`,
    )
    return tickInChild(school, this.#family, started)
  }
}

/** What the work comes to, however long it takes. @param late is told when that is longer than so many ms */
async function within<T>(ms: number, work: Promise<T>, late: () => void): Promise<T> {
  const timer = setTimeout(late, ms)
  try {
    return await work
  } finally {
    clearTimeout(timer)
  }
}
