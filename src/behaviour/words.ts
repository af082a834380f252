import { Day } from '../schedule/day.ts'
import { dateText } from '../schedule/weekday.ts'
import { type Facts, find, findYearGroup } from './facts.ts'
import type { RuleText } from './rule.ts'
import type { Entry, ScopeText } from './rulebook.ts'

/** A rule in one sentence, as far as it makes sense. */
export function inWords({ text, scope }: Pick<Entry, 'text' | 'scope'>, facts: Facts): string {
  const who = scopeWords(scope, facts)
  const given = `“${nameOf(facts.grounds, text.ground)}” with “${nameOf(facts.outcomes, text.outcome)}”`
  const worth = find(facts.outcomes, text.outcome)?.points
  const points = worth === undefined ? '' : ` (${worth > 0 ? '+' : ''}${worth})`
  const again = text.awards === 'every' ? `, once for every ${text.threshold}` : ''
  return `Whoever${who ? ` of ${who}` : ''} has ${amount(text)} ${things(text, facts)} ${time(text)} is awarded ${given}${points}${again}.`
}

/** Who a rule is for; empty for all. */
export function scopeWords(scope: ScopeText, facts: Facts): string {
  const names = [
    ...scope.yearGroups.map((one) => findYearGroup(facts.yearGroups, one)?.name ?? one),
    ...scope.registrationGroups.map((one) => nameOf(facts.registrationGroups, one)),
    ...scope.groups.map((one) => nameOf(facts.groups, one)),
  ]
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

const nameOf = (list: { id: number; name: string }[], what: string) => find(list, what)?.name ?? what

function amount({ comparison, threshold }: RuleText): string {
  return comparison === 'none' ? 'no' : `${comparison.replace('-', ' ')} ${threshold}`
}

function things({ criterion, value, countedIn }: RuleText, facts: Facts): string {
  const where =
    { session: 'session marks', lesson: 'lesson marks', both: 'marks' }[countedIn ?? ''] ?? 'marks'
  switch (criterion) {
    case 'code':
      return `${where} of ${value}`
    case 'meaning':
      return `${value} ${where}`
    case 'ground':
      return `incidents of “${nameOf(facts.grounds, value ?? '')}”`
    case 'outcome':
      return `incidents with “${nameOf(facts.outcomes, value ?? '')}”`
    case 'praise':
      return 'incidents of praise'
    default:
      return criterion
  }
}

function time({ period, from, to }: RuleText): string {
  if (period !== 'date-range') return `in a ${period.replace('-', ' ')}`
  return `from ${dayText(from)} to ${dayText(to)}`
}

function dayText(text: string | null | undefined): string {
  try {
    return dateText(Day.parse(text ?? ''))
  } catch {
    return text || '?'
  }
}
