import type { Kind } from './kinds.ts'

interface Known {
  args: [least: number, most: number]
  /** What it gives; none for what its arguments are. */
  gives?: Kind
  kind?: 'aggregate' | 'window'
}

/** What SQL Server 2016 has and SQLite has, or one of our own functions writes, and both mean the same by. */
export const functions: Record<string, Known> = {
  count: { args: [1, 1], gives: 'int', kind: 'aggregate' },
  sum: { args: [1, 1], kind: 'aggregate' },
  min: { args: [1, 1], kind: 'aggregate' },
  max: { args: [1, 1], kind: 'aggregate' },
  row_number: { args: [0, 0], gives: 'int', kind: 'window' },
  rank: { args: [0, 0], gives: 'int', kind: 'window' },
  dense_rank: { args: [0, 0], gives: 'int', kind: 'window' },
  lag: { args: [1, 3], kind: 'window' },
  lead: { args: [1, 3], kind: 'window' },
  first_value: { args: [1, 1], kind: 'window' },
  last_value: { args: [1, 1], kind: 'window' },
  coalesce: { args: [2, 99] },
  nullif: { args: [2, 2] },
  // Of a single text it is an error, and a moment it writes without T and Z.
  concat: { args: [2, 254], gives: 'text' },
  lower: { args: [1, 1], gives: 'text' },
  upper: { args: [1, 1], gives: 'text' },
  // With what to take away since 2022 only; TRIM since 2017.
  ltrim: { args: [1, 1], gives: 'text' },
  rtrim: { args: [1, 1], gives: 'text' },
  replace: { args: [3, 3], gives: 'text' },
  substring: { args: [3, 3], gives: 'text' },
  abs: { args: [1, 1] },
  // Of one number it is an error.
  round: { args: [2, 2], gives: 'fraction' },
  object_id: { args: [1, 2], gives: 'int' },
  schema_id: { args: [1, 1], gives: 'int' },
  sysutcdatetime: { args: [0, 0], gives: 'instant' },
}
