import type { Found, FoundColumn } from './found.ts'

/** A column, as SQL Server's catalogue has it. */
export interface CatalogueColumn {
  id: number
  /** U or V. */
  object_type: string
  name: string
  /** Null for one that is made of program code, such as geography. */
  type: string | null
  /** Bytes; -1 for as long as it likes. */
  max_length: number
  precision: number
  scale: number
  is_nullable: number
  is_identity: number
  is_optional: number
}

/** A column of an index, in the order of the index. */
export interface KeyColumn {
  id: number
  index_id: number
  is_unique: number
  name: string
}

export function columnOf(row: CatalogueColumn): FoundColumn {
  const { max_length: bytes, precision, scale } = row
  const type = row.type ?? 'a type of program code'
  const isText = /^(n?(var)?char|sysname)$/.test(type)
  const size = /^(n|sysname)/.test(type) ? bytes / 2 : bytes
  return {
    type,
    ...(isText ? { length: bytes === -1 ? Number.POSITIVE_INFINITY : size } : { precision, scale }),
    nullable: row.is_nullable === 1,
    identity: row.is_identity === 1,
    // A rowversion is counted up by the database.
    optional: row.is_optional === 1 || type === 'timestamp',
  }
}

export function keysOf(rows: KeyColumn[]): Pick<Found, 'keys' | 'indexes'> {
  const ids = [...new Set(rows.map((row) => row.index_id))]
  const all = ids.map((id) => rows.filter((row) => row.index_id === id))
  const namesOf = (index: KeyColumn[]) => index.map(({ name }) => name)
  return { keys: all.filter(([first]) => first?.is_unique === 1).map(namesOf), indexes: all.map(namesOf) }
}
