import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, UserError } from '../exit.ts'
import {
  type KeptGroup,
  keptGroups,
  type ParsGroup,
  type Place,
  parsGroups,
  placesOn,
  type RollOf,
} from './kept.ts'

/** What is to be taken over: every clear match, or one group. */
export interface Wish {
  group?: number | undefined
  /** `family:key` */
  as?: string | undefined
  /** Delete the group that is kept for the same thing already. */
  replace?: boolean | undefined
}

/** What becomes of a group that PARS made. */
export interface Adoption {
  group: number
  name: string
  outcome: 'adopted' | 'ambiguous' | 'taken' | 'ours already'
  /** What it is, or what it could be: `family:key`. */
  as: string[]
  /** The group of ours that is in its place, or was. */
  instead?: number
}

/**
 * Decides what can be taken over. Only inside a transaction or snapshot.
 * @throws UserError when the one group that was asked for cannot be taken over at all
 */
export async function decideAdoptions(session: Session, roll: RollOf, wish: Wish): Promise<Adoption[]> {
  const kept = await keptGroups(session)
  const places = await placesOn(session, roll)
  const candidates = await parsGroups(session, places)
  if (wish.group === undefined) {
    return candidates.flatMap((one) =>
      one.matches.length > 0 ? [decide(one, one.matches, candidates, kept, wish)] : [],
    )
  }
  const ours = kept.find(({ group }) => group === wish.group)
  if (ours)
    return [
      { group: ours.group, name: ours.name, outcome: 'ours already', as: [`${ours.family}:${ours.key}`] },
    ]
  const one = candidates.find(({ group }) => group === wish.group)
  if (!one) throw await whyNot(session, wish.group)
  if (wish.as) checkPlace(wish.as, places)
  const matches = wish.as ? [wish.as] : one.matches
  if (matches.length === 0)
    throw new UserError(
      `The name of group ${one.group}, "${one.name}", does not say what it is. Say so: --as FAMILY:KEY. ${familiesOf(places)}`,
      Exit.usage,
    )
  // Asked for by its number, it is meant, whatever other group bears the name.
  return [decide(one, matches, [one], kept, wish)]
}

function decide(
  { group, name }: ParsGroup,
  as: string[],
  candidates: ParsGroup[],
  kept: KeptGroup[],
  { replace }: Wish,
): Adoption {
  const rivals = candidates.filter((other) => other.matches.some((place) => as.includes(place)))
  if (as.length > 1 || rivals.length > 1) return { group, name, outcome: 'ambiguous', as }
  const instead = kept.find(({ family, key }) => as[0] === `${family}:${key}`)?.group
  if (instead === undefined) return { group, name, outcome: 'adopted', as }
  return { group, name, outcome: replace ? 'adopted' : 'taken', as, instead }
}

function checkPlace(as: string, places: Place[]): void {
  if (places.some(({ place }) => place === as)) return
  const family = as.split(':')[0]
  const keys = places
    .filter((place) => place.family === family)
    .map(({ place, name }) => `${place} (${name})`)
  throw new UserError(
    keys.length > 0
      ? `There is no ${as}. There is: ${keys.slice(0, 20).join(', ')}${keys.length > 20 ? ', …' : ''}.`
      : `There is no family "${family}". ${familiesOf(places)}`,
    Exit.usage,
  )
}

const familiesOf = (places: Place[]) =>
  `There are the families ${[...new Set(places.map(({ family }) => family))].join(', ')}.`

async function whyNot(session: Session, id: number): Promise<UserError> {
  const group = await session.first<{ kind: string; made_by: string; name: string }>(
    session.sql('pupil_group').where({ id }),
  )
  if (!group) return new UserError(`There is no group ${id}.`, Exit.usage)
  const what = group.made_by === 'hand' ? 'was made by hand' : 'is not a special group that PARS made'
  return new UserError(`Group ${id}, "${group.name}", ${what}: it is not touched.`, Exit.usage)
}

/** Takes them over: the ids stay, what is kept instead goes. The next run of the job corrects members and name. */
export async function adopt(session: Session, adoptions: Adoption[]): Promise<void> {
  const { sql } = session
  for (const { group, name, as, instead } of adoptions.filter(({ outcome }) => outcome === 'adopted')) {
    const [place] = as as [string]
    const family = place.slice(0, place.indexOf(':'))
    const source_key = place.slice(family.length + 1)
    if (instead !== undefined) {
      await session.run(sql('group_member').where({ group_id: instead }).delete())
      await session.run(sql('pupil_group').where({ id: instead }).delete())
    }
    // Ours, or what was left of a memory of a group that somebody deleted.
    await session.run(
      sql(own('kept_group')).where({ family, source_key }).orWhere({ group_id: group }).delete(),
    )
    const { confidential } = (await session.first<{ confidential: number }>(
      sql('pupil_group').where({ id: group }).select('confidential'),
    ))!
    const row = { family, source_key, name, confidential, group_id: group, adopted: 1, retired_on: null }
    await session.run(sql(own('kept_group')).insert(row))
    await session.run(sql('pupil_group').where({ id: group }).update({ made_by: 'pars-auto' }))
  }
}
