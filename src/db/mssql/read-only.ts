import sql from 'mssql'
import { type Row, type SqlServerPlace, StatementFailed } from '../database.ts'
import { type ForeignQuery, QueryRefused, QueryTooSlow } from '../read-only.ts'
import { connect } from './connect.ts'
import { changingWord } from './only-reads.ts'
import { parameter } from './parameter.ts'
import { translated } from './trouble.ts'
import { HoldsBytes, type ResultColumn, rowOf } from './value.ts'

/**
 * Asks on a connection of its own, in a transaction that is always rolled back: SQL Server has no transaction that
 * can only read, so a statement in which anything else begins is not even sent. The server is told to break it off
 * when its time is over.
 */
export async function* askServer(place: SqlServerPlace, query: ForeignQuery): AsyncGenerator<Row> {
  const word = changingWord(query.sql)
  if (word)
    throw new QueryRefused(
      `'${word}' begins something else than a SELECT, and a report only reads. A column of that name has to be in brackets: [${word}].`,
    )
  const pool = await connect(place)
  const transaction = new sql.Transaction(pool)
  try {
    await transaction.begin(sql.ISOLATION_LEVEL.READ_COMMITTED)
    yield* rowsOf(transaction, query)
  } finally {
    await transaction.rollback().catch(() => {})
    await pool.close()
  }
}

async function* rowsOf(
  transaction: sql.Transaction,
  { sql: text, values, within, onColumns }: ForeignQuery,
): AsyncGenerator<Row> {
  const Request = sql.Request as unknown as new (via: sql.Transaction, overrides: object) => sql.Request
  const request = new Request(transaction, { requestTimeout: within })
  request.arrayRowMode = true
  for (const [name, value] of Object.entries(values)) {
    const { type, value: sent } = parameter(value)
    request.input(name, type, sent)
  }
  const stream = request.toReadableStream({ objectMode: true, highWaterMark: 500 })
  let columns: ResultColumn[] | undefined
  request.on('recordset', (found: unknown) => {
    // Nobody hears what is thrown here.
    try {
      if (columns) throw new QueryRefused('There is a second statement, and a report has one.')
      columns = found as ResultColumn[]
      onColumns?.(columns.map(({ name }) => name))
    } catch (error) {
      stream.destroy(error as Error)
    }
  })
  const finished = request.query(text).catch(() => {})
  let isWhole = false
  try {
    for await (const row of stream) yield rowOf(columns!, row as unknown[])
    isWhole = true
  } catch (error) {
    throw refused(error, within)
  } finally {
    if (!isWhole) request.cancel()
    await finished
  }
}

function refused(error: unknown, within: number): unknown {
  if ((error as { code?: string }).code === 'ETIMEOUT')
    return new QueryTooSlow(`It took longer than ${within / 1000} s.`)
  const its = translated(error)
  return its instanceof StatementFailed || its instanceof HoldsBytes ? new QueryRefused(its.message) : its
}
