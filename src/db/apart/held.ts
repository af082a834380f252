import type { Session } from '../database.ts'

/** Begins a transaction or a snapshot for the work that it is given. */
type Begin = (work: (session: Session) => Promise<void>) => Promise<void>

/** A transaction, or a snapshot, that stays open while another one goes on, and ends when that one says so. */
export class Held {
  readonly session: Session
  readonly #over: Promise<void>
  readonly #end: (error?: Error) => void

  private constructor(session: Session, over: Promise<void>, end: (error?: Error) => void) {
    this.session = session
    this.#over = over
    this.#end = end
  }

  static open(begin: Begin): Promise<Held> {
    return new Promise((resolve, reject) => {
      const over: Promise<void> = begin(
        (session) =>
          new Promise((done, fail) => {
            const end = (error?: Error) => (error ? fail(error) : done())
            // Once the promise that is being made here is known.
            queueMicrotask(() => resolve(new Held(session, over, end)))
          }),
      )
      over.catch(reject)
    })
  }

  /** Commits it; a snapshot has nothing to commit. @throws whatever the database has against it */
  async commit(): Promise<void> {
    this.#end()
    await this.#over
  }

  /** Nothing of it has happened. After a commit that is no longer so, and this does nothing. */
  async drop(): Promise<void> {
    this.#end(new Error('Not needed any more.'))
    await this.#over.catch(() => {})
  }
}
