/** A kind of absence: how often it starts, and how many sessions it lasts. */
export interface Spell {
  code: string
  weight: number
  shortest: number
  longest: number
  years?: number[]
}

const usual: Spell[] = [
  { code: 'I', weight: 60, shortest: 2, longest: 7 },
  { code: 'M', weight: 16, shortest: 1, longest: 1 },
  { code: 'N', weight: 11, shortest: 1, longest: 3 },
  { code: 'C', weight: 2, shortest: 1, longest: 4 },
  { code: 'G', weight: 2.5, shortest: 4, longest: 10 },
  { code: 'R', weight: 1.5, shortest: 2, longest: 2 },
  { code: 'E', weight: 1.2, shortest: 2, longest: 6 },
  { code: 'O', weight: 3, shortest: 1, longest: 2 },
  { code: 'J1', weight: 4, shortest: 1, longest: 2, years: [12, 13] },
  { code: 'C1', weight: 0.3, shortest: 2, longest: 4 },
  { code: 'T', weight: 0.2, shortest: 10, longest: 20 },
]

const long: Spell[] = [
  { code: 'I', weight: 40, shortest: 4, longest: 30 },
  { code: 'N', weight: 25, shortest: 2, longest: 10 },
  { code: 'O', weight: 28, shortest: 4, longest: 30 },
  { code: 'E', weight: 7, shortest: 4, longest: 10 },
]

/** How pupils differ: so large a share of them misses `missed` of the sessions. */
export const habits = [
  { weight: 0.012, missed: 0.66, spells: long },
  { weight: 0.035, missed: 0.27, spells: long },
  { weight: 0.12, missed: 0.115, spells: usual },
  { weight: 0.833, missed: 0.038, spells: usual },
]

export const averageLength = (spells: Spell[]) => {
  const weight = spells.reduce((sum, spell) => sum + spell.weight, 0)
  return (
    spells.reduce((sum, { weight: w, shortest, longest }) => sum + (w * (shortest + longest)) / 2, 0) / weight
  )
}
