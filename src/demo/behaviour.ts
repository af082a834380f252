import type { Row } from '../db/database.ts'
import { simsOutcomeOf, simsTypeOf } from './sims-behaviour.ts'

export interface Ground {
  name: string
  positive: boolean
  weight: number
  /** What may follow: names of outcomes, the likelier ones more than once. */
  outcomes: string[]
  comments: string[]
}

const praise = (name: string, weight: number, outcomes: string[], comments: string[] = []): Ground => {
  return { name, positive: true, weight, outcomes, comments }
}
const sanction = (name: string, weight: number, outcomes: string[], comments: string[] = []): Ground => {
  return { name, positive: false, weight, outcomes, comments }
}

/** Some comments begin as a spreadsheet's formulas do, which people really type. */
export const GROUNDS: Ground[] = [
  praise(
    'Excellent work',
    30,
    ['House point', 'House point', 'Two house points'],
    ['Clear, careful, well argued.'],
  ),
  praise(
    'Excellent effort',
    30,
    ['House point', 'House point', 'Postcard home'],
    ['+ stayed on to finish it'],
  ),
  praise('Outstanding homework', 15, ['House point', 'Two house points'], ['=A* standard']),
  praise('Helping others', 10, ['House point', 'Postcard home'], ['Showed a new pupil round.']),
  praise('Contribution to school life', 6, ['Two house points', 'Postcard home'], ['Open evening']),
  praise('Representing the school', 5, ['Two house points', 'Head’s commendation'], ['@ the county finals']),
  praise('Personal best', 4, ['Two house points', 'Head’s commendation']),
  sanction(
    'Disruption of the lesson',
    26,
    ['Verbal warning', 'Demerit', 'Lunchtime detention', 'After-school detention', 'Removed from the lesson'],
    ['Asked three times to stop talking.', '-2 agreed with head of year'],
  ),
  sanction(
    'No homework',
    22,
    ['Demerit', 'Demerit', 'Lunchtime detention'],
    ['- second time this half term'],
  ),
  sanction('No equipment', 14, ['Verbal warning', 'Demerit']),
  sanction('Late to the lesson', 14, ['Verbal warning', 'Demerit', 'Lunchtime detention']),
  sanction(
    'Mobile phone',
    9,
    ['Phone confiscated', 'Lunchtime detention', 'Call home'],
    ['Phone in the office until 3 pm.'],
  ),
  sanction('Uniform', 8, ['Verbal warning', 'Demerit']),
  sanction(
    'Rudeness',
    7,
    ['Demerit', 'After-school detention', 'Call home'],
    ['Apologised next day, “meant it”.'],
  ),
  sanction('Out of bounds', 4, ['Demerit', 'Lunchtime detention']),
  sanction('Truancy from a lesson', 3, ['After-school detention', 'Call home']),
  sanction('Damage to property', 2, ['After-school detention', 'Internal exclusion', 'Call home']),
  sanction('Fighting', 1, ['Internal exclusion', 'Suspension']),
  // Only rules award these: without weight, no teacher picks one.
  praise('Good conduct', 0, ['Two house points']),
  praise('Full attendance', 0, ['House point']),
  sanction('Repeated lateness', 0, ['After-school detention']),
]

export type DetentionKind = 'lunch' | 'after-school'

export const OUTCOMES: { name: string; points: number; detention?: DetentionKind }[] = [
  { name: 'House point', points: 1 },
  { name: 'Two house points', points: 2 },
  { name: 'Postcard home', points: 3 },
  { name: 'Head’s commendation', points: 5 },
  { name: 'No further action', points: 0 },
  { name: 'Verbal warning', points: 0 },
  { name: 'Demerit', points: -1 },
  { name: 'Phone confiscated', points: -1 },
  { name: 'Call home', points: -2 },
  { name: 'Lunchtime detention', points: -2, detention: 'lunch' },
  { name: 'After-school detention', points: -3, detention: 'after-school' },
  { name: 'Removed from the lesson', points: -4 },
  { name: 'Internal exclusion', points: -5 },
  { name: 'Suspension', points: -10 },
]

export const groundId = (name: string) => GROUNDS.findIndex((ground) => ground.name === name) + 1

export const outcomeId = (name: string) => OUTCOMES.findIndex((outcome) => outcome.name === name) + 1

export const groundColumns = ['id', 'name', 'positive', 'sims_type_id']

export function* groundRows(): Generator<Row[string][]> {
  for (const [at, { name, positive }] of GROUNDS.entries()) {
    yield [at + 1, name, positive ? 1 : 0, simsTypeOf(name)]
  }
}

export const outcomeColumns = ['id', 'name', 'points', 'sims_outcome_id']

export function* outcomeRows(): Generator<Row[string][]> {
  for (const [at, { name, points }] of OUTCOMES.entries()) yield [at + 1, name, points, simsOutcomeOf(name)]
}
