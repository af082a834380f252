import { createHash } from 'node:crypto'
import { identityOf } from '../db/open.ts'
import type { Settings } from '../jobs/kit.ts'

/** What an item of the outbox is about: the letter says it to people who read a list. */
const letters = { text: 'm', reply: 'r', test: 't' } as const

/**
 * Our own name for what leaves the school because of a row: the same for the same row for ever. A provider's account
 * may be shared by several schools, and a database filled anew counts from 1 again: so it has in it which school it
 * is, which database, and when the row came into being.
 */
export function referenceOf(
  what: keyof typeof letters,
  id: number,
  since: string,
  { school, database }: Pick<Settings, 'school' | 'database'>,
): string {
  const origin = JSON.stringify([school.name, ...identityOf(database), what, id, since])
  return `${letters[what]}${id}-${createHash('sha256').update(origin).digest('hex').slice(0, 16)}`
}
