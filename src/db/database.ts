import type { Knex } from 'knex'
import type { TableName } from './contract.ts'

/** A statement as knex builds it. knex never runs it: the driver does. */
export type Query = Knex.QueryBuilder | Knex.Raw

export type Dialect = 'sqlite' | 'mssql'

export type Row = Record<string, string | number | null>

/** What a job, the runner and a report may ask of a database, inside a transaction or outside. */
export interface Session {
  readonly dialect: Dialect
  /** Builds statements in the dialect of the connected database. */
  readonly sql: Knex
  all<R = Row>(query: Query): Promise<R[]>
  first<R = Row>(query: Query): Promise<R | undefined>
  /**
   * The rows one by one, never all of them in memory. Nothing else may be asked of the session meanwhile. In a
   * transaction or snapshot they are to be read to the end: SQL Server ends it with what is broken off.
   */
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
  /**
   * Makes an empty temporary table, in place of a table of the contract that lies in another database. Until the
   * transaction or snapshot ends, statements that name that table are about it.
   */
  standIn(table: TableName): Promise<void>
  /** The table's name as statements that are not built by `sql` have to write it, to be bound as an identifier. */
  nameOf(table: string): string
  /** Waits for another turn besides the transaction's own, and keeps it to the end. Only inside a transaction. */
  takeTurn(turn: Turn): Promise<void>
  /** The same session, whose statements are broken off in the middle where the database can do that. */
  within?(limits: StatementLimits): Session
  /** How tables of another database are changed, inside a transaction that may do so. */
  readonly away?: Away | undefined
}

/**
 * Changes rows of tables in another database, of which there are stand-ins here. What is to be changed is said by
 * queries on this database, and is seen in the stand-ins right after. It is committed just before the transaction.
 */
export interface Away {
  has(table: string): table is TableName
  /** Adds the rows of a query, whose columns are those of the table. @returns how many */
  add(table: TableName, rows: Knex.QueryBuilder): Promise<number>
  /** Sets columns: the query gives the key of each row, and its new values by their columns. @returns how many rows */
  change(table: TableName, rows: Knex.QueryBuilder): Promise<number>
  /** Removes the rows whose keys the query gives. @returns how many */
  remove(table: TableName, keys: Knex.QueryBuilder): Promise<number>
}

/** Where a database is, as a config says it. */
export type DatabasePlace = SqlitePlace | SqlServerPlace

export interface SqlitePlace {
  type: 'sqlite'
  /** Absolute path. */
  file: string
}

/** A database of SQL Server 2016 or later. Secrets are in it: it is never printed or kept as a whole. */
export interface SqlServerPlace {
  type: 'sqlserver'
  /** The section of the config that says so, for messages; `database` unless given. */
  section?: string
  /** Host or listener; with `instance`, the host that the instance is on. */
  server: string
  port?: number
  instance?: string
  database: string
  /** The schema of the school's tables, views or synonyms: those of the contract. */
  schema: string
  /** The schema of the program's own tables. */
  ownSchema: string
  login: SqlServerLogin
  /** Whether what goes over the network is encrypted. */
  encrypt: boolean
  /** A certificate that nobody signed is taken as it is. */
  trustServerCertificate: boolean
  /** PEM of who signed the server's certificate, where Node does not know them. */
  certificate?: string
  /** Tries all addresses of an availability group's listener at once. */
  multiSubnetFailover: boolean
  /** What the DBA sees in sys.dm_exec_sessions. */
  appName: string
  /** Milliseconds to get a connection. */
  connectTimeout: number
  /** Milliseconds that a statement of the program's own may take. Those of a job have the job's time. */
  statementTimeout: number
  /** Likewise one that reads from an unchanging picture: a report, a dry run, an export. */
  readTimeout: number
  /** The key whose secret is not set here: there is no connecting without it. */
  unset?: string
}

export type SqlServerLogin =
  | { kind: 'sql'; user: string; password: string }
  | { kind: 'domain'; domain: string; user: string; password: string }
  | { kind: 'azure-password'; user: string; password: string; clientId: string; tenantId: string }
  | { kind: 'azure-app'; clientId: string; clientSecret: string; tenantId: string }
  | { kind: 'azure-managed'; clientId?: string }

/**
 * Whose turn a transaction waits for: of those that wait for the same, one at a time goes on to its end, and sees all
 * that those before it have done. `work`: whatever changes the school's tables. `outbox`: the queue of texts, and what
 * is on its way out, so that sending does not wait for a job at work. `record`: the record of runs, in short
 * transactions. Whoever needs several takes them in this order. SQLite has one turn for all: its write lock.
 */
export type Turn = 'work' | 'outbox' | 'record'

export interface TransactionOptions {
  /**
   * What it does can be done again. It need not survive a power failure then, which saves waiting for the disk; it
   * still happens as a whole or not at all.
   */
  repeatable?: boolean
  /** `work` unless given. */
  turn?: Turn
  /**
   * Done on the transaction's own connection, before it waits for its turn or keeps anybody waiting: to bring rows
   * along that came from elsewhere.
   */
  before?: ((session: Session) => Promise<void>) | undefined
  /**
   * Tables that it will read and change. Those that lie in another database are brought along beforehand, and may be
   * changed there; any other that lies there is brought when it is first asked for.
   */
  tables?: { reads: readonly string[]; writes: readonly string[] } | undefined
}

/** Until when, and how long at all, a statement may take. */
export interface StatementLimits {
  /** Milliseconds from now. */
  remaining(): number
  stop: AbortSignal
}

export interface Database extends Session {
  /** Where it is, for messages; never a password. */
  readonly place: string
  /**
   * Who logged in, as the server knows the person: `RIVERSIDE\j.smith`. Absent where the database knows no logins,
   * undefined where the login is nobody's own: a login of SQL Server is a name and a password in a config.
   */
  login?(): Promise<string | undefined>
  /** The database's own clock, epoch milliseconds. Every decision about time starts from it. */
  now(): Promise<number>
  /**
   * Runs `work` in one transaction that may write; commits when it returns, rolls back when it throws.
   * @throws DatabaseBusy when it was not its turn, or another writer held a row, for five seconds.
   */
  transaction<T>(work: (session: Session) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Runs `work` on one unchanging picture of the database. Nothing it writes is kept. */
  snapshot<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Another writer kept the database to itself for longer than we wait. Nothing was changed. */
export class DatabaseBusy extends Error {
  override name = 'DatabaseBusy'
}

/** Two transactions stood in each other's way, and the database chose this one to give in. Nothing was changed. */
export class DatabaseConflict extends DatabaseBusy {
  override name = 'DatabaseConflict'
}

/** The database cannot be opened or reached, or the connection to it was lost. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable'
  /** Whether it may be there again a little later without anybody doing anything. */
  readonly passes: boolean

  constructor(message: string, { passes = false }: { passes?: boolean } = {}) {
    super(message)
    this.passes = passes
  }
}

/** The login was refused. Trying again with the same words can lock the account. */
export class LoginRefused extends DatabaseUnreachable {
  override name = 'LoginRefused'
}

/** The server answered that a statement is wrong, or may not be done. */
export class StatementFailed extends Error {
  override name = 'StatementFailed'
  /** SQL Server's number of the error. */
  readonly number: number

  constructor(number: number, message: string) {
    super(message)
    this.number = number
  }
}

/**
 * Told about every statement before it is sent: the statement log, counters and crash tests.
 * @param built what it was built from; of rows that are staged, the query that gives them
 */
export type StatementListener = (sql: string, built?: Query) => void
