import type { Row } from '../db/database.ts'

/**
 * What SIMS calls each ground. Several grounds may share a type; `Out of bounds` was added in PARS and nobody has
 * said what SIMS is to call it, so that mirroring has something to report.
 */
const TYPES: Record<string, string[]> = {
  'Excellent work': ['Excellent work', 'Outstanding homework', 'Personal best'],
  'Excellent effort': ['Excellent effort'],
  'Contribution to the community': [
    'Helping others',
    'Contribution to school life',
    'Representing the school',
  ],
  Disruption: ['Disruption of the lesson'],
  'Homework not done': ['No homework'],
  'Not prepared': ['No equipment'],
  Lateness: ['Late to the lesson', 'Repeated lateness'],
  'Mobile phone': ['Mobile phone'],
  'Uniform and appearance': ['Uniform'],
  'Verbal abuse of staff': ['Rudeness'],
  Truancy: ['Truancy from a lesson'],
  'Damage to property': ['Damage to property'],
  'Physical aggression': ['Fighting'],
  'Good conduct': ['Good conduct'],
  'Full attendance': ['Full attendance'],
}

const OUTCOMES: Record<string, string[]> = {
  'Achievement points': ['House point', 'Two house points'],
  'Letter or postcard': ['Postcard home'],
  'Headteacher’s award': ['Head’s commendation'],
  None: ['No further action'],
  Warning: ['Verbal warning', 'Demerit'],
  'Item confiscated': ['Phone confiscated'],
  'Telephone call home': ['Call home'],
  'Detention – lunch': ['Lunchtime detention'],
  'Detention – after school': ['After-school detention'],
  'Removed from class': ['Removed from the lesson'],
  'Internal exclusion': ['Internal exclusion'],
  Suspension: ['Suspension'],
}

export const simsBehaviourColumns = ['id', 'name']

export const simsTypeRows = () => named(TYPES)
export const simsOutcomeRows = () => named(OUTCOMES)

export const simsTypeOf = (ground: string) => counterpart(TYPES, ground)
export const simsOutcomeOf = (outcome: string) => counterpart(OUTCOMES, outcome)

const named = (list: Record<string, string[]>): Row[string][][] =>
  Object.keys(list).map((name, at) => [at + 1, name])

function counterpart(list: Record<string, string[]>, name: string): number | null {
  const at = Object.values(list).findIndex((ours) => ours.includes(name))
  return at < 0 ? null : at + 1
}
