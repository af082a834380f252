import type { Knex } from 'knex'
import type { TableName } from '../contract.ts'
import type {
  Database,
  Dialect,
  Query,
  Row,
  Session,
  StatementLimits,
  TransactionOptions,
  Turn,
} from '../database.ts'
import { Held } from './held.ts'
import { mentioned } from './mentions.ts'
import { ApartSession } from './session.ts'
import { type Sims, Visit } from './visit.ts'

/**
 * The school's database with SIMS in another one. Whoever asks does not notice: a transaction or a snapshot has the
 * tables of SIMS in it, and a statement on them outside of one gets a snapshot of its own.
 *
 * The two have no commit in common. SIMS is committed first, right before the school: whoever is killed in between has
 * left rows there that bear our reference, and the next run finds them by that.
 */
export class ApartDatabase implements Database {
  readonly dialect: Dialect
  readonly sql: Knex
  readonly place: string
  readonly #inner: Database
  /** What a statement without SIMS is sent to: the database, or a session of it with a limit. */
  readonly #session: Session
  readonly #sims: Sims

  constructor(inner: Database, sims: Sims, session: Session = inner) {
    this.dialect = inner.dialect
    this.sql = inner.sql
    this.place = inner.place
    this.#inner = inner
    this.#sims = sims
    this.#session = session
  }

  now(): Promise<number> {
    return this.#inner.now()
  }

  transaction<T>(work: (session: Session) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    let visit: Visit | undefined
    const before = async (inner: Session) => {
      visit = new Visit(this.#sims, inner)
      await options.before?.(inner)
      if (options.tables) await visit.prepare(options.tables)
    }
    const inside = async (inner: Session) => {
      const result = await work(new ApartSession(inner, visit!))
      await visit!.commit()
      return result
    }
    return this.#inner.transaction(inside, { ...options, before }).finally(() => visit?.leave())
  }

  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#inner.snapshot(async (inner) => {
      const visit = new Visit(this.#sims, inner)
      try {
        return await work(new ApartSession(inner, visit))
      } finally {
        await visit.leave()
      }
    })
  }

  all<R>(query: Query): Promise<R[]> {
    return this.#isAbout(query)
      ? this.snapshot((session) => session.all<R>(query))
      : this.#session.all<R>(query)
  }

  first<R>(query: Query): Promise<R | undefined> {
    return this.#isAbout(query)
      ? this.snapshot((session) => session.first<R>(query))
      : this.#session.first<R>(query)
  }

  async *each<R>(query: Query): AsyncGenerator<R> {
    if (!this.#isAbout(query)) {
      yield* this.#session.each<R>(query)
      return
    }
    const held = await Held.open((work) => this.snapshot(work))
    try {
      yield* held.session.each<R>(query)
    } finally {
      await held.drop()
    }
  }

  run(query: Query): Promise<number> {
    return this.#isAbout(query) ? this.transaction((session) => session.run(query)) : this.#session.run(query)
  }

  insert(table: string, row: Row): Promise<number> {
    return this.#session.insert(table, row)
  }

  bulkInsert(table: string, columns: string[], rows: Iterable<Row[string][]>): Promise<number> {
    return this.#session.bulkInsert(table, columns, rows)
  }

  stage(query: Query): Promise<string> {
    return this.#session.stage(query)
  }

  stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<string> {
    return this.#session.stageRows(columns, rows, key)
  }

  standIn(table: TableName): Promise<void> {
    return this.#session.standIn(table)
  }

  readonly nameOf = (table: string): string => this.#inner.nameOf(table)

  takeTurn(turn: Turn): Promise<void> {
    return this.#session.takeTurn(turn)
  }

  within(limits: StatementLimits): Session {
    return new ApartDatabase(this.#inner, this.#sims, this.#inner.within?.(limits) ?? this.#inner)
  }

  async close(): Promise<void> {
    await this.#inner.close()
  }

  #isAbout(query: Query): boolean {
    return mentioned(this, query, this.#sims.tables).length > 0
  }
}
