import sql from 'mssql'
import type {
  Database,
  Row,
  Session,
  SqlServerPlace,
  StatementListener,
  TransactionOptions,
} from '../database.ts'
import { mssqlBuilder } from './builder.ts'
import { addressOf, connect } from './connect.ts'
import { Names } from './names.ts'
import { MssqlSession } from './session.ts'
import { translated } from './trouble.ts'

export interface SqlServerOptions {
  /** A clock that stands for the server's own. */
  clock?: (() => number) | undefined
  onStatement?: StatementListener | undefined
  /** Tables of the contract that are in another database, with stand-ins here. */
  elsewhere?: ReadonlySet<string> | undefined
}

/**
 * Connects to SQL Server.
 * @throws DatabaseUnreachable
 */
export async function openSqlServer(
  place: SqlServerPlace,
  options: SqlServerOptions = {},
): Promise<SqlServerDatabase> {
  return new SqlServerDatabase(place, await connect(place), options)
}

export class SqlServerDatabase extends MssqlSession implements Database {
  readonly place: string
  readonly #pool: sql.ConnectionPool
  readonly #clock: (() => number) | undefined
  readonly #isPersonal: boolean
  readonly #readTimeout: number
  #hasSnapshots: Promise<boolean> | undefined

  constructor(
    place: SqlServerPlace,
    pool: sql.ConnectionPool,
    { clock, onStatement, elsewhere }: SqlServerOptions,
  ) {
    const names = new Names(place, elsewhere)
    super(pool, { names, timeout: place.statementTimeout, builder: mssqlBuilder(names), onStatement })
    this.place = `${addressOf(place)}, database ${place.database}`
    this.#pool = pool
    this.#isPersonal = place.login.kind === 'domain' || place.login.kind === 'azure-password'
    this.#clock = clock
    this.#readTimeout = place.readTimeout
  }

  async login(): Promise<string | undefined> {
    if (!this.#isPersonal) return undefined
    const { rows } = await this.ask({ text: 'SELECT ORIGINAL_LOGIN() AS login', parameters: [] })
    return rows[0]?.[0] as string
  }

  async now(): Promise<number> {
    if (this.#clock) return this.#clock()
    const { rows } = await this.ask({ text: 'SELECT SYSUTCDATETIME() AS now', parameters: [] })
    return (rows[0]![0] as Date).getTime()
  }

  async transaction<T>(
    work: (session: Session) => Promise<T>,
    { turn = 'work', before }: TransactionOptions = {},
  ): Promise<T> {
    return this.#between(sql.ISOLATION_LEVEL.READ_COMMITTED, 'commit', async (session) => {
      await before?.(session)
      await session.takeTurn(turn)
      return work(session)
    })
  }

  /** Of a database without row versions the picture is what has been committed, statement by statement. */
  async snapshot<T>(work: (session: Session) => Promise<T>): Promise<T> {
    this.#hasSnapshots ??= this.#allowsSnapshots()
    const level = (await this.#hasSnapshots)
      ? sql.ISOLATION_LEVEL.SNAPSHOT
      : sql.ISOLATION_LEVEL.READ_COMMITTED
    return this.#between(level, 'rollback', work, this.#readTimeout)
  }

  /** On one connection: what is said of the table's own numbers holds for the connection that it is said on. */
  override async bulkInsert(
    table: string,
    columns: string[],
    rows: Iterable<Row[string][]>,
  ): Promise<number> {
    return this.#between(sql.ISOLATION_LEVEL.READ_COMMITTED, 'commit', (session) =>
      session.bulkInsert(table, columns, rows),
    )
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }

  async #allowsSnapshots(): Promise<boolean> {
    const text = 'SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()'
    const { rows } = await this.ask({ text, parameters: [] })
    return rows[0]?.[0] === 1
  }

  async #between<T>(
    level: sql.IIsolationLevel,
    end: 'commit' | 'rollback',
    work: (session: MssqlSession) => Promise<T>,
    timeout = this.shared.timeout,
  ): Promise<T> {
    const transaction = new sql.Transaction(this.#pool)
    this.shared.onStatement?.('BEGIN TRANSACTION')
    await tried(() => transaction.begin(level))
    const session = new MssqlSession(transaction, { ...this.shared, timeout })
    try {
      const result = await work(session)
      await session.dropStaged()
      this.shared.onStatement?.(end.toUpperCase())
      await tried(() => transaction[end]())
      return result
    } catch (error) {
      this.shared.onStatement?.('ROLLBACK')
      await session.settled()
      // The server has done it already where the statement failed, and the connection is gone where it is lost.
      await transaction.rollback().catch(() => {})
      throw error
    }
  }
}

async function tried<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    throw translated(error)
  }
}
