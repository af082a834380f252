import type { Queries } from '../../jobs/queries.ts'
import { pupilsOf, type Selection } from '../selection.ts'
import type { Delivery } from './settings.ts'

/** A part of a report that is split: the pupils of one year group, registration group, house or class. */
export interface Part {
  by: NonNullable<Delivery['splitBy']>
  name: string
  /** Just its pupils, of those that the report is about. */
  selection: Selection
  /** Numbers of those who are responsible, where the school's tables say so; otherwise they go by their role. */
  staff?: number[]
}

/** The parts that have pupils, in the order of their names. */
export async function partsOf(
  queries: Queries,
  by: NonNullable<Delivery['splitBy']>,
  selection: Selection,
): Promise<Part[]> {
  const { from, read } = queries
  const chosen = pupilsOf(queries, selection)
  const groups = from('pupil', 'p').join(from('registration_group').as('g'), 'g.id', 'p.registration_group_id')
  if (chosen) groups.whereIn('p.id', chosen)
  const rows = await read.all<{ name: string; tutor_id: number | null }>(
    groups.orderBy('g.name').distinct('g.name', 'g.tutor_id'),
  )
  return rows.map(({ name, tutor_id }) => ({
    by,
    name,
    selection: { ...selection, group: name },
    staff: tutor_id === null ? [] : [tutor_id],
  }))
}
