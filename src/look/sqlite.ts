import { existsSync } from 'node:fs'
import type Libsql from 'libsql'
import { DatabaseUnreachable, type SqlitePlace, type StatementListener } from '../db/database.ts'
import { letGo } from '../db/let-go.ts'
import { open } from '../db/sqlite-connection.ts'
import type { Looking } from './look.ts'
import type { Sent } from './statement.ts'

/** @throws DatabaseUnreachable */
export function openToLook(
  { file }: SqlitePlace,
  onStatement?: StatementListener,
  patience?: number,
): Looking {
  if (!existsSync(file)) throw new DatabaseUnreachable(`There is no database at ${file}.`)
  const connection = open(file, patience)
  const known = new Map<string, Libsql.Statement>()
  const prepared = (text: string) => {
    onStatement?.(text)
    const statement = known.get(text) ?? connection.prepare(text)
    known.set(text, statement)
    return statement
  }
  const bound = ({ values }: Sent) =>
    values.map(({ value }) => (typeof value === 'boolean' ? Number(value) : value))
  return {
    // An embedded database goes by the clock of the host.
    async ask(statements) {
      return { found: statements.some((one) => prepared(one.text).get(bound(one)) !== undefined) }
    },
    async write(statements) {
      prepared('BEGIN IMMEDIATE').run([])
      try {
        let changes = 0
        for (const one of statements)
          if (!one.isInstead || changes === 0) changes = prepared(one.text).run(bound(one)).changes
        prepared('COMMIT').run([])
      } catch (error) {
        prepared('ROLLBACK').run([])
        throw error
      }
    },
    async close() {
      known.clear()
      connection.close()
      await letGo()
    },
  }
}
