import { iso, type School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import { Shelf } from './files.ts'
import type { Hold } from './hold.ts'
import type { Item } from './item.ts'
import type { Lease } from './lease.ts'
import { type Finished, outcomeOf } from './outcome.ts'
import { markedBy, record, type Tally } from './record.ts'
import { lookUp, recover } from './recover.ts'
import { Sender } from './sender.ts'
import { overcome, pause, type Trouble } from './trouble.ts'
import { Watch } from './watch.ts'
import { sum, type Work, type Written, window } from './window.ts'
import { plural, tallyText } from './words.ts'

/** A process sends for so long, ms; the next tick goes on. */
const BUDGET = 4 * 60_000
/** For a wait of at most so many milliseconds that the provider asks for the process stays, so often in a row. */
const SHORT = 2000
const SHORT_WAITS = 5
/** How many that have become too late are dealt with at once. */
const LATE = 500

/** What came of one kind. */
export interface Delivery {
  tally: Tally
  /** Why it could not go on. */
  trouble?: Trouble
}

/** What is held back when the delivery begins, and the job that a person has just run. */
export interface Held {
  hold: Hold | undefined
  despite: string | undefined
}

/** Sends what is due of one kind, as long as there is any, in windows: see `window`. */
export async function deliver(
  school: School,
  channel: Channel,
  lease: Lease,
  held: Held = { hold: undefined, despite: undefined },
): Promise<Delivery> {
  return new Delivering(school, channel, lease, held).run()
}

class Delivering {
  readonly #school: School
  readonly #channel: Channel
  readonly #lease: Lease
  readonly #watch: Watch
  readonly #sender: Sender
  readonly #until: number
  readonly #held: Held
  readonly #shelf = new Shelf()
  /** Finished, and not yet written down. */
  #finished: Finished[] = []
  /** Of these nobody knows, and the provider can be asked. They stay `sending` until it was. */
  readonly #doubts: { item: Item; why: string }[] = []
  #waits = 0
  #tally: Tally = {}

  constructor(school: School, channel: Channel, lease: Lease, held: Held) {
    this.#school = school
    this.#held = held
    this.#channel = channel
    this.#lease = lease
    this.#watch = new Watch(lease.standing)
    this.#sender = new Sender(channel, lease, this.#watch)
    this.#until = school.clock() + BUDGET
  }

  async run(): Promise<Delivery> {
    const trouble = await this.#all()
    if (trouble) await this.#pause(trouble)
    return { tally: this.#tally, ...(trouble ? { trouble } : {}) }
  }

  /** @returns why it could not go on */
  async #all(): Promise<Trouble | undefined> {
    const { paused_until } = this.#lease.standing
    if (paused_until && paused_until > iso(await this.#school.db.now())) {
      if (!this.#held.hold?.caution) while ((await this.#window({ room: LATE, onlyLate: true })).fetched > 0);
      return undefined
    }
    const left = await this.#leftBehind()
    if (left) return left
    try {
      await this.#queue()
    } catch (error) {
      await this.#save()
      throw error
    }
    return (await this.#ask()) ?? this.#watch.trouble
  }

  /** What others left half-way, and what became too late while it was held back. @returns why it could not go on */
  async #leftBehind(): Promise<Trouble | undefined> {
    const { hold } = this.#held
    // While a caution stands nobody can say what is too late, or what others are doing.
    if (hold?.caution) return undefined
    const left = await recover(this.#school, this.#channel, this.#lease)
    this.#tally = sum(this.#tally, left.tally)
    if (!left.trouble && hold) while ((await this.#window({ room: LATE, onlyLate: true })).fetched > 0);
    return left.trouble
  }

  async #queue(): Promise<void> {
    const { stop } = this.#school
    for (;;) {
      if (this.#isOver || this.#watch.trouble) this.#sender.halt()
      const { marked, fetched } = await this.#write(this.#sender.room)
      this.#sender.add(marked)
      if (!this.#sender.isIdle) await this.#sender.news(this.#lease.length / 4, stop)
      else if (this.#watch.trouble ? !(await this.#waitALittle()) : fetched === 0) return
    }
  }

  get #isOver(): boolean {
    return this.#school.stop.aborted || this.#lease.isLost || this.#school.clock() > this.#until
  }

  /** One window: what has come in, and the next items. */
  async #write(room: number): Promise<Written> {
    this.#collect()
    const { isOpen, trouble } = this.#watch
    const isOver = isOpen && !trouble && this.#lease.standing.pauses > 0
    const written = await this.#window({
      settle: (session, now) => {
        const outcomes = this.#finished.map((finished) => outcomeOf(finished, now))
        return record(session, this.#channel, outcomes, markedBy(this.#lease.token), now)
      },
      ...(isOver ? { stand: (session, now) => overcome(session, this.#channel.kind, now) } : {}),
      room,
      shelf: this.#shelf,
    })
    this.#finished = []
    return written
  }

  #collect(): void {
    for (const finished of this.#sender.take()) {
      const { item, verdict } = finished
      const canAsk = this.#channel.lookUp && !this.#lease.isLost
      if (verdict.kind === 'doubtful' && canAsk) this.#doubts.push({ item, why: verdict.reason })
      else this.#finished.push(finished)
    }
  }

  /** Whether it was worth staying for what the provider asked. */
  async #waitALittle(): Promise<boolean> {
    const { retryAfter } = this.#watch.trouble ?? {}
    if (this.#watch.isOpen) this.#waits = 0
    this.#waits += 1
    if (retryAfter === undefined || retryAfter > SHORT || this.#waits > SHORT_WAITS || this.#isOver)
      return false
    await this.#school.pause(retryAfter)
    this.#watch.forget()
    this.#sender.resume()
    return true
  }

  /** Asks the provider for those in doubt. @returns why it could not be asked */
  async #ask(): Promise<Trouble | undefined> {
    if (this.#doubts.length === 0) return undefined
    const found = await lookUp(
      this.#school,
      this.#channel,
      this.#lease,
      this.#doubts,
      markedBy(this.#lease.token),
    )
    this.#tally = sum(this.#tally, found.tally)
    return found.trouble
  }

  /** Something went wrong here. What is in the air comes down first, and is written down if that can be done. */
  async #save(): Promise<void> {
    this.#sender.halt()
    await this.#sender.landed()
    try {
      await this.#write(0)
    } catch {
      // Then these stay in `sending`, and the next to hold the lease looks into them.
    }
  }

  async #pause(trouble: Trouble): Promise<void> {
    const before = this.#watch.isOpen ? 0 : this.#lease.standing.pauses
    await this.#window({
      stand: (session, now) => pause(session, this.#channel.kind, trouble, before + 1, now),
      room: 0,
    })
  }

  async #window(work: Work): Promise<Written> {
    const { despite } = this.#held
    const written = await window(this.#school, this.#channel, this.#lease, { ...work, despite })
    this.#tally = sum(this.#tally, written.tally)
    this.#school.progress(
      tallyText(this.#channel.kind, this.#tally) || `${plural(this.#channel.kind)} on their way`,
    )
    return written
  }
}
