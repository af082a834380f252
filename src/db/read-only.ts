import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { shipped } from '../shipped.ts'
import type { DatabasePlace, Row, SqlitePlace } from './database.ts'

/** A statement that somebody else wrote. */
export interface ForeignQuery {
  /** One SELECT, in the words of the database; its parameters as `@name`. */
  sql: string
  /** Bound to them, never pasted in. */
  values: Record<string, string | number | null>
  /** Milliseconds after which it is ended. */
  within: number
  /** Told what the statement gives, before its rows; may throw. */
  onColumns?(names: string[]): void
}

/** The database did not take the statement. The message is the database's own. */
export class QueryRefused extends Error {
  override name = 'QueryRefused'
}

/** It was ended because its time was over. */
export class QueryTooSlow extends Error {
  override name = 'QueryTooSlow'
}

/**
 * The rows of a statement that somebody else wrote. It can change nothing, and is ended when it takes too long.
 * @throws QueryRefused
 * @throws QueryTooSlow
 */
export async function* askReadOnly(place: DatabasePlace, query: ForeignQuery): AsyncGenerator<Row> {
  if (place.type === 'sqlite') yield* askEmbedded(place, query)
  else yield* (await import('./mssql/read-only.ts')).askServer(place, query)
}

/** In a process of its own, since the calls of an embedded database cannot be broken off from within. */
async function* askEmbedded(
  { file }: SqlitePlace,
  { sql, values, within, onColumns }: ForeignQuery,
): AsyncGenerator<Row> {
  const child = spawn(process.execPath, [shipped('bin/read-only.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    windowsHide: true,
  })
  let isLate = false
  const limit = setTimeout(() => {
    isLate = true
    child.kill('SIGKILL')
  }, within)
  // It may be gone before it has read what it was asked; then it has said why.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify({ file, sql, values, within }))
  let columns: string[] | undefined
  let isWhole = false
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line) as Row[string][] | { error: string } | { end: true }
      if ('error' in said) throw new QueryRefused(said.error)
      if ('end' in said) isWhole = true
      else if (columns) yield named(columns, said)
      else {
        columns = said as string[]
        onColumns?.(columns)
      }
    }
  } finally {
    clearTimeout(limit)
    child.kill('SIGKILL')
  }
  if (isLate && !isWhole) throw new QueryTooSlow(`It took longer than ${within / 1000} s.`)
  if (!isWhole) throw new Error('The process that asked the database ended before its time.')
}

const named = (columns: string[], values: Row[string][]): Row =>
  Object.fromEntries(columns.map((column, at) => [column, values[at] ?? null]))
