import { existsSync, rmSync } from 'node:fs'
import knex from 'knex'
import type Libsql from 'libsql'
import { contract, type TableName } from './contract.ts'
import {
  type Database,
  DatabaseBusy,
  DatabaseUnreachable,
  type Query,
  type Row,
  type Session,
  type StatementListener,
  type TransactionOptions,
} from './database.ts'
import { sqliteDdl } from './ddl.ts'
import { connect } from './sqlite-connection.ts'

const builder = knex({ client: 'better-sqlite3', useNullAsDefault: true })

export interface SqliteOptions {
  /** The clock that stands for the database's own: an embedded database has none. */
  clock: () => number
  onStatement?: StatementListener | undefined
}

/** Makes a new, empty embedded database. WAL is chosen here, once: choosing it later races with other openers. */
export function createSqlite(file: string, options: SqliteOptions): SqliteDatabase {
  // The log of a database that was removed by hand would be taken for this one's.
  for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true })
  const connection = connect(file)
  connection.exec('PRAGMA journal_mode = WAL')
  return new SqliteDatabase(file, connection, options)
}

/** @throws DatabaseUnreachable when there is no such file, or it is not a database. */
export function openSqlite(file: string, options: SqliteOptions): SqliteDatabase {
  if (!existsSync(file))
    throw new DatabaseUnreachable(
      `There is no database at ${file}. To make one of made-up pupils: pars-auto demo`,
    )
  return new SqliteDatabase(file, connect(file), options)
}

class SqliteSession implements Session {
  readonly dialect = 'sqlite'
  readonly sql = builder
  protected readonly connection: Libsql.Database
  protected readonly onStatement: StatementListener | undefined
  readonly #staged: string[] = []
  readonly #standIns: TableName[] = []

  constructor(connection: Libsql.Database, onStatement: StatementListener | undefined) {
    this.connection = connection
    this.onStatement = onStatement
  }

  async all<R>(query: Query): Promise<R[]> {
    return this.send(query, (statement, bindings) => statement.all(bindings)) as R[]
  }

  async first<R>(query: Query): Promise<R | undefined> {
    return (await this.all<R>(query))[0]
  }

  async *each<R>(query: Query): AsyncGenerator<R> {
    yield* this.send(query, (statement, bindings) => statement.iterate(bindings) as IterableIterator<R>)
  }

  async run(query: Query): Promise<number> {
    return this.send(query, (statement, bindings) => statement.run(bindings)).changes
  }

  async insert(table: string, row: Row): Promise<number> {
    const query = this.sql(table).insert(row)
    return Number(this.send(query, (statement, bindings) => statement.run(bindings)).lastInsertRowid)
  }

  /** JSON carries any number of rows in one parameter, several times faster than a statement a row. */
  async bulkInsert(table: string, columns: string[], rows: Iterable<Row[string][]>): Promise<number> {
    const names = columns.map((column) => `"${column}"`).join(', ')
    const values = columns.map((_, at) => `value ->> ${at}`).join(', ')
    const text = `INSERT INTO "${table}" (${names}) SELECT ${values} FROM json_each(?)`
    // One statement for all batches: each statement keeps its text until it is collected.
    return this.send(text, (statement) => {
      let added = 0
      for (const batch of batchesOf(rows, 5000)) added += statement.run([JSON.stringify(batch)]).changes
      return added
    })
  }

  async stage(query: Query): Promise<string> {
    const name = `staged_${this.#staged.length + 1}`
    const { sql, bindings } = query.toSQL().toNative()
    const create = this.sql.raw(`CREATE TEMP TABLE ${name} AS ${sql}`, bindings as never)
    this.send(create, (statement, values) => statement.run(values), query)
    this.#staged.push(name)
    return name
  }

  async stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<string> {
    const name = `staged_${this.#staged.length + 1}`
    const names = columns
      .map((column) => (column === key ? `"${column}" INTEGER PRIMARY KEY` : `"${column}"`))
      .join(', ')
    this.send(`CREATE TEMP TABLE ${name} (${names})`, (statement) => statement.run([]))
    this.#staged.push(name)
    await this.bulkInsert(name, columns, rows)
    return name
  }

  async standIn(table: TableName): Promise<void> {
    this.#standIns.push(table)
    for (const text of sqliteDdl.standIn(table, contract[table]))
      this.send(text, (statement) => statement.run([]))
  }

  nameOf(table: string): string {
    return table
  }

  /** Whoever writes has the only turn there is. */
  async takeTurn(): Promise<void> {}

  /** A rollback drops them by itself, and also where somebody has stopped reading one in the middle. */
  dropStaged(): void {
    for (const name of [...this.#staged, ...this.#standIns])
      this.send(`DROP TABLE temp.${name}`, (statement) => statement.run([]))
  }

  /** Those that were made before the transaction began, of one that was rolled back. */
  dropStandIns(): void {
    for (const name of this.#standIns)
      this.send(`DROP TABLE IF EXISTS temp.${name}`, (statement) => statement.run([]))
  }

  protected send<T>(
    query: Query | string,
    use: (statement: Libsql.Statement, bindings: unknown[]) => T,
    built = typeof query === 'string' ? undefined : query,
  ): T {
    const { sql, bindings } =
      typeof query === 'string' ? { sql: query, bindings: [] } : query.toSQL().toNative()
    this.onStatement?.(sql, built)
    try {
      return use(this.connection.prepare(sql), bindings.map(bound))
    } catch (error) {
      throw translated(error)
    }
  }
}

export class SqliteDatabase extends SqliteSession implements Database {
  readonly place: string
  readonly #clock: () => number
  #open: Session | undefined

  constructor(file: string, connection: Libsql.Database, options: SqliteOptions) {
    super(connection, options.onStatement)
    this.place = file
    this.#clock = options.clock
  }

  /** Whether nobody has made a table yet. */
  isEmpty(): boolean {
    return this.connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table'").get([]) === undefined
  }

  async now(): Promise<number> {
    return this.#clock()
  }

  async transaction<T>(
    work: (session: Session) => Promise<T>,
    { repeatable = false, before }: TransactionOptions = {},
  ): Promise<T> {
    if (repeatable) this.connection.exec('PRAGMA synchronous = NORMAL')
    try {
      // IMMEDIATE: a transaction that reads first and writes later loses half of its races.
      const inside = async (session: SqliteSession) => {
        const result = await work(session)
        session.dropStaged()
        return result
      }
      return await this.between('BEGIN IMMEDIATE', 'COMMIT', inside, before)
    } finally {
      if (repeatable) this.connection.exec('PRAGMA synchronous = FULL')
    }
  }

  async snapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.between('BEGIN DEFERRED', 'ROLLBACK', work)
  }

  private async between<T>(
    begin: string,
    end: string,
    work: (session: SqliteSession) => Promise<T>,
    before?: TransactionOptions['before'],
  ): Promise<T> {
    const session = new SqliteSession(this.connection, this.onStatement)
    try {
      await before?.(session)
      this.send(begin, (statement) => statement.run([]))
      this.#open = session
      const result = await work(session)
      this.#open = undefined
      this.send(end, (statement) => statement.run([]))
      return result
    } catch (error) {
      this.#open = undefined
      this.rollBack(session)
      throw error
    }
  }

  private rollBack(session: SqliteSession): void {
    try {
      this.send('ROLLBACK', (statement) => statement.run([]))
    } catch {
      // SQLite has rolled back by itself, or the connection is gone. Why it came to this matters more.
    }
    try {
      session.dropStandIns()
    } catch {
      // Likewise.
    }
  }

  /** There is one connection: a statement beside the open transaction would silently become part of it. */
  protected override send<T>(
    query: Query | string,
    use: (statement: Libsql.Statement, bindings: unknown[]) => T,
    built?: Query,
  ): T {
    if (this.#open) throw new Error('A statement was sent beside the open transaction instead of inside it.')
    return super.send(query, use, built)
  }

  async close(): Promise<void> {
    this.connection.close()
  }
}

function bound(value: unknown): unknown {
  if (value === undefined) throw new Error('A statement has a parameter without a value.')
  if (typeof value === 'boolean') return value ? 1 : 0
  return value
}

function translated(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? ''
  // PROTOCOL: so many processes opened the write-ahead log at once that SQLite gave up taking turns.
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return new DatabaseBusy((error as Error).message)
  if (/^SQLITE_(NOTADB|CORRUPT|CANTOPEN)/.test(code)) return new DatabaseUnreachable((error as Error).message)
  return error
}

function* batchesOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
