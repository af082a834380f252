import { z } from 'zod'
import { oneOrMore, words } from '../config/fields.ts'

/** YAML takes a 7 for a number; it is a name here. */
const named = (what: string) => z.union([words(what), z.int().transform(String)]).meta({ expects: what })
const some = (what: string, one: z.ZodType<string, string | number> = named(what)) =>
  oneOrMore(one, `${what}, or a list of them`).optional()

/**
 * Which pupils a report is about. Several of one kind: a pupil in any of them. Several kinds: a pupil has to be in
 * one of each, so that year 7 with house Kestrel are the Kestrels of Year 7. Looked up afresh at each run, so that a
 * pupil who changes group comes and goes. Without any, all pupils. Names count however they are capitalised; `#12` is
 * the row of that number.
 */
export const selection = z.strictObject({
  year: some('a year group such as 7').describe('Year groups, by name or as a number: 7 is Year 7.'),
  group: some('a registration group').describe('Registration groups.'),
  class: some('a class').describe('Teaching classes: those who are in them on the day.'),
  house: some('a house').describe('Houses.'),
  specialGroup: some('a special group').describe('Special groups, by name: their present members.'),
  site: some('a site').describe('Sites, at a school with several: those of the registration groups.'),
  pupil: some('an admission number in quotes', words('an admission number in quotes')).describe(
    'Pupils, by admission number, with all its zeros.',
  ),
})

export type Selection = z.output<typeof selection>
export type SelectionKind = keyof Selection
