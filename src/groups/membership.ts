import type { JobContext, PlanOf } from '../jobs/kit.ts'
import { add, change, followed, type Guard, type Rows, remove } from '../jobs/plan.ts'
import type { Family } from './family.ts'
import { remainsOfGroups } from './remains.ts'
import { hasLeft, onRoll } from './roll.ts'

/** What every group job reports. */
export const groupCounts = {
  created: 'groups made',
  renamed: 'groups renamed',
  flagged: 'groups marked as confidential',
  retired: 'groups emptied and put aside: their source is gone',
  revived: 'groups taken up again: their source is back',
  duplicates: 'duplicate memberships removed',
  left: 'memberships removed of pupils who have left the school',
  ended: 'memberships removed that have ended according to the source',
  unexplained: 'memberships removed for no recorded reason',
  deleted: 'groups deleted that were put aside 90 days ago',
  joined: 'memberships added',
}

export type GroupCount = keyof typeof groupCounts

/** Saved reports point at a group: it stays for so long after its source has gone, in case that comes back. */
const KEEP_RETIRED_DAYS = 90

/**
 * The whole plan of a group job. Every picture that its steps look at is staged first, for all families at once:
 * they are the same before and after each step, and worked out once.
 */
export async function membershipPlan(families: Family[], context: JobContext): Promise<PlanOf<GroupCount>> {
  const { from, over, raw, ref, stage, union, today, rollDay, now } = context
  const all = unionsOf(families, context)
  const ours = (alias: string) =>
    from('pupil_group', alias).where({ [`${alias}.kind`]: 'special', [`${alias}.made_by`]: 'pars-auto' })

  const roll = await stage(onRoll(from, rollDay))
  const leavers = await stage(hasLeft(from, rollDay))
  const named = await stage(all.wanted)
  const wanted = await stage(withOwnNames(context, named()))
  const belongs = await stage(
    over(all.belongs, 'b')
      .join(wanted().as('w'), same('b', 'w', 'family', 'source_key'))
      .join(roll().as('r'), 'r.pupil_id', 'b.pupil_id')
      .distinct('b.family', 'b.source_key', 'b.pupil_id'),
  )
  /** Our groups that are there: a group is ours by our memory, and never by its name. */
  const kept = await stage(
    ours('g')
      .join(from('kept_group').as('k'), 'k.group_id', 'g.id')
      .whereIn(
        'k.family',
        families.map(({ family }) => family),
      )
      .select('k.family', 'k.source_key', 'k.group_id', 'k.retired_on', 'g.name', 'g.confidential'),
  )
  /** Those that somebody deleted, of any family: the database may give their numbers out again. */
  const forgotten = await stage(
    from('kept_group', 'k')
      .leftJoin(ours('g').select('id').as('o'), 'o.id', 'k.group_id')
      .whereNull('o.id')
      .whereNotNull('k.group_id')
      .select('k.group_id'),
  )
  const members = await stage(
    from('group_member', 'm')
      .join(kept().as('k'), 'k.group_id', 'm.group_id')
      .groupBy('k.family', 'k.source_key', 'm.group_id', 'm.pupil_id')
      .select('k.family', 'k.source_key', 'm.group_id', 'm.pupil_id')
      .min({ id: 'm.id' }),
  )
  const remains = await stage(remainsOfGroups(from))
  const unreadable = await stage(
    over(all.unreadable, 'u')
      .join(roll().as('r'), 'r.pupil_id', 'u.pupil_id')
      .select('u.family', 'u.pupil_id'),
  )
  const unread = unreadable().distinct('family', 'pupil_id')
  const gone = await stage(
    members('m')
      .leftJoin(belongs().as('b'), same('m', 'b', 'family', 'source_key', 'pupil_id'))
      .leftJoin(wanted().as('w'), same('m', 'w', 'family', 'source_key'))
      .leftJoin(roll().as('r'), 'r.pupil_id', 'm.pupil_id')
      .leftJoin(leavers().as('l'), 'l.pupil_id', 'm.pupil_id')
      .leftJoin(over(all.ended).distinct().as('e'), same('m', 'e', 'family', 'source_key', 'pupil_id'))
      .leftJoin(over(all.withdrawn).distinct().as('x'), same('m', 'x', 'family', 'source_key'))
      .leftJoin(unread.as('u'), same('m', 'u', 'family', 'pupil_id'))
      .whereNull('b.pupil_id')
      .select('m.id', 'm.family', raw(WHY)),
  )
  await tellUnreadable(families, unreadable, context)

  const goneFor = (why: string) => gone().where({ why }).select('id')
  const unexplained = () => gone().where({ why: 'unexplained' })
  const theirs = (alias: string) =>
    kept('k')
      .leftJoin(wanted().as('w'), same('k', 'w', 'family', 'source_key'))
      .select(`k.${alias}`)
  const unwanted = () => theirs('group_id').whereNull('w.family')
  const retired = () => unwanted().whereNull('k.retired_on')
  const revived = () => theirs('group_id').whereNotNull('w.family').whereNotNull('k.retired_on')
  const outdated = () => unwanted().where('k.retired_on', '<=', today.minusDays(KEEP_RETIRED_DAYS).toString())
  const open = () => theirs('group_id').where({ 'w.confidential': 1, 'k.confidential': 0 })
  const nameOf = (table: 'pupil_group' | 'kept_group', id: string) =>
    misnamed('n').where('n.group_id', ref(table, id)).select('n.name')
  /** Also a group that was put aside makes way when another has need of its name. */
  const misnamed = await stage(
    union(
      theirs('group_id').whereRaw('k.name <> w.name').select('w.name'),
      unwanted()
        .join(wanted().as('t'), raw('lower(t.name) = lower(k.name)') as never)
        .select(raw(`${WITH_KEY('k')} as name`)),
    ),
  )
  const renaming = () => misnamed().select('group_id')
  const missing = (alias: string) =>
    wanted('w')
      .leftJoin(kept().as(alias), same('w', alias, 'family', 'source_key'))
      .whereNull(`${alias}.family`)
  const newest = ours('g').groupBy('g.name').select('g.name').max({ id: 'g.id' })
  const holding = kept().select('group_id')

  return {
    created: followed(
      add(
        'pupil_group',
        ['kind', 'name', 'made_by', 'confidential', 'created_at'],
        missing('k').select(
          raw('? as kind', 'special'),
          'w.name',
          raw('? as made_by', 'pars-auto'),
          'w.confidential',
          raw('? as created_at', now),
        ),
      ),
      remove('kept_group', (memory) =>
        memory.where((lost) => lost.whereNull('group_id').orWhereIn('group_id', forgotten())),
      ),
      add(
        'kept_group',
        ['family', 'source_key', 'name', 'confidential', 'group_id', 'adopted', 'retired_on'],
        missing('k')
          .join(newest.as('n'), 'n.name', 'w.name')
          .select('w.family', 'w.source_key', 'w.name', 'w.confidential', 'n.id', raw('0'), raw('null')),
      ),
      remove('group_member', (member) =>
        member
          .whereIn('id', remains().select('id'))
          .whereIn('group_id', from('kept_group').select('group_id')),
      ),
    ),
    renamed: followed(
      change('pupil_group', (group) => group.whereIn('id', renaming()), {
        name: nameOf('pupil_group', 'id'),
      }),
      change('kept_group', (memory) => memory.whereIn('group_id', renaming()), {
        name: nameOf('kept_group', 'group_id'),
      }),
    ),
    flagged: followed(
      change('pupil_group', (group) => group.whereIn('id', open()), { confidential: 1 }),
      change('kept_group', (memory) => memory.whereIn('group_id', open()), { confidential: 1 }),
    ),
    retired: change('kept_group', (memory) => memory.whereIn('group_id', retired()), {
      retired_on: today.toString(),
    }),
    revived: change('kept_group', (memory) => memory.whereIn('group_id', revived()), { retired_on: null }),
    duplicates: remove('group_member', (member) =>
      member.whereIn('group_id', holding).whereNotIn('id', members().select('id')),
    ),
    left: remove('group_member', (member) => member.whereIn('id', goneFor('left'))),
    ended: remove('group_member', (member) => member.whereIn('id', goneFor('ended'))),
    unexplained: remove(
      'group_member',
      (member) => member.whereIn('id', goneFor('unexplained')),
      ...families.map(
        ({ family, title }): Guard => ({
          name: title,
          rows: unexplained().where({ family }),
          outOf: members().where({ family }),
          source: roll(),
          sourceName: 'pupils on roll',
          beyond: 'hold',
        }),
      ),
      ...families.flatMap(({ family, title, sources }) =>
        Object.entries(sources).map(
          ([sourceName, source]): Guard => ({
            name: title,
            // Whether the source is there at all; how many may go is the guard's above.
            rows: unexplained().whereNull('id'),
            outOf: members().where({ family }),
            source,
            sourceName,
            beyond: 'hold',
          }),
        ),
      ),
    ),
    deleted: followed(
      remove('pupil_group', (group) => group.whereIn('id', outdated())),
      remove('kept_group', (memory) => memory.whereIn('group_id', outdated())),
    ),
    joined: add(
      'group_member',
      ['group_id', 'pupil_id'],
      belongs('b')
        .leftJoin(from('kept_group').as('k'), same('b', 'k', 'family', 'source_key'))
        .leftJoin(members().as('m'), same('b', 'm', 'family', 'source_key', 'pupil_id'))
        .whereNull('m.pupil_id')
        .select('k.group_id', 'b.pupil_id'),
    ),
  }
}

/**
 * Why a member no longer belongs. Somebody whose entry cannot be read stays where they are: what the entry meant to
 * say is not known, so neither is that they should go. When the source ends the membership, they go all the same.
 */
const WHY = `case
  when r.pupil_id is null and l.pupil_id is not null then 'left'
  when e.pupil_id is not null or x.family is not null then 'ended'
  when u.pupil_id is not null and w.family is not null then 'unreadable'
  else 'unexplained'
end as why`

/** What the families declare, of all of them at once, with the family in front and keys as texts. */
function unionsOf(families: Family[], { over, raw, union, values }: JobContext) {
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

/** The name of a row of `alias` with its key in brackets. */
const WITH_KEY = (alias: string) =>
  `concat(substring(${alias}.name, 1, 60), ' (', substring(${alias}.source_key, 1, 30), ')')`

/** Names that several groups would bear say which is which by the key; twice, in case that makes new ones. */
function withOwnNames({ over, raw }: JobContext, groups: Rows): Rows {
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

/** Joins on columns of the same names. */
const same =
  (one: string, other: string, ...columns: string[]) =>
  (on: { on(left: string, right: string): unknown }) => {
    for (const column of columns) on.on(`${one}.${column}`, `${other}.${column}`)
  }

async function tellUnreadable(
  families: Family[],
  unreadable: (alias?: string) => Rows,
  { read, fallShort }: JobContext,
): Promise<void> {
  const counted = await read.all<{ family: string; n: number }>(
    unreadable().groupBy('family').select('family').count({ n: '*' }),
  )
  for (const { family, title } of families) {
    const n = Number(counted.find((row) => row.family === family)?.n ?? 0)
    if (n === 0) continue
    fallShort(
      `${title}: ${n} ${n === 1 ? 'entry is' : 'entries are'} written in a way that is not known. Until that is put right those pupils stay in the groups they are in, and join none.`,
    )
  }
}
