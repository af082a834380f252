import { existsSync } from 'node:fs'
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
  const prepared = (text: string) => {
    onStatement?.(text)
    return connection.prepare(text)
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
        for (const one of statements) prepared(one.text).run(bound(one))
        prepared('COMMIT').run([])
      } catch (error) {
        prepared('ROLLBACK').run([])
        throw error
      }
    },
    async close() {
      connection.close()
      await letGo()
    },
  }
}
