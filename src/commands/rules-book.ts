import { type Book, bookOf } from '../behaviour/book.ts'
import type { Entry } from '../behaviour/rulebook.ts'
import { Exit, UserError } from '../exit.ts'
import { type Queries, queriesOn } from '../jobs/queries.ts'
import type { School } from '../runner/school.ts'

/** All rules there are, the bonus jobs of the config among them. */
export function readBook({ config }: School, q: Queries): Promise<Book> {
  const bonuses = config.jobs.filter(({ job }) => job.name === 'bonus-behaviour-points')
  return bookOf(q, bonuses, config.calendar)
}

/** Reads from one unchanging picture of the database. */
export function looking<T>(school: School, work: (q: Queries, book: Book) => Promise<T>): Promise<T> {
  return school.db.snapshot(async (session) => {
    const q = queriesOn(session, school.config.school)
    return work(q, await readBook(school, q))
  })
}

/** @throws UserError when there is no such rule */
export function entryOf({ entries }: Book, rule: string): Entry {
  const found = entries.find(({ key }) => key === rule)
  if (found) return found
  throw new UserError(`There is no rule ${rule}. See: pars-auto rules list`, Exit.usage)
}

/** What is wrong with a rule, in one line; empty when nothing is. */
export const problemText = ({ problems }: Entry): string => problems.map(({ message }) => message).join('; ')
