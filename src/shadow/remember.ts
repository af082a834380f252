import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { iso } from '../runner/school.ts'
import { isDropped, type Looked, type ShadowRow, type Wanted } from './look.ts'

/** Stands for all steps of a plan together: no count is called so. */
export const ALL = '*'

/** For so long what was found is kept. */
const KEPT = 90 * 86_400_000

/** Writes down what a rehearsal wants and what has become of what was wanted before, with the record of the run. */
export async function remember(
  session: Session,
  job: string,
  looked: Looked,
  { now, day }: { now: number; day: string },
): Promise<void> {
  const dropped = looked.open.filter((row) => !looked.done.has(row.id) && isDropped(looked, row))
  const settled_at = iso(now)
  await change(session, [...looked.done], { outcome: 'done', settled_at })
  await change(
    session,
    dropped.map(({ id }) => id),
    { outcome: 'dropped', settled_at },
  )
  const all = { step: ALL, planned: 0, beyond: 0, traces: [] }
  for (const { planned } of looked.wanted) all.planned += planned
  await countDay(session, job, all, { now, day })
  for (const wanted of looked.wanted.filter(({ planned, watch }) => planned > 0 || watch)) {
    await rememberRows(session, job, wanted, now)
    await countDay(session, job, wanted, { now, day })
  }
  const { sql } = session
  const old = iso(now - KEPT)
  await session.run(
    sql(own('shadow_row')).where({ job }).where('first_at', '<', old).where('last_at', '<', old).delete(),
  )
  await session.run(sql(own('shadow_day')).where({ job }).where('last_at', '<', old).delete())
}

/** Sets columns of rows by their numbers, however many there are. */
async function change(session: Session, ids: number[], set: Partial<ShadowRow>): Promise<void> {
  if (ids.length === 0) return
  const staged = await session.stageRows(
    ['id'],
    ids.map((id) => [id]),
    'id',
  )
  const { sql } = session
  await session.run(sql(own('shadow_row')).whereIn('id', sql(staged).select('id')).update(set))
}

async function rememberRows(
  session: Session,
  job: string,
  { step, traces }: Wanted,
  now: number,
): Promise<void> {
  if (traces.length === 0) return
  const { sql } = session
  const at = iso(now)
  const staged = await session.stageRows(
    ['id', 'hash'],
    traces.map(({ hash }, place) => [place, hash]),
    'id',
  )
  const known = await session.all<Pick<ShadowRow, 'id' | 'hash' | 'outcome'>>(
    sql({ s: staged })
      .join({ r: own('shadow_row') }, 'r.hash', 's.hash')
      .where({ 'r.job': job, 'r.step': step })
      .select('r.id', 'r.hash', 'r.outcome'),
  )
  const byHash = new Map(known.map((row) => [row.hash, row]))
  const fresh = traces.filter(({ hash }) => !byHash.has(hash))
  await session.bulkInsert(
    own('shadow_row'),
    ['job', 'step', 'hash', 'trace', 'first_at', 'last_at', 'outcome', 'settled_at'],
    fresh.map(({ hash, trace, isDone }) => {
      const outcome = isDone ? 'done' : null
      return [job, step, hash, JSON.stringify(trace), at, at, outcome, isDone ? at : null]
    }),
  )
  await wantedAgain(session, traces, byHash, at)
}

/** What had come about, or was dropped, and is wanted once more is open once more, unless it shows still. */
async function wantedAgain(
  session: Session,
  traces: Wanted['traces'],
  known: Map<string, Pick<ShadowRow, 'id' | 'outcome'>>,
  at: string,
): Promise<void> {
  const again = traces.flatMap(({ hash, isDone }) => {
    const row = known.get(hash)
    return row ? [{ ...row, isDone }] : []
  })
  await change(
    session,
    again.map(({ id }) => id),
    { last_at: at },
  )
  const reopened = again.filter(({ outcome, isDone }) => outcome !== null && !isDone)
  await change(
    session,
    reopened.map(({ id }) => id),
    { outcome: null, settled_at: null, first_at: at },
  )
  const found = again.filter(({ outcome, isDone }) => outcome === 'dropped' && isDone)
  await change(
    session,
    found.map(({ id }) => id),
    { outcome: 'done', settled_at: at },
  )
}

async function countDay(
  session: Session,
  job: string,
  { step, planned, beyond, watch }: Wanted,
  { now, day }: { now: number; day: string },
): Promise<void> {
  const { sql } = session
  const at = iso(now)
  const row = () => sql(own('shadow_day')).where({ job, step, day })
  const again = { looks: sql.raw('looks + 1'), last_at: at, planned, beyond }
  if ((await session.run(row().update(again))) > 0) return
  const watched = { highest: watch?.highest ?? null, present: watch?.present ?? null }
  await session.run(
    sql(own('shadow_day')).insert({
      job,
      step,
      day,
      looks: 1,
      first_at: at,
      last_at: at,
      planned,
      beyond,
      ...watched,
    }),
  )
}
