import type { Knex } from 'knex'
import sql from 'mssql'
import { contract, type TableName } from '../contract.ts'
import type { Query, Row, Session, StatementLimits, StatementListener, Turn } from '../database.ts'
import { DatabaseBusy, DatabaseConflict } from '../database.ts'
import { mssqlDdl } from './ddl.ts'
import { columnsFor, type LoadColumn } from './load.ts'
import type { Names } from './names.ts'
import { type Parameter, parameter } from './parameter.ts'
import { translated } from './trouble.ts'
import { type ResultColumn, rowOf } from './value.ts'

/** Where statements go: any connection of the pool, or the one that holds a transaction. */
export type Via = sql.ConnectionPool | sql.Transaction

/** What the sessions of a database share. */
export interface Shared {
  builder: Knex
  names: Names
  /** Milliseconds that a statement may take where nobody says otherwise. */
  timeout: number
  onStatement?: StatementListener | undefined
}

const LOADED = '#loaded'

/** Rows that go to the server in one bulk load. */
const LOAD = 5000

const TURN_TIMEOUT = 5000

/** What a transaction holds, whoever asks in it. */
interface Held {
  /** Names of its temporary tables. */
  staged: string[]
  /** Requests that have no answer yet. */
  open: Set<Promise<unknown>>
  /** Those of them whose rows somebody reads one by one, and may read no further. */
  reads: Set<sql.Request>
}

interface Statement {
  text: string
  parameters: Parameter[]
}

/** A statement, and its answer, on a connection of SQL Server. */
export class MssqlSession implements Session {
  readonly dialect = 'mssql'
  readonly sql: Knex
  protected readonly via: Via
  protected readonly shared: Shared
  readonly #limits: StatementLimits | undefined
  readonly #held: Held

  constructor(
    via: Via,
    shared: Shared,
    limits?: StatementLimits,
    held: Held = { staged: [], open: new Set(), reads: new Set() },
  ) {
    this.via = via
    this.shared = shared
    this.sql = shared.builder
    this.#limits = limits
    this.#held = held
  }

  async all<R>(query: Query): Promise<R[]> {
    const { columns, rows } = await this.ask(compiled(query))
    return rows.map((values) => rowOf(columns, values)) as R[]
  }

  async first<R>(query: Query): Promise<R | undefined> {
    return (await this.all<R>(query))[0]
  }

  async *each<R>(query: Query): AsyncGenerator<R> {
    const statement = compiled(query)
    const request = this.#request(statement)
    this.shared.onStatement?.(statement.text)
    let columns: ResultColumn[] = []
    request.on('recordset', (found: unknown) => {
      columns = found as ResultColumn[]
    })
    const stream = request.toReadableStream({ objectMode: true, highWaterMark: 500 })
    const finished = request.query(statement.text).catch(() => {})
    const { open, reads } = this.#held
    open.add(finished)
    reads.add(request)
    let isWhole = false
    try {
      for await (const values of stream) yield rowOf(columns, values as unknown[]) as R
      isWhole = true
    } catch (error) {
      throw translated(error)
    } finally {
      // Whoever stops reading early: the server is told, and the connection is free for what comes next.
      if (!isWhole) request.cancel()
      await finished
      open.delete(finished)
      reads.delete(request)
    }
  }

  async run(query: Query): Promise<number> {
    const { text, parameters } = compiled(query)
    // A trigger's own counts come as well, in any order; this one is the statement's.
    const counted = `${text.replace(/;select @@rowcount$/, '')};SELECT @@ROWCOUNT AS n`
    const { rows } = await this.ask({ text: counted, parameters })
    return Number(rows[0]?.[0] ?? 0)
  }

  async insert(table: string, row: Row): Promise<number> {
    const { text, parameters } = compiled(this.sql(table).insert(row))
    // OUTPUT fails on a table with triggers, and @@IDENTITY is theirs.
    const { rows } = await this.ask({
      text: `${text};SELECT CAST(SCOPE_IDENTITY() AS bigint) AS id`,
      parameters,
    })
    return Number(rows[0]?.[0] ?? 0)
  }

  /**
   * By way of a temporary table: a bulk load into a table of the school's would pass by its triggers and constraints,
   * and want the right to alter it (Microsoft, "bcp utility", "Permissions"). Only inside a transaction.
   */
  async bulkInsert(table: string, columns: string[], rows: Iterable<Row[string][]>): Promise<number> {
    const { names } = this.shared
    const name = names.of(table)
    const load = columnsFor(table, columns, [])
    if (names.isElsewhere(table)) return this.#load(name, load, rows)
    const definitions = load.map(({ column, declaration }) => `[${column}] ${declaration} NULL`)
    await this.batch(`CREATE TABLE ${LOADED} (${definitions.join(', ')})`)
    await this.#load(
      LOADED,
      load.map((one) => ({ ...one, nullable: true, identity: false })),
      rows,
    )
    const list = columns.map((column) => `[${column}]`).join(', ')
    const into = names.quoted(name)
    const numbers = load.some(({ identity }) => identity)
    if (numbers) await this.batch(`SET IDENTITY_INSERT ${into} ON`)
    const added = await this.run(this.sql.raw(`INSERT INTO ${into} (${list}) SELECT ${list} FROM ${LOADED}`))
    if (numbers) await this.batch(`SET IDENTITY_INSERT ${into} OFF`)
    await this.batch(`DROP TABLE ${LOADED}`)
    return added
  }

  /**
   * A temporary table that is made by a statement with parameters is gone when the statement ends. So it is made
   * empty by one whose parameters are declared and have no value, and filled by another.
   */
  async stage(query: Query): Promise<string> {
    const name = this.#newName()
    const { text, parameters } = compiled(query)
    const declared = parameters.map(({ declaration }, at) => `@p${at} ${declaration}`)
    const declare = declared.length > 0 ? `DECLARE ${declared.join(', ')};\n` : ''
    // Joined to nothing, so that a column which gives out numbers does not go on doing so in the copy.
    await this.batch(
      `${declare}SELECT TOP (0) rows_to_be.* INTO ${name} FROM (${text}) AS rows_to_be LEFT JOIN (SELECT 1 AS one) AS nothing ON 1 = 0`,
    )
    await this.ask({ text: `INSERT INTO ${name} ${text}`, parameters })
    return name
  }

  async stageRows(columns: string[], rows: Iterable<Row[string][]>, key?: string): Promise<string> {
    const name = this.#newName()
    const all = [...rows]
    const load = columnsFor(undefined, columns, all)
    const definitions = load.map(({ column, declaration }) =>
      column === key ? `[${column}] int NOT NULL PRIMARY KEY` : `[${column}] ${declaration} NULL`,
    )
    await this.batch(`CREATE TABLE ${name} (${definitions.join(', ')})`)
    const keyed = load.map((one) => (one.column === key ? { ...one, type: sql.Int(), nullable: false } : one))
    await this.#load(name, keyed, all)
    return name
  }

  async standIn(table: TableName): Promise<void> {
    this.#held.staged.push(this.nameOf(table))
    for (const text of mssqlDdl(this.nameOf).standIn(table, contract[table])) await this.batch(text)
  }

  readonly nameOf = (table: string): string => this.shared.names.of(table)

  async takeTurn(turn: Turn): Promise<void> {
    const resource = `pars-auto ${this.shared.names.ownSchema} ${turn}`
    const { rows } = await this.ask({
      text: `DECLARE @answer int; EXEC @answer = sp_getapplock @Resource = @p0, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = ${TURN_TIMEOUT}; SELECT @answer AS answer`,
      parameters: [parameter(resource)],
    })
    const answer = Number(rows[0]?.[0])
    if (answer === -1) throw new DatabaseBusy('Another run of pars-auto is writing.')
    if (answer === -3) throw new DatabaseConflict('Another run of pars-auto is writing.')
    if (!(answer >= 0)) throw new Error(`sp_getapplock answered ${answer}.`)
  }

  within(limits: StatementLimits): Session {
    return new MssqlSession(this.via, this.shared, limits, this.#held)
  }

  /** Drops this transaction's temporary tables: the connection goes back to the pool. */
  async dropStaged(): Promise<void> {
    if (this.#held.staged.length > 0) await this.batch(`DROP TABLE ${this.#held.staged.join(', ')}`)
  }

  /**
   * Waits for what is still under way: a transaction cannot be ended before. Whoever reads may have stopped without a
   * word, as a pipeline does whose file cannot be written.
   */
  async settled(): Promise<void> {
    for (const request of this.#held.reads) request.cancel()
    await Promise.allSettled(this.#held.open)
  }

  /** A statement with parameters. Rows come as their values in the order of the columns. */
  protected async ask(statement: Statement): Promise<{ columns: ResultColumn[]; rows: unknown[][] }> {
    const request = this.#request(statement)
    this.shared.onStatement?.(statement.text)
    return this.#answered(request, async () => {
      const result = await request.query(statement.text)
      const sets = result.recordsets as unknown as unknown[][][]
      const columns = (result as unknown as { columns: ResultColumn[][] }).columns
      return { columns: columns.at(-1) ?? [], rows: sets.at(-1) ?? [] }
    })
  }

  /** Statements without parameters, whose temporary tables stay. */
  protected async batch(text: string): Promise<void> {
    const request = this.#request({ text, parameters: [] })
    this.shared.onStatement?.(text)
    await this.#answered(request, () => request.batch(text))
  }

  async #load(name: string, columns: LoadColumn[], rows: Iterable<Row[string][]>): Promise<number> {
    let added = 0
    for (const some of chunksOf(rows, LOAD)) {
      const table = new sql.Table(name)
      for (const { column, type, nullable } of columns) table.columns.add(column, type as never, { nullable })
      table.rows.push(...(some as unknown as typeof table.rows))
      this.shared.onStatement?.(`INSERT BULK ${name}`)
      const request = this.#request({ text: '', parameters: [] })
      const { rowsAffected } = await this.#answered(request, () => request.bulk(table, { keepNulls: true }))
      added += rowsAffected
    }
    return added
  }

  #newName(): string {
    const name = `#staged_${this.#held.staged.length + 1}`
    this.#held.staged.push(name)
    return name
  }

  #request({ parameters }: Statement): sql.Request {
    const remaining = this.#limits?.remaining() ?? this.shared.timeout
    const Request = sql.Request as unknown as new (via: Via, overrides: object) => sql.Request
    const request = new Request(this.via, { requestTimeout: Math.max(1, remaining) })
    request.arrayRowMode = true
    for (const [at, { type, value }] of parameters.entries()) request.input(`p${at}`, type, value)
    return request
  }

  async #answered<T>(request: sql.Request, send: () => Promise<T>): Promise<T> {
    const { stop } = this.#limits ?? {}
    const cancel = () => request.cancel()
    stop?.addEventListener('abort', cancel, { once: true })
    const sent = send()
    this.#held.open.add(sent)
    try {
      return await sent
    } catch (error) {
      throw translated(error)
    } finally {
      this.#held.open.delete(sent)
      stop?.removeEventListener('abort', cancel)
    }
  }
}

function compiled(query: Query): Statement {
  const { sql: text, bindings } = query.toSQL().toNative()
  return { text, parameters: bindings.map(parameter) }
}

function* chunksOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length === size) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
