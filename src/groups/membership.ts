import type { JobContext, PlanOf, Staged } from '../jobs/kit.ts'
import { add, change, followed, remove } from '../jobs/plan.ts'
import type { Family } from './family.ts'
import { guardsOf } from './guards.ts'
import { WITH_KEY } from './naming.ts'
import { ours, pictureOf, same } from './picture.ts'

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

/** The whole plan of a group job. Its steps look at one picture, taken before the first of them. */
export async function membershipPlan(families: Family[], context: JobContext): Promise<PlanOf<GroupCount>> {
  const { from, raw, ref, stage, union, differ, today, now } = context
  const picture = await pictureOf(families, context)
  const { wanted, belongs, kept, forgotten, remains, members, gone, unreadable } = picture
  await tellUnreadable(families, unreadable, context)

  const goneFor = (why: string) => gone().where({ why }).select('id')
  const theirs = (alias: string) =>
    kept('k')
      .leftJoin(wanted().as('w'), same('k', 'w', 'family', 'source_key'))
      .select(`k.${alias}`)
  const unwanted = () => theirs('group_id').whereNull('w.family')
  /** A group in which somebody stays, because their entry cannot be read, stays as it is. */
  const retired = () =>
    unwanted()
      .whereNull('k.retired_on')
      .whereNotIn('k.group_id', gone().where({ why: 'unreadable' }).select('group_id'))
  const revived = () => theirs('group_id').whereNotNull('w.family').whereNotNull('k.retired_on')
  const outdated = () => unwanted().where('k.retired_on', '<=', today.minusDays(KEEP_RETIRED_DAYS).toString())
  const open = () => theirs('group_id').where({ 'w.confidential': 1, 'k.confidential': 0 })
  const nameOf = (table: 'pupil_group' | 'kept_group', id: string) =>
    misnamed('n').where('n.group_id', ref(table, id)).select('n.name')
  /** Also a group that was put aside makes way when another has need of its name. */
  const misnamed = await stage(
    union(
      theirs('group_id').where(differ('k.name', 'w.name')).select('w.name'),
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
  const newest = ours(from, 'g').groupBy('g.name').select('g.name').max({ id: 'g.id' })
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
      ...guardsOf(families, picture),
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

async function tellUnreadable(
  families: Family[],
  unreadable: Staged,
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
