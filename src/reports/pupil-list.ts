import type { JobTable } from '../db/tables.ts'
import type { Rows } from '../jobs/plan.ts'
import type { ReportColumn, ReportContext } from './kit.ts'

/** The columns that say who a pupil is, as `listed` selects them. With `sections: ['year', 'group']` they are headings. */
export const pupilColumns = {
  year: { title: 'Year group', type: 'text' },
  group: { title: 'Registration group', type: 'text' },
  surname: { title: 'Surname', type: 'text' },
  forename: { title: 'Forename', type: 'text' },
} satisfies Record<string, ReportColumn>

/** What `listed` reads. */
export const pupilTables: JobTable[] = ['pupil', 'year_group', 'registration_group']

/**
 * Pupils with what was worked out about them, by year group, registration group and name; of the selected ones only.
 * @param figures rows with a `pupil_id`, and `columns`
 */
export function listed(
  { over, selected, byName }: Pick<ReportContext, 'over' | 'selected' | 'byName'>,
  figures: Rows,
  columns: string[],
): Rows {
  const rows = over(figures, 'its')
    .join('pupil as p', 'p.id', 'its.pupil_id')
    .leftJoin('year_group as y', 'y.id', 'p.year_group_id')
    .leftJoin('registration_group as g', 'g.id', 'p.registration_group_id')
    .orderBy(['y.national_curriculum_year', 'y.name', 'g.name'])
    .select({ year: 'y.name', group: 'g.name', surname: 'p.surname', forename: 'p.forename' })
    .select(columns.map((column) => `its.${column}`))
  return byName(selected(rows, 'its.pupil_id'), 'p')
}
