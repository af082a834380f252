import { own } from '../db/migrations/index.ts'
import { raise, settle } from './alert.ts'
import { beCautious, type Caution, clearCautions } from './caution.ts'
import { type Before, type Finding, note } from './event.ts'
import { iso, type School } from './school.ts'

const DAY = 86_400_000
/** A server that was off for longer than a summer: what its jobs would delete, a person should look at first. */
const LONG_GAP = 60 * DAY
const CLOCKS_MAY_DIFFER = 5 * 60_000

export async function longGap({ db }: School, now: number): Promise<Finding | undefined> {
  const row = await db.first<{ last: string | null }>(db.sql(own('host')).max({ last: 'last_tick_at' }))
  if (!row?.last || now - Date.parse(row.last) <= LONG_GAP) return undefined
  const detail = `No host looked since ${row.last.slice(0, 10)}. Deletions are held until somebody checks and says: pars-auto resume`
  return caution({ reason: 'long-gap', detail }, now)
}

/** @param offset the database's clock minus the host's, ms */
export const clocksDiffer = (offset: number): boolean => Math.abs(offset) > CLOCKS_MAY_DIFFER

export async function clocksApart({ db, clock, host }: School, now: number): Promise<Finding | undefined> {
  const offset = now - clock()
  if (clocksDiffer(offset)) {
    const minutes = Math.round(Math.abs(offset) / 60_000)
    const detail = `The clocks of ${host.name} and of the database differ by ${minutes} minutes. Deletions are held until they agree.`
    return caution({ reason: 'clocks-differ', detail }, now)
  }
  const standing = await db.first(db.sql(own('caution')).where({ reason: 'clocks-differ' }))
  if (!standing) return undefined
  return async (session) => {
    await clearCautions(session, 'clocks-differ')
    await settle(session, 'clocks-differ', now)
  }
}

export async function olderDatabase(
  { db, host }: School,
  now: number,
  { highestRun }: Before,
): Promise<Finding | undefined> {
  if (!highestRun) return undefined
  const row = await db.first<{ highest: number | null }>(db.sql(own('run')).max({ highest: 'id' }))
  if ((row?.highest ?? 0) >= highestRun) return undefined
  const detail = `The database is older than what ${host.name} has seen (run ${row?.highest ?? 0} after run ${highestRun}): was a backup restored? Deletions are held until somebody checks and says: pars-auto resume`
  return caution({ reason: 'older-database', detail }, now)
}

function caution(found: Caution, now: number): Finding {
  return async (session) => {
    await beCautious(session, found, now)
    await raise(session, found.reason, found.detail, now)
  }
}

/** The clock had jumped ahead and came back: slots would be ignored until it caught up. Go on from now instead. */
export async function handledAhead({ db }: School, now: number): Promise<Finding | undefined> {
  const ahead = await db.all<{ job: string; handled_through: string }>(
    db.sql(own('job')).where('handled_through', '>', iso(now + DAY)),
  )
  if (ahead.length === 0) return undefined
  const jobs = ahead.map((row) => row.job)
  const detail = `${jobs.join(', ')} were marked as done up to ${ahead[0]?.handled_through.slice(0, 10)}: the clock had jumped ahead. They go on from now.`
  return async (session) => {
    const { sql } = session
    // The minute that is beginning is still to be decided.
    const minute = Math.floor(now / 60_000) * 60_000
    await session.run(
      sql(own('job'))
        .whereIn('job', jobs)
        .update({ handled_through: iso(minute - 1) }),
    )
    // What was decided about slots that are yet to come was decided too early. The runs stay in the history.
    await session.run(sql(own('slot')).whereIn('job', jobs).where('due_at', '>', iso(now)).delete())
    await note(session, 'clock-jumped', detail, now)
    await raise(session, `clock-jumped ${iso(minute)}`, detail, now)
  }
}
