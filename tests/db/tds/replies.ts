import type { Columns } from './tokens.ts'
import type { TdsType } from './types.ts'

/** What is said, or done, in answer to a request, one thing after the other; an empty list says that it is done. */
export type Reply = Step | Step[]

export type Step =
  | { step: 'rows'; columns: Columns; rows: Record<string, unknown>[]; end: Step }
  | { step: 'done'; count?: number }
  | ({ step: 'failure'; number: number; message: string; severity: number } & FailureDetails)
  | { step: 'info'; number: number; message: string }
  | { step: 'transaction'; became: TransactionChange }
  | { step: 'cut'; bytes: number; reply: Step[]; how: Goodbye }
  | Fault

export type Fault = { step: 'drop'; how: Goodbye } | { step: 'hang'; attention: Attention }

/** A connection is closed as a server that ends closes it, or as a network does that has forgotten it. */
type Goodbye = 'closed' | 'reset'

/** With XACT_ABORT an attention ends the transaction too. */
export type Attention = 'answered' | 'rolls back' | 'ignored'

export type TransactionChange = 'begun' | 'committed' | 'rolledBack'

interface FailureDetails {
  state?: number
  line?: number
  procedure?: string
  /** Whether the open transaction is gone; else only after what always ends it. */
  rollsBack?: boolean
}

type Row<C extends Columns> = {
  [Name in keyof C]?: C[Name] extends TdsType<infer Value> ? Value | null : never
}

/**
 * A result.
 * @param end what comes after the last row in place of its end: a failure, or a fault
 */
export const rows = <C extends Columns>(columns: C, values: Row<C>[], end?: Step): Step => ({
  step: 'rows',
  columns,
  rows: values,
  end: end ?? done(values.length),
})

/** A statement was carried out; or, in answer to `begin`, `commit` and so on, what was asked for. */
export const done = (count?: number): Step => ({ step: 'done', count })

/** An error of the server's. Deadlock victim and snapshot conflict end the open transaction, as they do there. */
export const failure = (
  number: number,
  message: string,
  severity = 16,
  details: FailureDetails = {},
): Step => ({
  step: 'failure',
  number,
  message,
  severity,
  ...details,
})

export const info = (number: number, message: string): Step => ({ step: 'info', number, message })

/** For a batch that says `BEGIN TRANSACTION` and the like: a client hears of what became of its transaction. */
export const transaction = (became: TransactionChange): Step => ({ step: 'transaction', became })

/** The connection ends here. */
export const drop = (how: Goodbye = 'closed'): Fault => ({ step: 'drop', how })

/** The connection ends after so many bytes of an answer, which may be anywhere in it. */
export const dropAfter = (bytes: number, reply: Reply, how: Goodbye = 'closed'): Step => ({
  step: 'cut',
  bytes,
  reply: [reply].flat(),
  how,
})

/** Nothing more is said, until the client sends an attention; not even then if that is ignored. */
export const hang = (attention: Attention = 'answered'): Fault => ({ step: 'hang', attention })

/** The errors that tests of a school's database need most, as SQL Server words them. */
export const deadlocked = (): Step =>
  failure(
    1205,
    'Transaction (Process ID 52) was deadlocked on lock resources with another process and has been chosen as the deadlock victim. Rerun the transaction.',
    13,
    { state: 51 },
  )
export const lockTimedOut = (): Step =>
  failure(1222, 'Lock request time out period exceeded.', 16, { state: 51 })
export const loginFailed = (user: string): Step => failure(18456, `Login failed for user '${user}'.`, 14)
export const cannotOpen = (database: string, user: string): Step[] => [
  failure(4060, `Cannot open database "${database}" requested by the login. The login failed.`, 11),
  loginFailed(user),
]
