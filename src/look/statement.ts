import type { DatabaseSection } from '../config/database-place.ts'
import type { ColumnType } from '../db/table.ts'

/**
 * What a quiet tick asks and counts, as a whole tick worked it out for those of the next minutes. Instants are epoch
 * milliseconds by the database's clock. It is kept in the note, as JSON.
 */
export interface Look {
  /** Until then nothing is due but these jobs. */
  until: number
  /** The account that the whole tick ran under: whether another one may serve the school is for a whole tick to say. */
  account: string
  /** What says where the database is, with references in place of what comes from the environment: see place.ts. */
  database: DatabaseSection
  /** The files that some of those come from; what the first says counts. */
  envFiles: string[]
  /** Gives a row when something has happened that is not for a look to deal with. */
  otherwise: Statement
  jobs: JobLook[]
  /** Counts, for each job, a look that found nothing, and marks its slots as decided: once, however many look. */
  counted: Statement[]
}

/** A job that runs all day. */
export interface JobLook {
  job: string
  /** The slots that come while the note lives. */
  slots: number[]
  /** Gives a row when there is something for it to do. */
  waiting: Statement
}

export interface Statement {
  text: string
  /** In the order in which the text has them. */
  values: Value[]
  /** Only where the one before it changed nothing. It asks for that itself, too: a server is sent all of them at once. */
  isInstead?: true | undefined
}

/** A value as it is; an instant: so many milliseconds after the look, or the slot that it is about; or the job. */
export type Value = (
  | { is: string | number | boolean | null }
  | { later: number }
  | { slot: true }
  | { job: true }
) & {
  /** Of the column, where a server needs to know. */
  type?: ColumnType | undefined
}

/** A statement on its way. */
export interface Sent extends Pick<Statement, 'text' | 'isInstead'> {
  values: { value: string | number | boolean | null; type?: ColumnType | undefined }[]
}
