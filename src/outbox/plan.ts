import type { JobContext } from '../jobs/kit.ts'
import { type Add, add, type Rows } from '../jobs/plan.ts'
import type { Kind } from './item.ts'

/** What is an item's own: the columns that the rows for `handOver` must have. */
export const ITEM = ['reference', 'title', 'recipient', 'content', 'not_after']

/** The step of a job's plan that puts items on their way. */
export function handOver(
  { raw, now, id }: Pick<JobContext, 'raw' | 'now' | 'id'>,
  kind: Kind,
  rows: Rows,
): Add {
  const alike = Object.entries({
    ...{ kind, job: id, queued_by: 'schedule', state: 'queued', tries: 0 },
    ...{ state_at: now, queued_at: now, due_at: now },
  })
  const columns = [...alike.map(([column]) => column), ...ITEM]
  return add(
    'outbox',
    columns,
    rows.select(...alike.map(([column, value]) => raw('? as ??', value, column)), ...ITEM),
  )
}
