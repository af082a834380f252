import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { type BonusParams, bonusEntry } from './bonus.ts'
import { type Facts, factsOf } from './facts.ts'
import { type Entry, rulesOf } from './rulebook.ts'

/** A bonus job of the config. */
export interface Bonus {
  id: string
  enabled: boolean
  params: Record<string, unknown>
}

/** All rules there are, those of the screen and those of the bonus jobs, and what they speak of. */
export interface Book {
  entries: Entry[]
  facts: Facts
}

export async function bookOf(q: Queries, bonuses: Bonus[], calendar: Calendar): Promise<Book> {
  const entries = await rulesOf(q, calendar)
  for (const { id, enabled, params } of bonuses)
    entries.push(await bonusEntry(q, id, params as unknown as BonusParams, calendar, enabled))
  return { entries, facts: await factsOf(q) }
}

/** Awards of a rule in one of its periods. */
export interface Given {
  rule: string
  period_from: string
  period_to: string
  awards: number
  withdrawn: number
}

/** The awards so far, by rule and period, the newest period first. */
export async function givenAwards({ from, read }: Queries, rule?: string): Promise<Given[]> {
  const key = ['rule', 'period_from', 'period_to']
  const rows = from('rule_award').groupBy(key).select(key).orderBy('period_from', 'desc').orderBy('rule')
  return read.all<Given>(
    (rule === undefined ? rows : rows.where({ rule }))
      .count({ awards: '*' })
      .count({ withdrawn: 'withdrawn_at' }),
  )
}
