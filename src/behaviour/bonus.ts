import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { factsOf } from './facts.ts'
import type { RuleText } from './rule.ts'
import { check, type Entry } from './rulebook.ts'

type NameOrNumber = string | number

/** The keys of a bonus job in the config: a rule written out flat. */
export interface BonusParams
  extends Pick<RuleText, 'criterion' | 'comparison' | 'threshold' | 'awards' | 'period'> {
  value?: NameOrNumber | undefined
  countedIn: string
  from?: string | undefined
  to?: string | undefined
  ground: NameOrNumber
  outcome: NameOrNumber
  yearGroups: NameOrNumber[]
  registrationGroups: NameOrNumber[]
  groups: NameOrNumber[]
}

/** The rule of a bonus job. */
export async function bonusEntry(
  q: Queries,
  id: string,
  params: BonusParams,
  calendar: Calendar,
  isActive = true,
): Promise<Entry> {
  const { value, ground, outcome, yearGroups, registrationGroups, groups, ...rest } = params
  const text: RuleText = {
    ...rest,
    ...(value === undefined ? {} : { value: String(value) }),
    ground: String(ground),
    outcome: String(outcome),
  }
  const scope = {
    groups: groups.map(String),
    yearGroups: yearGroups.map(String),
    registrationGroups: registrationGroups.map(String),
  }
  return check({ key: id, name: id, isActive, text, scope }, await factsOf(q), calendar)
}
