import type { JobContext } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import type { Family } from './family.ts'

/** What the families declare, of all of them at once, with the family in front and keys as texts. */
export function declaredBy(families: Family[], { over, raw, union, values }: JobContext) {
  const nobody = () => values({ family: '', source_key: '', pupil_id: 0 }).whereRaw('1 = 0')
  const all = (pick: (family: Family) => Rows | undefined, ...columns: string[]) => {
    const select = (name: string) => (name === 'source_key' ? raw(`${KEY} as source_key`) : raw('??', name))
    const declared = families.flatMap((one) => {
      const rows = pick(one)
      return rows ? [over(rows, 'f').select(raw('? as family', one.family), ...columns.map(select))] : []
    })
    return declared.length > 0 ? union(...declared) : nobody()
  }
  return {
    wanted: over(
      all(
        ({ groups, prefix = '', confidential }) =>
          over(groups, 'g').select(
            'key',
            raw(`concat(?, coalesce(nullif(ltrim(rtrim(name)), ''), ${KEY})) as name`, prefix),
            raw('? as confidential', confidential ? 1 : 0),
          ),
        'source_key',
        'name',
        'confidential',
      ),
    ).distinct(),
    belongs: all(({ belongs }) => belongs, 'source_key', 'pupil_id'),
    ended: all(({ ended }) => ended, 'source_key', 'pupil_id'),
    withdrawn: all(({ withdrawn }) => withdrawn, 'source_key'),
    unreadable: all(({ unreadable }) => unreadable, 'pupil_id'),
  }
}

/** `key` is a word of SQL. */
const KEY = 'cast("key" as nvarchar(100))'
