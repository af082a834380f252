import sql from 'mssql'
import type { SqlServerPlace, StatementListener } from '../db/database.ts'
import { connect } from '../db/mssql/connect.ts'
import { parameter, Typed } from '../db/mssql/parameter.ts'
import type { Looking } from './look.ts'
import type { Sent } from './statement.ts'

/**
 * Everything in two requests: a server in another building answers each in some milliseconds.
 * @throws DatabaseUnreachable
 * @throws LoginRefused
 */
export async function openToLook(place: SqlServerPlace, onStatement?: StatementListener): Promise<Looking> {
  const pool = await connect(place)
  const send = async (statements: Sent[], before = '') => {
    const request = new sql.Request(pool)
    const values = statements.flatMap((one) => one.values)
    for (const [at, { value, type }] of values.entries()) {
      const { type: declared, value: bound } = parameter(type ? new Typed(value, type) : value)
      request.input(`p${at}`, declared, bound)
    }
    const text = before + renumbered(statements).join(';\n')
    onStatement?.(text)
    return request.query(text)
  }
  return {
    async ask(statements) {
      const { recordsets } = await send(statements, 'SELECT SYSUTCDATETIME() AS now;\n')
      const [clock, ...rest] = recordsets as unknown as { now: Date }[][]
      return { clock: clock![0]!.now.getTime(), found: rest.some((rows) => rows.length > 0) }
    },
    async write(statements) {
      await send(statements)
    },
    async close() {
      await pool.close()
    },
  }
}

/** The texts of statements whose parameters are each counted from 0, as parts of one. */
function renumbered(statements: Sent[]): string[] {
  let before = 0
  return statements.map(({ text, values }) => {
    const first = before
    before += values.length
    return text.replace(/@p(\d+)/g, (_whole, number) => `@p${first + Number(number)}`)
  })
}
