import sql from 'mssql'
import { Connection } from 'tedious'
import { expect, onTestFinished } from 'vitest'
import type { TdsEndpoint } from './endpoint.ts'
import { int, nvarchar } from './types.ts'

/** The real client, with a pool of its own; it goes with the test. Its first connection only tries the server. */
export async function poolTo(endpoint: TdsEndpoint, options: sql.config['options'] = {}) {
  const pool = new sql.ConnectionPool(endpoint.settings(options))
  // A connection that is lost with a request under way says so a second time here; unheard, that ends the process.
  pool.on('error', () => {})
  onTestFinished(() => pool.close())
  return pool.connect()
}

/** What went wrong, as the client tells it. */
export const trouble = async (work: Promise<unknown>): Promise<sql.MSSQLError & Record<string, unknown>> =>
  work.then(
    () => expect.unreachable('it went well'),
    (error) => error,
  )

/** The same for tedious without mssql. */
export async function connectionTo(
  endpoint: TdsEndpoint,
): Promise<{ connection: Connection; refused?: Error; errors: number[] }> {
  const { server, port, user, password, database, options } = endpoint.settings()
  const connection = new Connection({
    server,
    authentication: { type: 'default', options: { userName: user, password } },
    options: { port, database, encrypt: options.encrypt },
  })
  const errors: number[] = []
  connection.on('errorMessage', ({ number }) => errors.push(number))
  onTestFinished(() => connection.close())
  const refused = await new Promise<Error | undefined>((resolve) => connection.connect(resolve))
  return { connection, refused, errors }
}

/** Rows one by one as they come, and what went wrong besides: a streamed request itself never fails. */
export async function streamed(request: sql.Request, statement: string, onRow = () => {}) {
  const seen: unknown[] = []
  const errors: Error[] = []
  request.stream = true
  request.on('row', (row) => {
    seen.push(row)
    onRow()
  })
  request.on('error', (error) => errors.push(error))
  await request.query(statement)
  return { seen, errors }
}

/** A request that soon gives up. What the client sends of itself before has all the time that it needs. */
export const hurried = (parent: sql.ConnectionPool | sql.Transaction): sql.Request =>
  // The types do not know of settings for one request.
  (parent.request as (overrides: { requestTimeout: number }) => sql.Request).call(parent, {
    requestTimeout: 50,
  })

/** What the client's callbacks say, as a promise. */
export const finished = (run: (done: (error?: Error | null) => void) => void) =>
  new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())))

/** The columns of most results here. */
export const pupils = { id: int, name: nvarchar(50) }
