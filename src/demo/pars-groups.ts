import type { Frame } from './frame.ts'
import type { Group } from './groups.ts'
import type { Holders } from './holders.ts'
import type { Pupils } from './pupils.ts'

/** The groups that PARS' automation made when it was last run, which was long ago. */
export const PARS_GROUPS = [
  'SEN Support',
  'EHC Plan',
  'Gifted and Talented',
  'Pupil Premium',
  'FSM6',
  'Photographs',
  'Asthma',
  'Epilepsy',
] as const

/** Of those who belong in a group so many are; of those who no longer do, so many still are. */
const STILL_RIGHT = 0.55
const STILL_THERE = 0.5

/** PARS' own groups with members half out of date, and one that somebody made by hand, of the same name as one. */
export function parsGroups(frame: Frame, pupils: Pupils, holders: Holders, after: number): Group[] {
  const random = frame.random('groups that PARS made')
  const createdAt = (days: number) => frame.instant(frame.today.minusDays(days), random.int(0, 4 * 60))
  const groups: Group[] = PARS_GROUPS.map((name, at) => {
    const { now, once } = holders.of(name)
    const right = now.filter(() => random.chance(STILL_RIGHT))
    const wrong = once.filter(() => random.chance(STILL_THERE))
    const twice = random.sample(right, Math.min(right.length, frame.hasOddCases ? 1 : 0))
    const members = [...right, ...wrong, ...twice].map((one) => pupils.id(one))
    return { id: after + at + 1, kind: 'special', name, madeBy: 'pars', createdAt: createdAt(420), members }
  })
  const present = pupils.where((at) => pupils.isOnRoll(at, frame.today.number))
  const reading = random.sample(present, frame.some(0.02)).map((at) => pupils.id(at))
  groups.push({
    id: after + groups.length + 1,
    kind: 'special',
    name: 'Pupil Premium',
    madeBy: 'hand',
    createdAt: createdAt(200),
    members: reading,
  })
  return groups
}
