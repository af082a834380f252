import type { JobContext, Staged } from '../jobs/kit.ts'
import type { Rows } from '../jobs/plan.ts'
import { declaredBy } from './declared.ts'
import type { Family } from './family.ts'
import { withOwnNames } from './naming.ts'
import { remainsOfGroups } from './remains.ts'
import { hasLeft, onRoll } from './roll.ts'

/** What there is, and what there should be, as the steps of a plan look at it. */
export interface Picture {
  /** Pupils on roll: `pupil_id`. */
  roll: Staged
  /** Groups that there should be: `family`, `source_key`, `name`, `confidential`. */
  wanted: Staged
  /** Who belongs in them, of those on roll: `family`, `source_key`, `pupil_id`. */
  belongs: Staged
  /** Our groups that are there, by our memory and never by their names: `family`, `source_key`, `group_id`, `retired_on`, `name`, `confidential`. */
  kept: Staged
  /** Groups of ours, of any family, that somebody deleted; their numbers may be given out again: `group_id`. */
  forgotten: Staged
  /** Memberships that were left behind when a group was deleted: `id`. */
  remains: Staged
  /** Who is in our groups, each once: `family`, `source_key`, `group_id`, `pupil_id`, `id`. */
  members: Staged
  /** Members who do not belong: `id`, `family`, `group_id`, `why`: left, ended, unreadable (these stay) or unexplained. */
  gone: Staged
  /** Entries of pupils on roll that nobody can read: `family`, `pupil_id`. */
  unreadable: Staged
}

/** Groups that are marked as ours. Which of them a family keeps, and whether it is one of them, our memory says. */
export const ours = (from: JobContext['from'], alias: string): Rows =>
  from('pupil_group', alias).where({ [`${alias}.kind`]: 'special', [`${alias}.made_by`]: 'pars-auto' })

/** Works it all out once, for all families at once: it looks the same before and after each step. */
export async function pictureOf(families: Family[], context: JobContext): Promise<Picture> {
  const { from, over, raw, stage, rollDay } = context
  const declared = declaredBy(families, context)

  const roll = await stage(onRoll(context, rollDay))
  const leavers = await stage(hasLeft(from, rollDay))
  const named = await stage(declared.wanted)
  const wanted = await stage(withOwnNames(context, named()))
  const belongs = await stage(
    over(declared.belongs, 'b')
      .join(wanted().as('w'), same('b', 'w', 'family', 'source_key'))
      .join(roll().as('r'), 'r.pupil_id', 'b.pupil_id')
      .distinct('b.family', 'b.source_key', 'b.pupil_id'),
  )
  const kept = await stage(
    ours(from, 'g')
      .join(from('kept_group').as('k'), 'k.group_id', 'g.id')
      .whereIn(
        'k.family',
        families.map(({ family }) => family),
      )
      .select('k.family', 'k.source_key', 'k.group_id', 'k.retired_on', 'g.name', 'g.confidential'),
  )
  const forgotten = await stage(
    from('kept_group', 'k')
      .leftJoin(ours(from, 'g').select('id').as('o'), 'o.id', 'k.group_id')
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
    over(declared.unreadable, 'u')
      .join(roll().as('r'), 'r.pupil_id', 'u.pupil_id')
      .select('u.family', 'u.pupil_id'),
  )
  const unread = unreadable().distinct('family', 'pupil_id')
  const gone = await stage(
    members('m')
      .join(kept().as('k'), 'k.group_id', 'm.group_id')
      .leftJoin(belongs().as('b'), same('m', 'b', 'family', 'source_key', 'pupil_id'))
      .leftJoin(wanted().as('w'), same('m', 'w', 'family', 'source_key'))
      .leftJoin(roll().as('r'), 'r.pupil_id', 'm.pupil_id')
      .leftJoin(leavers().as('l'), 'l.pupil_id', 'm.pupil_id')
      .leftJoin(over(declared.ended).distinct().as('e'), same('m', 'e', 'family', 'source_key', 'pupil_id'))
      .leftJoin(over(declared.withdrawn).distinct().as('x'), same('m', 'x', 'family', 'source_key'))
      .leftJoin(unread.as('u'), same('m', 'u', 'family', 'pupil_id'))
      .whereNull('b.pupil_id')
      .select('m.id', 'm.family', 'm.group_id', raw(WHY)),
  )
  return { roll, wanted, belongs, kept, forgotten, remains, members, gone, unreadable }
}

/**
 * Why a member no longer belongs. Somebody whose entry cannot be read stays where they are: what the entry meant to
 * say is not known, so neither is that they should go. When the source ends the membership, or the group was put
 * aside before, they go all the same.
 */
const WHY = `case
  when r.pupil_id is null and l.pupil_id is not null then 'left'
  when e.pupil_id is not null or x.family is not null then 'ended'
  when u.pupil_id is not null and (w.family is not null or k.retired_on is null) then 'unreadable'
  else 'unexplained'
end as why`

/** Joins on columns of the same names. */
export const same =
  (one: string, other: string, ...columns: string[]) =>
  (on: { on(left: string, right: string): unknown }) => {
    for (const column of columns) on.on(`${one}.${column}`, `${other}.${column}`)
  }
