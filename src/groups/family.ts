import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Day } from '../schedule/day.ts'

/** Groups of one sort, such as those of the bus routes: which there should be, and who belongs in them. */
export interface Family {
  /** Names the family in our memory, and for `groups adopt --as`. Never changes: the groups are found by it. */
  family: string
  /** In words, for messages: bus routes. */
  title: string
  /** Comes before the name of each group. */
  prefix?: string
  /** Which groups there should be: `key`, `name`. The key never changes either; the name may. */
  groups: Rows
  /** Other names that PARS may have given them, for `groups adopt`: `key`, `name`. */
  aliases?: Rows
  /** Who belongs where on the day: `key`, `pupil_id`. The engine leaves out who is not on roll, and what comes twice. */
  belongs: Rows
  /** Memberships whose end the source explains: `key`, `pupil_id`. */
  ended?: Rows
  /** Groups whose end the source explains, for everybody in them: `key`. */
  withdrawn?: Rows
  /** Entries that hold on the day and that nobody can read: `pupil_id`. Their pupils stay in the groups they are in. */
  unreadable?: Rows
  /** Where it all comes from, in words. When one of them is empty although somebody is in a group, the run is held. */
  sources: Record<string, Rows>
  /** Whether the groups may be shown only to those who may see such things. */
  confidential: boolean
}

/** What families are declared with. */
export type FamilyContext = Pick<
  JobContext,
  'enrolled' | 'from' | 'over' | 'raw' | 'stage' | 'union' | 'values'
> & {
  /** The school day that the groups are made for. */
  day: Day
}

/** Rows with a start and an inclusive end of which the day is a part. */
export const onDay = (rows: Rows, day: Day): Rows =>
  rows
    .where('start_date', '<=', day.toString())
    .where((open) => open.whereNull('end_date').orWhere('end_date', '>=', day.toString()))

/** Rows that ended before the day. */
export const endedBefore = (rows: Rows, day: Day): Rows => rows.where('end_date', '<', day.toString())

/** Entries of a list that the school still keeps on the day. */
export const keptOn = (rows: Rows, day: Day): Rows =>
  rows.where((open) => open.whereNull('withdrawn_on').orWhere('withdrawn_on', '>=', day.toString()))

/** Entries of a list that were withdrawn before the day. */
export const withdrawnBefore = (rows: Rows, day: Day): Rows => rows.where('withdrawn_on', '<', day.toString())
