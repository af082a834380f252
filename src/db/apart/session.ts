import type { Knex } from 'knex'
import type { TableName } from '../contract.ts'
import type { Away, Dialect, Query, Row, Session, StatementLimits, Turn } from '../database.ts'
import { awayOf } from './away.ts'
import { mentioned } from './mentions.ts'
import type { Visit } from './visit.ts'

/** A session in which the tables of SIMS are there as well: each is brought along before the first statement on it. */
export class ApartSession implements Session {
  readonly dialect: Dialect
  readonly sql: Knex
  readonly away: Away | undefined
  readonly #inner: Session
  readonly #visit: Visit

  constructor(inner: Session, visit: Visit) {
    this.dialect = inner.dialect
    this.sql = inner.sql
    this.away = visit.writing && awayOf(visit, visit.writing)
    this.#inner = inner
    this.#visit = visit
  }

  async all<R>(query: Query): Promise<R[]> {
    await this.#bring(query)
    return this.#inner.all<R>(query)
  }

  async first<R>(query: Query): Promise<R | undefined> {
    await this.#bring(query)
    return this.#inner.first<R>(query)
  }

  async *each<R>(query: Query): AsyncGenerator<R> {
    await this.#bring(query)
    yield* this.#inner.each<R>(query)
  }

  async run(query: Query): Promise<number> {
    this.#refuseToWrite(writtenBy(query))
    await this.#bring(query)
    return this.#inner.run(query)
  }

  async insert(table: string, row: Row): Promise<number> {
    this.#refuseToWrite(table)
    return this.#inner.insert(table, row)
  }

  async bulkInsert(table: string, columns: string[], rows: Iterable<Row[string][]>): Promise<number> {
    this.#refuseToWrite(table)
    return this.#inner.bulkInsert(table, columns, rows)
  }

  async stage(query: Query): Promise<string> {
    await this.#bring(query)
    return this.#inner.stage(query)
  }

  stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<string> {
    return this.#inner.stageRows(columns, rows, key)
  }

  standIn(table: TableName): Promise<void> {
    return this.#inner.standIn(table)
  }

  readonly nameOf = (table: string): string => this.#inner.nameOf(table)

  takeTurn(turn: Turn): Promise<void> {
    return this.#inner.takeTurn(turn)
  }

  within(limits: StatementLimits): Session {
    return new ApartSession(this.#inner.within?.(limits) ?? this.#inner, this.#visit)
  }

  /** It would change the stand-in, and nobody would ever see that. */
  #refuseToWrite(table: string | undefined): void {
    if (this.#visit.sims.tables.has(table as TableName))
      throw new Error(`${table} is in SIMS, where only the steps of a job that declares it may write.`)
  }

  async #bring(query: Query): Promise<void> {
    await this.#visit.bring(mentioned(this, query, this.#visit.sims.tables))
  }
}

const writtenBy = (query: Query): string | undefined =>
  /^\s*(?:insert into|update|delete from)\s+[`"[]#?(\w+)/i.exec(query.toSQL().toNative().sql)?.[1]
