import type { Row } from '../db/database.ts'
import { groundId, outcomeId } from './behaviour.ts'
import type { Frame } from './frame.ts'

interface Rule {
  name: string
  active?: false
  /** What is counted, and which. */
  counts: [criterion: string, value?: string]
  countedIn?: 'session' | 'lesson' | 'both'
  comparison: 'at-least' | 'at-most' | 'exactly' | 'none'
  threshold: number
  awards: 'once' | 'every'
  period: 'day' | 'week' | 'fortnight' | 'half-term' | 'term' | 'date-range'
  /** For a date range: its first and last day, in days before today. */
  range?: [from: number, to: number]
  ground: string
  outcome: string
  /** The year group it is for; all without. */
  onlyYear?: number
}

const RULES: Rule[] = [
  {
    name: '3 lates in a week',
    counts: ['meaning', 'late'],
    countedIn: 'session',
    comparison: 'at-least',
    threshold: 3,
    awards: 'every',
    period: 'week',
    ground: 'Repeated lateness',
    outcome: 'After-school detention',
  },
  {
    name: 'No sanctions in a half term',
    counts: ['sanctions'],
    comparison: 'none',
    threshold: 0,
    awards: 'once',
    period: 'half-term',
    ground: 'Good conduct',
    outcome: 'Two house points',
  },
  {
    name: 'Full attendance in a week',
    active: false,
    counts: ['meaning', 'absent'],
    countedIn: 'session',
    comparison: 'none',
    threshold: 0,
    awards: 'once',
    period: 'week',
    ground: 'Full attendance',
    outcome: 'House point',
  },
  {
    name: '10 praise points in a fortnight',
    counts: ['points'],
    comparison: 'at-least',
    threshold: 10,
    awards: 'once',
    period: 'fortnight',
    ground: 'Good conduct',
    outcome: 'Postcard home',
  },
  {
    name: 'Year 7: excellent effort twice in a half term',
    counts: ['ground', String(groundId('Excellent effort'))],
    comparison: 'at-least',
    threshold: 2,
    awards: 'every',
    period: 'half-term',
    ground: 'Good conduct',
    outcome: 'House point',
    onlyYear: 7,
  },
  {
    name: 'Kindness month: two praises',
    counts: ['praise'],
    comparison: 'at-least',
    threshold: 2,
    awards: 'once',
    period: 'date-range',
    range: [35, 5],
    ground: 'Contribution to school life',
    outcome: 'Head’s commendation',
  },
]

export const ruleColumns = [
  'id',
  'name',
  'active',
  'criterion',
  'criterion_value',
  'counted_in',
  'comparison',
  'threshold',
  'awards',
  'period',
  'period_from',
  'period_to',
  'award_ground_id',
  'award_outcome_id',
]

export function* ruleRows({ today }: Frame): Generator<Row[string][]> {
  for (const [at, rule] of RULES.entries()) {
    const [criterion, value] = rule.counts
    const [from, to] = rule.range ?? []
    yield [
      ...[at + 1, rule.name, rule.active === false ? 0 : 1, criterion, value ?? null, rule.countedIn ?? null],
      ...[rule.comparison, rule.threshold, rule.awards, rule.period],
      from === undefined ? null : today.minusDays(from).toString(),
      to === undefined ? null : today.minusDays(to).toString(),
      ...[groundId(rule.ground), outcomeId(rule.outcome)],
    ]
  }
}

export const ruleScopeColumns = ['id', 'rule_id', 'year_group_id']

export function* ruleScopeRows(frame: Frame): Generator<Row[string][]> {
  let id = 0
  for (const [at, { onlyYear }] of RULES.entries()) {
    if (onlyYear !== undefined) yield [++id, at + 1, frame.yearGroupId(onlyYear)]
  }
}
