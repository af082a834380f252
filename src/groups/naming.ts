import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'

/** The name of a row of `alias` with its key in brackets. */
export const WITH_KEY = (alias: string) =>
  `concat(substring(${alias}.name, 1, 60), ' (', substring(${alias}.source_key, 1, 30), ')')`

/** Names that several groups would bear say which is which by the key; twice, in case that makes new ones. */
export function withOwnNames({ over, raw }: JobContext, groups: Rows): Rows {
  const distinct = (rows: Rows) =>
    over(over(rows).select('*', raw('count(*) over (partition by lower(name)) as sharing')), 'named').select(
      'family',
      'source_key',
      'confidential',
      raw(`case when sharing = 1 then name
        else ${WITH_KEY('named')} end as name`),
    )
  return distinct(distinct(groups))
}
