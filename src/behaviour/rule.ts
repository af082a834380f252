import { Day } from '../schedule/day.ts'
import type { Span } from './period.ts'

export const CRITERIA = ['code', 'meaning', 'ground', 'outcome', 'points', 'praise', 'sanctions'] as const
export const COUNTED_IN = ['session', 'lesson', 'both'] as const
export const COMPARISONS = ['at-least', 'at-most', 'exactly', 'none'] as const
export const AWARDS = ['once', 'every'] as const
export const PERIODS = ['day', 'week', 'fortnight', 'half-term', 'term', 'date-range'] as const

/** What a statistical meaning, or a word for several of them, stands for in `register_code.meaning`. */
export const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  present: ['present'],
  approved: ['approved'],
  authorised: ['authorised'],
  unauthorised: ['unauthorised'],
  'not-required': ['not-required'],
  administrative: ['administrative'],
  none: ['none'],
  absent: ['authorised', 'unauthorised'],
  attended: ['present', 'approved'],
}

/** Not a meaning: codes that are flagged so. */
export const LATE = 'late'

type Criterion = (typeof CRITERIA)[number]
type CountedIn = (typeof COUNTED_IN)[number]
type Comparison = (typeof COMPARISONS)[number]
export type PeriodKind = (typeof PERIODS)[number]

/** A rule as somebody wrote it, in a row of `behaviour_rule` or in the config: nothing is certain yet. */
export interface RuleText {
  criterion: string
  value?: string | null
  countedIn?: string | null
  comparison: string
  threshold: number
  awards: string
  period: string
  /** First and last day of a date range, `YYYY-MM-DD`. */
  from?: string | null
  to?: string | null
  /** What is awarded: numbers or names. */
  ground: string
  outcome: string
}

/** A rule that can be applied. */
export interface Rule {
  /** Under which its awards are remembered: the number of the rule, or the id of the job. */
  key: string
  /** `Rule 12` or `Bonus full-week`. */
  title: string
  name: string
  criterion: Criterion
  /** A code, a meaning, or the number of a ground or an outcome. */
  value: string
  countedIn: CountedIn
  comparison: Comparison
  threshold: number
  /** Once for each multiple of the threshold; otherwise once in a period. */
  every: boolean
  period: PeriodKind
  range?: Span
  ground: number
  outcome: number
  /** Everybody where it is missing. */
  scope?: Scope
}

/** Pupils in any of these. */
export interface Scope {
  groups: number[]
  yearGroups: number[]
  registrationGroups: number[]
}

/** Something wrong with a rule, and in which field of `RuleText`. */
export interface Problem {
  field: keyof RuleText | 'scope'
  message: string
}

/** Whether it is decided as soon as the count is reached, and not only when the period is over. */
export const decidedEarly = ({ comparison }: Pick<Rule, 'comparison'>): boolean => comparison === 'at-least'

export const countsMarks = (criterion: string): boolean => criterion === 'code' || criterion === 'meaning'

/** Longer ones are a slip of the pen. */
const LONGEST_RANGE = 400

/** What is wrong with a rule whatever the database holds. */
export function problemsOf(text: RuleText): Problem[] {
  return [...oneOf(text), ...problemsOfCriterion(text), ...problemsOfCount(text), ...problemsOfRange(text)]
}

function* oneOf({ criterion, comparison, awards, period }: RuleText): Generator<Problem> {
  const lists = { criterion: CRITERIA, comparison: COMPARISONS, awards: AWARDS, period: PERIODS }
  for (const [field, value] of Object.entries({ criterion, comparison, awards, period })) {
    const list: readonly string[] = lists[field as keyof typeof lists]
    if (!list.includes(value))
      yield { field: field as keyof RuleText, message: `"${value}" is none of ${list.join(', ')}` }
  }
}

function* problemsOfCriterion({ criterion, value, countedIn }: RuleText): Generator<Problem> {
  const wantsValue = ['code', 'meaning', 'ground', 'outcome'].includes(criterion)
  if (wantsValue && !value) yield { field: 'value', message: `it does not say which ${criterion}` }
  if (criterion === 'meaning' && value && value !== LATE && !Object.hasOwn(MEANINGS, value)) {
    const known = [...Object.keys(MEANINGS), LATE].join(', ')
    yield { field: 'value', message: `"${value}" is no meaning; those are ${known}` }
  }
  const places: readonly string[] = COUNTED_IN
  if (countsMarks(criterion) && !places.includes(countedIn ?? ''))
    yield { field: 'countedIn', message: 'it does not say whether session marks, lesson marks or both count' }
}

function* problemsOfCount({ criterion, comparison, threshold, awards }: RuleText): Generator<Problem> {
  const wrong = (message: string): Problem => ({ field: 'threshold', message })
  if (!Number.isSafeInteger(threshold)) yield wrong(`${threshold} is not a whole number`)
  else if (comparison === 'at-least' && threshold < 1) yield wrong('"at-least" needs a number from 1')
  else if (comparison === 'none' && threshold !== 0) yield wrong('"none" goes with the number 0')
  else if (comparison !== 'at-least' && criterion !== 'points' && threshold < 0)
    yield wrong('only points can be fewer than 0')
  if (comparison === 'none' && criterion === 'points')
    yield { field: 'comparison', message: 'points can add up to 0: say "none" of praise or of sanctions' }
  if (awards === 'every' && comparison !== 'at-least')
    yield { field: 'awards', message: '"every" goes with "at-least" only' }
}

function* problemsOfRange({ period, from, to }: RuleText): Generator<Problem> {
  if (period !== 'date-range') return
  const [first, last] = [dayOf(from), dayOf(to)]
  if (!first) yield { field: 'from', message: 'a date range needs a first day' }
  if (!last) yield { field: 'to', message: 'a date range needs a last day' }
  if (!first || !last) return
  if (last < first) yield { field: 'to', message: 'the date range ends before it starts' }
  if (last.number - first.number >= LONGEST_RANGE)
    yield { field: 'to', message: `the date range has more than ${LONGEST_RANGE} days` }
}

function dayOf(text: string | null | undefined): Day | undefined {
  try {
    return text ? Day.parse(text.slice(0, 10)) : undefined
  } catch {
    return undefined
  }
}

/** The dates of a date range that is in order. */
export const rangeOf = ({ period, from, to }: RuleText): Span | undefined =>
  period === 'date-range' ? { from: dayOf(from)!, to: dayOf(to)! } : undefined
