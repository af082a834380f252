import type { JobTable } from '../tables.ts'

/** What a database has by the name of a declared table. */
export interface Found {
  /** Its name with everything around it, as statements of that database write it. */
  at: string
  /** A synonym is resolved: `base` is the table or view that it stands for. */
  kind: 'table' | 'view'
  /** For a synonym: what it stands for, as statements write it. */
  base?: string
  /** By their names; in small letters where the database takes capitals for the same. So are those of keys. */
  columns: Map<string, FoundColumn>
  /** The columns of each unique key of a table. */
  keys: string[][]
  /** The columns of each index of a table, in its order. */
  indexes: string[][]
  /** What the login may not do with it. */
  denied: Right[]
}

export interface FoundColumn {
  /** As the catalogue names it: int, nvarchar … */
  type: string
  /** Characters of a text; Infinity of one as long as it likes. */
  length?: number
  /** Digits before and behind the point. */
  precision?: number
  scale?: number
  nullable: boolean
  /** The database gives out its numbers. */
  identity: boolean
  /** A new row needs no value for it: it has a default, or is worked out. */
  optional: boolean
}

export const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const

export type Right = (typeof RIGHTS)[number]

/** Something by that name that could not be looked into, and why. */
export interface Unseen {
  at: string
  why: string
}

/** What there is for the declared tables, and how the database takes names. */
export interface Look {
  tables: Map<string, Found | Unseen>
  /** `Pupil` and `pupil` are two names. */
  mindsCase: boolean
}

/** What a table is needed for. */
export interface Need {
  /** Ids of the jobs that read or write it. */
  jobs: string[]
  isWritten: boolean
}

/** Which tables are needed at all. */
export type Needs = ReadonlyMap<JobTable, Need>

/** Something in which the database is not as it is declared. */
export interface Difference {
  column?: string
  /** A remark costs time or comfort, an error stops a job. */
  severity: 'error' | 'remark'
  /** A clause about the table or column: `is not there`. */
  problem: string
  /** What cures it, as a statement of that database or a command. */
  cure?: string
}
