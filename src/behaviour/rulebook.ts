import type { Queries } from '../jobs/queries.ts'
import type { Calendar } from '../schedule/calendar.ts'
import { type Facts, factsOf, find, findYearGroup } from './facts.ts'
import { needsTerms } from './period.ts'
import { type Problem, problemsOf, type Rule, type RuleText, rangeOf, type Scope } from './rule.ts'

/** A rule as it was found: in the table, or as a job of the config. */
export interface Entry {
  /** Number of the rule, or id of the job. */
  key: string
  name: string
  isActive: boolean
  text: RuleText
  /** By name or number; empty lists are for all. */
  scope: ScopeText
  /** Missing where something is wrong with it. */
  rule?: Rule
  problems: Problem[]
}

export interface ScopeText {
  groups: string[]
  yearGroups: string[]
  registrationGroups: string[]
  /** A row that names no group at all. */
  hasBlank?: boolean
}

/** What a rule is called in messages and comments. */
export const titleOf = (key: string): string => (/^\d+$/.test(key) ? `Rule ${key}` : `Bonus ${key}`)

/** The rules of the Rule based behaviours screen, in the order of their numbers. */
export async function rulesOf(q: Queries, calendar: Calendar): Promise<Entry[]> {
  const rows = await q.read.all<RuleRow>(q.from('behaviour_rule').orderBy('id'))
  if (rows.length === 0) return []
  const scopes = await q.read.all<ScopeRow>(q.from('behaviour_rule_scope').orderBy('id'))
  const facts = await factsOf(q)
  return rows.map((row) => {
    const scope = scopeText(scopes.filter(({ rule_id }) => rule_id === row.id))
    return check(
      { key: String(row.id), name: row.name, isActive: row.active === 1, text: textOf(row), scope },
      facts,
      calendar,
    )
  })
}

/** Finds out whether a rule can be applied at this school. */
export function check(given: Omit<Entry, 'rule' | 'problems'>, facts: Facts, calendar: Calendar): Entry {
  const { key, name, text } = given
  const problems = problemsOf(text)
  const wrong = (field: Problem['field'], message: string) => problems.push({ field, message })
  const { criterion } = text
  let value = text.value?.trim() ?? ''
  if (criterion === 'code' && value && !facts.codes.has(value))
    wrong('value', `there is no register code "${value}"`)
  if ((criterion === 'ground' || criterion === 'outcome') && value) {
    const found = find(criterion === 'ground' ? facts.grounds : facts.outcomes, value)
    if (!found) wrong('value', `there is no ${criterion} "${value}"`)
    else value = String(found.id)
  }
  const ground = find(facts.grounds, text.ground)
  const outcome = find(facts.outcomes, text.outcome)
  if (!ground) wrong('ground', `there is no ground "${text.ground}" to award`)
  if (!outcome) wrong('outcome', `there is no outcome "${text.outcome}" to award`)
  const scope = scopeOf(given.scope, facts, (message) => wrong('scope', message))
  if (needsTerms(text.period as never) && calendar.terms.length === 0)
    wrong(
      'period',
      `there are no terms in the calendar of the config, so there is no ${text.period.replace('-', ' ')}`,
    )
  if (problems.length > 0 || !ground || !outcome) return { ...given, problems }
  const range = rangeOf(text)
  const rule: Rule = {
    key,
    title: titleOf(key),
    name,
    criterion: criterion as Rule['criterion'],
    value,
    countedIn: (text.countedIn ?? 'session') as Rule['countedIn'],
    comparison: text.comparison as Rule['comparison'],
    threshold: text.threshold,
    every: text.awards === 'every',
    period: text.period as Rule['period'],
    ...(range ? { range } : {}),
    ground: ground.id,
    outcome: outcome.id,
    ...(scope ? { scope } : {}),
  }
  return { ...given, rule, problems }
}

function scopeOf(text: ScopeText, facts: Facts, wrong: (message: string) => void): Scope | undefined {
  const resolve = (list: string[], what: string, found: (one: string) => { id: number } | undefined) =>
    list.flatMap((one) => {
      const id = found(one)?.id
      if (id === undefined) wrong(`there is no ${what} "${one}" for it to be for`)
      return id === undefined ? [] : [id]
    })
  if (text.hasBlank) wrong('one of those it is for is no group')
  if (
    !text.hasBlank &&
    [text.groups, text.yearGroups, text.registrationGroups].every((list) => list.length === 0)
  )
    return undefined
  return {
    groups: resolve(text.groups, 'group', (one) => find(facts.groups, one)),
    yearGroups: resolve(text.yearGroups, 'year group', (one) => findYearGroup(facts.yearGroups, one)),
    registrationGroups: resolve(text.registrationGroups, 'registration group', (one) =>
      find(facts.registrationGroups, one),
    ),
  }
}

interface RuleRow {
  id: number
  name: string
  active: number
  criterion: string
  criterion_value: string | null
  counted_in: string | null
  comparison: string
  threshold: number
  awards: string
  period: string
  period_from: string | null
  period_to: string | null
  award_ground_id: number
  award_outcome_id: number
}

interface ScopeRow {
  rule_id: number
  group_id: number | null
  year_group_id: number | null
  registration_group_id: number | null
}

const textOf = (row: RuleRow): RuleText => ({
  criterion: row.criterion,
  value: byNumber(row),
  countedIn: row.counted_in,
  comparison: row.comparison,
  threshold: row.threshold,
  awards: row.awards,
  period: row.period,
  from: row.period_from,
  to: row.period_to,
  ground: `#${row.award_ground_id}`,
  outcome: `#${row.award_outcome_id}`,
})

/** In the table grounds and outcomes go by their numbers, even one that is called 3. */
const byNumber = ({ criterion, criterion_value: value }: RuleRow) =>
  value && ['ground', 'outcome'].includes(criterion) ? `#${value.trim()}` : value

function scopeText(rows: ScopeRow[]): ScopeText {
  const numbers = (column: Exclude<keyof ScopeRow, 'rule_id'>) =>
    rows.flatMap((row) => (row[column] === null ? [] : [`#${row[column]}`]))
  return {
    groups: numbers('group_id'),
    yearGroups: numbers('year_group_id'),
    registrationGroups: numbers('registration_group_id'),
    hasBlank: rows.some(
      (row) => row.group_id === null && row.year_group_id === null && row.registration_group_id === null,
    ),
  }
}
