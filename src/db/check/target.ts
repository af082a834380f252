import { quoted } from '../mssql/quote.ts'
import type { Unseen } from './found.ts'

/** A table, view or synonym in the schema of the school, as the catalogue has it. */
export interface ObjectRow {
  name: string
  id: number
  /** Of a synonym: what it stands for, in brackets, with as many parts as it was written with. */
  base: string | null
  base_id: number | null
  base_server: string | null
  base_database: string | null
}

/** What is to be looked into. */
export interface Target {
  /** The declared table. */
  name: string
  at: string
  base?: string
  /** The database it really is in; undefined for the connected one. */
  database: string | undefined
  /** Its number there. */
  id: number
}

/** Follows a synonym. */
export function targetOf(row: ObjectRow, name: string, schema: string): Target | Unseen {
  const at = quoted(schema, row.name)
  const { base, base_id: id, base_server: server, base_database: database } = row
  if (base === null) return { name, at, database: undefined, id: row.id }
  if (server !== null)
    return { at, why: `stands for ${base} on another server, where nobody can look whether it fits` }
  if (id === null)
    return { at, why: `stands for ${base}, which is not there, or the login has no right on it` }
  return { name, at, base, database: database ?? undefined, id }
}
