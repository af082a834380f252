import { contract, type TableName } from '../contract.ts'
import type { Query, Session } from '../database.ts'

/** Which of the tables a statement reads or writes, as it will be sent. */
export function mentioned(
  { dialect }: Pick<Session, 'dialect'>,
  query: Query,
  tables: ReadonlySet<TableName>,
): TableName[] {
  const { sql } = query.toSQL().toNative()
  const found = new Set<TableName>()
  for (const [, name] of sql.matchAll(patterns[dialect]))
    if (name !== undefined && name in contract && tables.has(name as TableName)) found.add(name as TableName)
  return [...found]
}

const patterns = {
  // A column may be called like a table: what stands behind these words is none.
  sqlite: /\b(?:from|join|into|update)\s+[`"]?(\w+)/gi,
  mssql: /\[#(\w+)\]/g,
}
