import { z } from 'zod'
import { oneOrMore, words } from '../config/fields.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'

const some = (what: string) => oneOrMore(words(what), `${what}, or a list of them`).optional()

/**
 * Which pupils a report is about: those in any one of each kind that is given. Looked up afresh at each run, so that
 * a pupil who changes group comes and goes. Without any, all pupils.
 */
export const selection = z.strictObject({
  year: some('a year group such as 7').describe('Year groups, by name or as a number: 7.'),
  group: some('a registration group').describe('Registration groups.'),
  class: some('a class').describe('Teaching classes.'),
  house: some('a house').describe('Houses.'),
  specialGroup: some('a special group').describe('Special groups, by name.'),
  site: some('a site').describe('Sites, at a school with several.'),
  pupil: some('an admission number').describe('Pupils, by admission number.'),
})

export type Selection = z.output<typeof selection>

/** Whether it leaves everybody in. */
export const isEverybody = (chosen: Selection): boolean =>
  Object.values(chosen).every((value) => value === undefined)

/** The numbers of the pupils selected, as a query on `id`; undefined for all of them. */
export function pupilsOf({ from }: Pick<Queries, 'from'>, chosen: Selection): Rows | undefined {
  if (isEverybody(chosen)) return undefined
  const pupils = from('pupil', 'selected')
  const { group } = chosen
  if (group)
    pupils.whereIn(
      'selected.registration_group_id',
      from('registration_group').whereIn('name', [group].flat()).select('id'),
    )
  return pupils.select('selected.id')
}

/** `Year 7; 7A and 7B`, for what stands above a report; empty for everybody. */
export const selectionInWords = (chosen: Selection): string =>
  Object.values(chosen)
    .filter((value) => value !== undefined)
    .map((value) => [value].flat().join(', '))
    .join('; ')
