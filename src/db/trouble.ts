import { DatabaseBusy, DatabaseUnreachable } from './database.ts'

const WORDS: [code: RegExp, words: string][] = [
  [/^SQLITE_FULL/, 'The disk that holds the database is full.'],
  [/^SQLITE_READONLY/, 'This account may not write to the database.'],
  [/^SQLITE_IOERR/, 'The disk that holds the database reports an error.'],
]

/** Trouble of the machine rather than of a statement, in words for the person who can mend it. */
export function inPlainWords(error: unknown): string | undefined {
  if (error instanceof DatabaseUnreachable) return error.message
  return WORDS.find(([code]) => code.test(codeOf(error)))?.[1]
}

/** Whether a statement failed because a table that it names is not there: one that a site has not mapped. */
export const lacksTable = (error: unknown): boolean =>
  /no such table|invalid object name/i.test((error as Error | undefined)?.message ?? '')

/** Whether the same statement may succeed a little later. */
export function mayPass(error: unknown): boolean {
  if (error instanceof DatabaseUnreachable) return error.passes
  return error instanceof DatabaseBusy || /^SQLITE_(FULL|IOERR|NOMEM|INTERRUPT)/.test(codeOf(error))
}

const codeOf = (error: unknown) => (error as { code?: string } | undefined)?.code ?? ''
