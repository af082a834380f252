import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Day } from '../schedule/day.ts'

/** Rows of `class_member` for those who are in a class on a day, both ends inclusive. */
export const classMembers = ({ from }: Pick<Queries, 'from'>, day: Day): Rows =>
  from('class_member')
    .where('start_date', '<=', String(day))
    .where((open) => open.whereNull('end_date').orWhere('end_date', '>=', String(day)))
