import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'

/**
 * Memberships of groups that are no longer there: somebody deleted the group and nothing else. SQLite gives its number
 * out again, and whoever gets it must not inherit them. Selects `id`.
 */
export function remainsOfGroups(from: JobContext['from']): Rows {
  return from('group_member', 'm')
    .leftJoin(from('pupil_group').select('id').as('g'), 'g.id', 'm.group_id')
    .whereNull('g.id')
    .select('m.id')
}
