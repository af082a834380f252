import type { JobTable } from '../db/tables.ts'
import { onRoll } from '../groups/roll.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Queries } from '../jobs/queries.ts'
import type { Day } from '../schedule/day.ts'
import { type Chosen, chosenFrom, selectionTables } from './chosen.ts'
import { classMembers } from './class-roll.ts'
import type { Selection } from './selection.ts'

/** By what a report can be split. */
export type Split = 'year' | 'group' | 'house' | 'class'

/** A year group, registration group, house or class that selected pupils are in. */
export interface Part {
  id: number
  name: string
  /** The selection with just this part's pupils. */
  narrowed: Selection
  /** Who is responsible for it and still at the school: nobody, one, or several who share a role. */
  responsible: Responsible[]
}

interface Responsible {
  id: number
  staff_code: string
  email: string | null
}

/** What `partsOf` reads. */
export const partTables: JobTable[] = [...selectionTables, 'school_history', 'staff']

/**
 * The parts that selected pupils on roll are in on a day, in the order in which to show them.
 * @param q on a snapshot
 * @param today who has left before it is responsible for nothing, also of a day when he was there
 * @returns the parts, and how many of the pupils are in none: without a registration group, say
 * @throws UserError when the selection names what is not at the school
 */
export async function partsOf(
  q: Queries,
  split: Split,
  selection: Selection,
  day: Day,
  today: Day = day,
): Promise<{ parts: Part[]; inNone: number }> {
  const chosen = await chosenFrom(q, selection, day)
  const pupils = q.from('pupil').whereIn('id', onRoll(q, day))
  if (chosen) pupils.whereIn('id', chosen.pupils())
  const placed = placesOf(q, split, chosen, day)
  const rows = await q.read.all<PartRow>(
    partRows(q, split, placed.clone().whereIn('pupil_id', pupils.clone().select('id'))),
  )
  const none = await q.read.first<{ pupils: number }>(
    pupils.clone().whereNotIn('id', placed.clone().select('pupil_id')).count({ pupils: '*' }),
  )
  const staff = await q.read.all<StaffRow>(
    q
      .from('staff')
      .where((here) => here.whereNull('left_on').orWhere('left_on', '>=', String(today)))
      .orderBy('id')
      .select('id', 'staff_code', 'email', 'role'),
  )
  return {
    parts: rows.map(({ id, name, staff_id }) => ({
      ...{ id, name, narrowed: { ...selection, [split]: `#${id}` } },
      responsible: staff
        .filter((one) => one.id === staff_id || isHeadOf(one.role, split, name))
        .map(({ id: number, staff_code, email }) => ({ id: number, staff_code, email })),
    })),
    inNone: none?.pupils ?? 0,
  }
}

interface PartRow {
  id: number
  name: string
  staff_id: number | null
}

interface StaffRow extends Responsible {
  role: string | null
}

/** Which pupil (`pupil_id`) is in which part (`part_id`). Classes that were selected are the only ones. */
function placesOf(q: Queries, split: Split, chosen: Chosen | undefined, day: Day): Rows {
  if (split === 'class') {
    const members = classMembers(q, day).select({ pupil_id: 'pupil_id', part_id: 'class_id' })
    if (chosen?.ids.class) members.whereIn('class_id', chosen.ids.class)
    return q.over(members, 'placed')
  }
  const columns = { year: 'year_group_id', group: 'registration_group_id', house: 'house_id' } as const
  const column = columns[split]
  return q.over(q.from('pupil').whereNotNull(column).select({ pupil_id: 'id', part_id: column }), 'placed')
}

function partRows({ from, raw }: Queries, split: Split, placed: Rows): Rows {
  const ids = placed.select('part_id')
  switch (split) {
    case 'year':
      return from('year_group')
        .whereIn('id', ids)
        .orderBy(['national_curriculum_year', 'name', 'id'])
        .select('id', 'name', raw('null as staff_id'))
    case 'group':
      return from('registration_group', 'g')
        .leftJoin('year_group as y', 'y.id', 'g.year_group_id')
        .whereIn('g.id', ids)
        .orderBy(['y.national_curriculum_year', 'y.name', 'g.name', 'g.id'])
        .select('g.id', 'g.name', { staff_id: 'g.tutor_id' })
    case 'house':
      return from('house')
        .whereIn('id', ids)
        .orderBy(['name', 'id'])
        .select('id', 'name', raw('null as staff_id'))
    case 'class':
      return from('teaching_class')
        .whereIn('id', ids)
        .orderBy(['name', 'id'])
        .select('id', 'name', 'staff_id')
  }
}

/** By the role in the staff table: Head of Year 9; Head of Oak or Head of Oak House, whatever the house is called. */
function isHeadOf(role: string | null, split: Split, name: string): boolean {
  if (split !== 'year' && split !== 'house') return false
  const plain = (text: string) =>
    text
      .trim()
      .toLowerCase()
      .replace(/\s+/g, ' ')
      .replace(/ house$/, '')
  return role !== null && plain(role) === `head of ${plain(name)}`
}
