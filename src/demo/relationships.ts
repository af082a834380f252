import type { Gender } from './names.ts'
import type { Random } from './random.ts'

export interface Relationship {
  name: string
  gender: Gender
  titles: string[]
  responsible: boolean
  weight: number
}

const MRS = ['Mrs', 'Mrs', 'Ms', 'Ms', 'Miss', 'Dr']
const MR = ['Mr', 'Mr', 'Mr', 'Mr', 'Mr', 'Dr']

/** Who is usually called first, second and third. */
const choices: Relationship[][] = [
  [
    { name: 'Mother', gender: 'feminine', titles: MRS, responsible: true, weight: 82 },
    { name: 'Father', gender: 'masculine', titles: MR, responsible: true, weight: 14 },
    { name: 'Foster carer', gender: 'feminine', titles: MRS, responsible: false, weight: 2 },
    { name: 'Grandmother', gender: 'feminine', titles: ['Mrs'], responsible: true, weight: 2 },
  ],
  [
    { name: 'Father', gender: 'masculine', titles: MR, responsible: true, weight: 72 },
    { name: 'Step-father', gender: 'masculine', titles: MR, responsible: false, weight: 14 },
    { name: 'Mother', gender: 'feminine', titles: MRS, responsible: true, weight: 8 },
    { name: 'Aunt', gender: 'feminine', titles: MRS, responsible: false, weight: 6 },
  ],
  [
    { name: 'Grandmother', gender: 'feminine', titles: ['Mrs'], responsible: false, weight: 50 },
    { name: 'Grandfather', gender: 'masculine', titles: ['Mr'], responsible: false, weight: 25 },
    { name: 'Childminder', gender: 'feminine', titles: MRS, responsible: false, weight: 10 },
    { name: 'Social worker', gender: 'feminine', titles: MRS, responsible: false, weight: 15 },
  ],
]

const NUMBER_OF_CONTACTS = [
  { contacts: 1, weight: 25 },
  { contacts: 2, weight: 60 },
  { contacts: 3, weight: 15 },
]

/** Every household of a kind is the same list: there are a few dozen kinds. */
const households = new Map<string, readonly Relationship[]>()

/** One to three people of a household to call, first to be called first; nobody has two fathers by chance. */
export function whoToCall(random: Random): readonly Relationship[] {
  const known: Relationship[] = []
  for (const candidates of choices.slice(0, random.weighted(NUMBER_OF_CONTACTS).contacts)) {
    known.push(random.weighted(candidates.filter(({ name }) => known.every((other) => other.name !== name))))
  }
  const key = known.map(({ name }) => name).join()
  const household = households.get(key) ?? known
  households.set(key, household)
  return household
}
