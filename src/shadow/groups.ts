import type { Config, ConfiguredJob } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { parsGroups, placesOn } from '../groups/kept.ts'
import { onRoll } from '../groups/roll.ts'
import { jobs } from '../jobs/index.ts'
import { queriesOn } from '../jobs/queries.ts'
import { rollDayAt } from '../runner/moment.ts'

/** A group as we would keep it beside the one that another program keeps. Numbers of pupils. */
export interface ComparedGroup {
  name: string
  /** The number of the other program's; none where it has none, or several that could be meant. */
  group?: number
  both: number
  onlyUs: number
  onlyThem: number
}

/** Whether a job keeps groups, and can be compared so. */
export const keepsGroups = ({ job }: ConfiguredJob): boolean => 'families' in job

/**
 * Each group that the job would keep beside the one of the same name that PARS' automation made, or that was taken over
 * from it. As many statements for any number of pupils. Only inside a transaction or snapshot.
 */
export async function comparedGroups(
  session: Session,
  { school }: Pick<Config, 'school'>,
  { job }: ConfiguredJob,
  now: number,
): Promise<ComparedGroup[]> {
  const day = rollDayAt(school.zone, now)
  const queries = { ...queriesOn(session, school), day }
  const declared = Object.values(jobs).find(({ name }) => name === job.name)
  if (!declared || !('families' in declared)) return []
  const families = await declared.families(queries)
  const names = new Set(families.map(({ family }) => family))
  const places = (await placesOn(session, { day, guests: school.guests })).filter(({ family }) =>
    names.has(family),
  )
  const theirs = await theirGroups(session, places)
  if (places.length === 0) return []
  const numbered = new Map(places.map(({ family, key }, n) => [`${family}:${key}`, n + 1]))
  const roll = await queries.stage(onRoll(queries, day))
  const groups = await session.stageRows(
    ['place', 'group_id'],
    [...theirs].map(([place, group]) => [numbered.get(place)!, group]),
    'place',
  )
  const ours = await oursByPlace(session, families, queries, numbered, roll)
  const counted = await countsOf(session, ours, groups)
  return places.map((place, at) => {
    const group = theirs.get(place.place)
    const { mine = 0, both = 0, there = 0 } = counted.get(at + 1) ?? {}
    return {
      name: place.name,
      ...(group === undefined ? {} : { group }),
      both,
      onlyUs: mine - both,
      onlyThem: there - both,
    }
  })
}

type Places = Awaited<ReturnType<typeof placesOn>>

/** Those that were taken over from it, by our memory; the others by their names, where these are clear. */
async function theirGroups(session: Session, places: Places): Promise<Map<string, number>> {
  const { sql } = session
  const adopted = await session.all<{ family: string; source_key: string; group_id: number }>(
    sql({ k: own('kept_group') })
      .join('pupil_group as g', 'g.id', 'k.group_id')
      .where('k.adopted', 1)
      .select('k.family', 'k.source_key', 'k.group_id'),
  )
  const found = new Map(adopted.map((row) => [`${row.family}:${row.source_key}`, row.group_id]))
  for (const { group, matches } of await parsGroups(session, places)) {
    const [place, ...more] = matches
    if (place && more.length === 0 && !found.has(place)) found.set(place, group)
  }
  return new Map([...found].filter(([place]) => places.some((one) => one.place === place)))
}

type Queries = ReturnType<typeof queriesOn>
type Families = ReturnType<Extract<(typeof jobs)[keyof typeof jobs], { families: unknown }>['families']>

/** Who belongs where, of those on roll: `place`, `pupil_id`. */
async function oursByPlace(
  session: Session,
  families: Awaited<Families>,
  { over, raw, stage, union }: Queries,
  numbered: Map<string, number>,
  roll: Awaited<ReturnType<Queries['stage']>>,
): Promise<string> {
  const keys = await session.stageRows(
    ['place', 'family', 'source_key'],
    [...numbered].map(([place, n]) => {
      const at = place.indexOf(':')
      return [n, place.slice(0, at), place.slice(at + 1)]
    }),
    'place',
  )
  const belongs = await stage(
    union(
      ...families.map(({ family, belongs }) =>
        over(belongs, 'f').select(
          raw('? as family', family),
          raw('cast("key" as nvarchar(100)) as source_key'),
          'pupil_id',
        ),
      ),
    ),
  )
  return session.stage(
    belongs('b')
      .join(`${keys} as p`, (on) => on.on('p.family', 'b.family').andOn('p.source_key', 'b.source_key'))
      .join(roll().as('r'), 'r.pupil_id', 'b.pupil_id')
      .distinct('p.place', 'b.pupil_id'),
  )
}

async function countsOf(session: Session, ours: string, groups: string) {
  const { sql } = session
  const members = sql({ m: 'group_member' })
    .join(`${groups} as g`, 'g.group_id', 'm.group_id')
    .distinct('g.place', 'm.pupil_id')
  const there = await session.stage(members)
  const rows = async (query: ReturnType<typeof sql>) =>
    session.all<{ place: number; n: number }>(query.groupBy('a.place').select('a.place').count({ n: '*' }))
  const counts = new Map<number, { mine?: number; both?: number; there?: number }>()
  const put = (name: 'mine' | 'both' | 'there', found: { place: number; n: number }[]) => {
    for (const { place, n } of found) counts.set(place, { ...counts.get(place), [name]: Number(n) })
  }
  put('mine', await rows(sql({ a: ours })))
  put('there', await rows(sql({ a: there })))
  const same = sql({ a: ours }).join(`${there} as b`, (on) =>
    on.on('b.place', 'a.place').andOn('b.pupil_id', 'a.pupil_id'),
  )
  put('both', await rows(same))
  return counts
}
