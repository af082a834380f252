import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { jobs } from '../jobs/index.ts'
import { queriesOn } from '../jobs/queries.ts'
import type { Day } from '../schedule/day.ts'
import type { Family } from './family.ts'
import { folded } from './spelling.ts'

/** A group that a job keeps. */
export interface KeptGroup {
  family: string
  key: string
  group: number
  name: string
  /** Pupils, each once. */
  members: number
  /** ISO 8601 in UTC. */
  since: string
  /** The day its source went away. */
  retired: string | null
  adopted: boolean
}

/** A group that PARS' automation made and that nobody keeps. */
export interface ParsGroup {
  group: number
  name: string
  /** What it could be: `family:key`. One is clear; none or several need a person. */
  matches: string[]
}

/** A group that there should be. */
export interface Place {
  /** `family:key` */
  place: string
  family: string
  key: string
  name: string
  /** How PARS may have called it, with our own name; folded. */
  names: Set<string>
}

/** The groups that are ours and are there, in the order of their families. */
export async function keptGroups(session: Session): Promise<KeptGroup[]> {
  const { sql } = session
  const members = sql('group_member').groupBy('group_id').select('group_id').countDistinct({ n: 'pupil_id' })
  const rows = await session.all<Omit<KeptGroup, 'adopted'> & { adopted: number; members: number | null }>(
    sql({ k: own('kept_group') })
      .join('pupil_group as g', 'g.id', 'k.group_id')
      .where({ 'g.made_by': 'pars-auto', 'g.kind': 'special' })
      .leftJoin(members.as('m'), 'm.group_id', 'g.id')
      .orderBy(['k.family', 'g.name', 'g.id'])
      .select('k.family', {
        key: 'k.source_key',
        group: 'g.id',
        since: 'g.created_at',
        retired: 'k.retired_on',
      })
      .select('g.name', 'k.adopted', { members: 'm.n' }),
  )
  return rows.map((row) => ({ ...row, members: Number(row.members ?? 0), adopted: Boolean(row.adopted) }))
}

/** The groups that PARS made, and what each could be by its name. Only inside a transaction or snapshot. */
export async function parsGroups(session: Session, places: Place[]): Promise<ParsGroup[]> {
  const { sql } = session
  const rows = await session.all<{ id: number; name: string }>(
    sql('pupil_group').where({ kind: 'special', made_by: 'pars' }).orderBy('id').select('id', 'name'),
  )
  return rows.map(({ id, name }) => ({
    group: id,
    name,
    matches: places.filter(({ names }) => names.has(folded(name))).map(({ place }) => place),
  }))
}

/** Whose roll is meant: that of a day, with or without guests. */
export interface RollOf {
  day: Day
  guests: boolean
}

/** Every group that there should be on a day, by all jobs. Only inside a transaction or snapshot. */
export async function placesOn(session: Session, { day, guests }: RollOf): Promise<Place[]> {
  const queries = { ...queriesOn(session, { guests }), day }
  const places: Place[] = []
  for (const job of Object.values(jobs)) {
    if (!('families' in job)) continue
    for (const family of await job.families(queries)) places.push(...(await placesOf(session, family)))
  }
  return places
}

type Named = { key: string | number; name: string }

async function placesOf(
  session: Session,
  { family, prefix = '', groups, aliases }: Family,
): Promise<Place[]> {
  const called = aliases ? await session.all<Named>(aliases) : []
  return (await session.all<Named>(groups)).map(({ key, name: given }) => {
    // As the engine names it.
    const name = given.trim() || String(key)
    const others = called.filter((alias) => alias.key === key).map((alias) => alias.name)
    return {
      place: `${family}:${key}`,
      family,
      key: String(key),
      name: prefix + name,
      names: new Set([given, prefix + name, ...others].map(folded).filter(Boolean)),
    }
  })
}
