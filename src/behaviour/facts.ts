import type { Queries } from '../jobs/queries.ts'

interface Named {
  id: number
  name: string
}

/** What rules can speak of at this school. */
export interface Facts {
  codes: Set<string>
  grounds: Named[]
  outcomes: (Named & { points: number })[]
  yearGroups: (Named & { national_curriculum_year: number })[]
  registrationGroups: Named[]
  /** Without the temporary ones. */
  groups: Named[]
}

export async function factsOf({ from, read }: Queries): Promise<Facts> {
  const codes = await read.all<{ code: string }>(from('register_code').distinct('code'))
  return {
    codes: new Set(codes.map(({ code }) => code)),
    grounds: await read.all(from('behaviour_ground').select('id', 'name')),
    outcomes: await read.all(from('behaviour_outcome').select('id', 'name', 'points')),
    yearGroups: await read.all(from('year_group').select('id', 'name', 'national_curriculum_year')),
    registrationGroups: await read.all(from('registration_group').select('id', 'name')),
    groups: await read.all(from('pupil_group').whereNot('kind', 'temporary').select('id', 'name')),
  }
}

/**
 * One of several by its name or its number; `#12` is always the number. Undefined when there is none, or more than
 * one of the name.
 */
export function find<T extends Named>(list: readonly T[], what: string): T | undefined {
  const number = /^#?(\d+)$/.exec(what)?.[1]
  const named = what.startsWith('#') ? [] : list.filter(({ name }) => isSame(name, what))
  if (named.length > 0) return named.length === 1 ? named[0] : undefined
  return number ? list.find(({ id }) => id === Number(number)) : undefined
}

/** A year group by name, as the year that people mean (7 is Year 7), or as `#12` by its number. */
export function findYearGroup(list: Facts['yearGroups'], what: string): Named | undefined {
  const ofYear = list.filter(({ national_curriculum_year: year }) => String(year) === what)
  return ofYear.length === 1 ? ofYear[0] : find(list, what)
}

const isSame = (name: string, what: string) => name.trim().toLowerCase() === what.trim().toLowerCase()
