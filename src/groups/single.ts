import type { Rows } from '../jobs/plan.ts'
import type { Family, FamilyContext } from './family.ts'

/** A family of one group, which is always there. */
interface Single extends Pick<Family, 'family' | 'title' | 'sources' | 'confidential' | 'unreadable'> {
  name: string
  /** Other names that PARS may have given it. */
  aliases: [string, ...string[]]
  /** Who belongs in it: `pupil_id`. */
  pupils: Rows
  /** Whose membership the source ends: `pupil_id`. */
  ended: Rows
}

/** Its key is the name of the family. */
export function single({ over, raw, values }: FamilyContext, one: Single): Family {
  const { name, aliases, pupils, ended, ...rest } = one
  const key = one.family
  const keyed = (rows: Rows) => over(rows).select(raw('? as ??', key, 'key'), 'pupil_id')
  return {
    ...rest,
    groups: values({ key, name }),
    aliases: values(...aliases.map((alias) => ({ key, name: alias }))),
    belongs: keyed(pupils),
    ended: keyed(ended),
  }
}
