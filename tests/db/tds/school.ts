import Libsql from 'libsql'
import { onTestFinished } from 'vitest'
import { typeOfColumn } from '../../../src/db/columns.ts'
import type { SqlServerPlace } from '../../../src/db/database.ts'
import { date, datetime2 } from './dates.ts'
import { TdsEndpoint, type TdsManners } from './endpoint.ts'
import { done, failure, lockTimedOut, type Reply, rows } from './replies.ts'
import type { TdsRequest } from './requests.ts'
import { endsTransaction } from './transaction.ts'
import { translated } from './translate.ts'
import { bigint, bit, float, int, nvarchar, type TdsType } from './types.ts'

/** What is to go wrong with a request, before it is carried out or after. */
export interface Mishap {
  /** In place of carrying it out. */
  before?: Reply | undefined
  /** In place of the answer to what has been carried out. */
  after?: Reply | undefined
}

/**
 * A school that the program reaches as it reaches SQL Server: over TDS, with the statements it sends there. Behind
 * the endpoint they are carried out on an embedded database, each connection of the one on a connection of the other,
 * so that what has happened can be looked at, whatever became of the wire.
 */
export class ServedSchool {
  readonly endpoint: TdsEndpoint
  /** Asked about every request that is no set-up of the client's own. */
  mishap: (request: TdsRequest) => Mishap | undefined = () => undefined
  readonly #file: string
  readonly #connections = new Map<number, Libsql.Database>()

  private constructor(file: string, endpoint: TdsEndpoint) {
    this.#file = file
    this.endpoint = endpoint
  }

  /** @param file an embedded database with the school's tables and the program's own */
  static async start(file: string, manners: Omit<TdsManners, 'answer'> = {}): Promise<ServedSchool> {
    const endpoint = await TdsEndpoint.start({ ...manners, answer: (request) => school.#answer(request) })
    const school: ServedSchool = new ServedSchool(file, endpoint)
    onTestFinished(() => {
      for (const connection of school.#connections.values()) connection.close()
    })
    return school
  }

  get place(): SqlServerPlace {
    const { port, user, password, database } = this.endpoint.settings()
    return {
      type: 'sqlserver',
      server: '127.0.0.1',
      port: Number(port),
      database: String(database),
      schema: 'school',
      ownSchema: 'pars_auto',
      login: { kind: 'sql', user: String(user), password: String(password) },
      encrypt: false,
      trustServerCertificate: false,
      multiSubnetFailover: false,
      appName: 'pars-auto',
      connectTimeout: 5000,
      statementTimeout: 5000,
      readTimeout: 5000,
    }
  }

  /** What another program does while this connection is in a transaction; it goes if that is rolled back. */
  meanwhile({ connection }: TdsRequest, sql: string): void {
    this.#connection(connection).exec(sql)
  }

  #answer(request: TdsRequest): Reply | undefined {
    const { before, after } = this.mishap(request) ?? {}
    if (before) {
      if (isEnd(before)) this.#leave(request.connection)
      else if (rollsBack(before)) this.#rollBack(request.connection)
      return before
    }
    const answer = this.#carriedOut(request)
    if (after && isEnd(after)) this.#leave(request.connection)
    return after ?? answer
  }

  /** The server rolls back what a connection that is gone has left open. */
  #leave(connection: number): void {
    this.#rollBack(connection)
    this.#connections.get(connection)?.close()
    this.#connections.delete(connection)
  }

  #rollBack(connection: number): void {
    const left = this.#connections.get(connection)
    if (left?.inTransaction) left.exec('ROLLBACK')
  }

  #carriedOut(request: TdsRequest): Reply | undefined {
    const db = this.#connection(request.connection)
    try {
      switch (request.kind) {
        case 'begin':
          db.exec(request.isolation === 'snapshot' ? 'BEGIN' : 'BEGIN IMMEDIATE')
          return undefined
        case 'commit':
        case 'rollback':
          db.exec(request.kind)
          return undefined
        case 'bulk':
          return done(load(db, request))
        case 'batch':
        case 'rpc':
          return asked(db, request)
        default:
          return undefined
      }
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code?.startsWith('SQLITE_BUSY')) return lockTimedOut()
      return failure(code?.startsWith('SQLITE_CONSTRAINT') ? 2627 : 50_000, message, 14)
    }
  }

  #connection(number: number): Libsql.Database {
    const known = this.#connections.get(number)
    if (known) return known
    const made = new Libsql(this.#file, { timeout: 0 })
    this.#connections.set(number, made)
    return made
  }
}

/** Whether the server has ended the transaction with it. */
const rollsBack = (reply: Reply) =>
  [reply]
    .flat()
    .some((step) =>
      step.step === 'failure'
        ? step.rollsBack || endsTransaction.has(step.number)
        : step.step === 'hang' && step.attention === 'rolls back',
    )

const isEnd = (reply: Reply) => [reply].flat().some(({ step }) => step === 'drop' || step === 'cut')

function asked(db: Libsql.Database, request: TdsRequest): Reply {
  const values = Object.fromEntries(
    request.parameters.map(({ name, type, value }) => [name, stored(value, type)]),
  )
  // Several statements of one request have a line each; what declares something belongs to what follows.
  const parts = request.sql.startsWith('DECLARE') ? [request.sql] : request.sql.split(/;\n(?=\S)/)
  const answers = parts.map((one) => answered(db, one, values))
  return answers.flat()
}

function answered(db: Libsql.Database, tsql: string, values: Record<string, unknown>): Reply {
  let answer: Reply = done()
  for (const { sql, gives } of translated(tsql, values)) {
    const statement = db.prepare(sql)
    if (statement.reader) answer = resultOf(statement.all(values) as Record<string, unknown>[])
    else {
      const { changes, lastInsertRowid } = statement.run(values)
      if (gives === 'count') answer = rows({ n: int }, [{ n: changes }])
      if (gives === 'identity') answer = rows({ id: bigint }, [{ id: BigInt(lastInsertRowid) }])
    }
  }
  return answer
}

/** A value as an embedded database keeps it. */
function stored(value: unknown, type: string): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return Number(value)
  if (type.startsWith('datetime2') && typeof value === 'string') return `${value.slice(0, 23)}Z`
  return value
}

function load(db: Libsql.Database, { sql, rows: loaded }: TdsRequest): number {
  const [, into = '', columns = ''] = /^insert bulk (\S+?)\s*\((.*?)\)(?: with .*)?$/is.exec(sql) ?? []
  const types = [...columns.matchAll(/\[(\w+)\] (\w+(?:\([\w, ]+\))?)/g)].map(([, name, type]) => ({
    name,
    type,
  }))
  const names = types.map(({ name }) => `"${name}"`).join(', ')
  const table = into.replaceAll(/[[\]]/g, '').split('.').at(-1)
  const insert = db.prepare(`INSERT INTO "${table}" (${names}) VALUES (${types.map(() => '?').join(', ')})`)
  for (const row of loaded) insert.run(row.map((value, at) => stored(value, types[at]!.type!)))
  return loaded.length
}

function resultOf(found: Record<string, unknown>[]): Reply {
  const names = Object.keys(found[0] ?? { nothing: null })
  const columns = Object.fromEntries(
    names.map(
      (name) =>
        [
          name,
          typeFor(
            name,
            found.map((row) => row[name]),
          ),
        ] as const,
    ),
  )
  const sent = found.map((row) =>
    Object.fromEntries(names.map((name) => [name, toSend(row[name], columns[name]!)] as const)),
  )
  return rows(columns as never, sent as never)
}

const moment = datetime2(3)
const text = nvarchar('max')

/** As the contract declares a column of that name, where the values are such; else as the values are. */
function typeFor(name: string, values: unknown[]): TdsType<never> {
  const all = values.filter((value) => value !== null)
  const are = (test: (value: unknown) => boolean) => all.length > 0 && all.every(test)
  const declared = typeOfColumn(name)
  if (declared === 'date' && are((value) => /^\d{4}-\d\d-\d\d$/.test(String(value)))) return date as never
  if ((declared === 'instant' || name === 'now') && are((value) => /^\d{4}-.*Z$/.test(String(value))))
    return moment as never
  if (declared === 'flag' && are((value) => value === 0 || value === 1)) return bit as never
  if (are((value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31)) return int as never
  if (are((value) => Number.isInteger(value))) return bigint as never
  return (are((value) => typeof value === 'number') ? float : text) as never
}

function toSend(value: unknown, type: TdsType<never>): unknown {
  if (value === null || value === undefined) return null
  if (type === (bit as unknown)) return value === 1
  if (type === (bigint as unknown)) return BigInt(value as number)
  if (type === (moment as unknown)) return String(value).slice(0, -1)
  return type === (text as unknown) ? String(value) : value
}
