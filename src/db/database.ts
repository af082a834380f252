import type { Knex } from 'knex'

/** A statement as knex builds it. knex never runs it: the driver does. */
export type Query = Knex.QueryBuilder | Knex.Raw

export type Row = Record<string, string | number | null>

/** What a job, the runner and a report may ask of a database, inside a transaction or outside. */
export interface Session {
  /** Builds statements in the dialect of the connected database. */
  readonly sql: Knex
  all<R = Row>(query: Query): Promise<R[]>
  first<R = Row>(query: Query): Promise<R | undefined>
  /** The rows one by one, never all of them in memory. Nothing else may be asked of the session meanwhile. */
  each<R = Row>(query: Query): AsyncIterable<R>
  /** Rows that the statement added, changed or removed. */
  run(query: Query): Promise<number>
  /** Adds one row and returns the number that its identity column got. */
  insert(table: string, row: Row): Promise<number>
  /** Adds many rows with few statements. Each row holds its values in the order of `columns`. */
  bulkInsert(table: string, columns: string[], rows: Iterable<Row[string][]>): Promise<number>
  /**
   * Works a query out once and keeps its rows in a temporary table until the transaction or snapshot ends.
   * Only inside one. Returns the table's name.
   */
  stage(query: Query): Promise<string>
  /**
   * Likewise for rows that came from elsewhere, each with its values in the order of `columns`.
   * @param key a column of whole numbers, none twice, to find the rows by
   */
  stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<string>
}

/** Where a database is, as a config says it. */
export interface DatabasePlace {
  type: 'sqlite'
  file: string
}

export interface Database extends Session {
  readonly dialect: 'sqlite'
  /** Where it is, for messages; never a password. */
  readonly place: string
  /**
   * Whose login the connection was made with, as the server knows it: `RIVERSIDE\j.smith`. Absent where the database
   * knows no logins.
   */
  login?(): Promise<string | undefined>
  /** The database's own clock, epoch milliseconds. Every decision about time starts from it. */
  now(): Promise<number>
  /**
   * Runs `work` in one transaction that may write; commits when it returns, rolls back when it throws.
   * @param options `repeatable`: what it does can be done again. It need not survive a power failure then, which
   *   saves waiting for the disk; it still happens as a whole or not at all.
   * @throws DatabaseBusy when another writer held the database for five seconds.
   */
  transaction<T>(work: (session: Session) => Promise<T>, options?: { repeatable: true }): Promise<T>
  /** Runs `work` on one unchanging picture of the database. Nothing it writes is kept. */
  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): void
}

/** Another writer kept the database to itself for longer than we wait. Nothing was changed. */
export class DatabaseBusy extends Error {
  override name = 'DatabaseBusy'
}

/** The database cannot be opened or reached. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable'
}

/** Told about every statement before it is sent: the statement log, counters and crash tests. */
export type StatementListener = (sql: string) => void
