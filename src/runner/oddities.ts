import type { ConfiguredJob } from '../config/config.ts'
import { own } from '../db/migrations/index.ts'
import { raise, settle } from './alert.ts'
import { beCautious, type Caution, cautionSubject, clearCaution } from './caution.ts'
import { type Before, clockTime, type Finding, note } from './event.ts'
import { iso, type School } from './school.ts'

const DAY = 86_400_000
/** A server that was off for longer than a summer: what its jobs would delete, a person should look at first. */
const LONG_GAP = 60 * DAY
const CLOCKS_MAY_DIFFER = 5 * 60_000

export async function longGap({ db }: School, now: number): Promise<Finding | undefined> {
  const row = await db.first<{ last: string | null }>(db.sql(own('source')).max({ last: 'last_tick_at' }))
  if (!row?.last || now - Date.parse(row.last) <= LONG_GAP) return undefined
  const detail = `No host looked since ${row.last.slice(0, 10)}. Deletions, and all that leaves the school, are held until somebody checks and says: pars-auto resume`
  return caution({ reason: 'long-gap', host: '', detail }, now)
}

/** @param offset the database's clock minus the host's, ms */
export const clocksDiffer = (offset: number): boolean => Math.abs(offset) > CLOCKS_MAY_DIFFER

/** @param open the subjects of what is told already */
export function clocksApart(
  { clock, host }: School,
  now: number,
  open: ReadonlySet<string>,
): Finding | undefined {
  const offset = now - clock()
  const clocks = { reason: 'clocks-differ', host: host.name } as const
  const isOpen = open.has(cautionSubject(clocks))
  if (clocksDiffer(offset)) {
    const minutes = Math.round(Math.abs(offset) / 60_000)
    const detail = `The clocks of ${host.name} and of the database differ by ${minutes} minutes. Until they agree, deletions by ${host.name} are held, and all that it would send.`
    return isOpen ? undefined : caution({ ...clocks, detail }, now)
  }
  if (!isOpen) return undefined
  return async (session) => {
    await clearCaution(session, clocks)
    await settle(session, cautionSubject(clocks), now)
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
  const detail = `The database is older than what ${host.name} has seen (run ${row?.highest ?? 0} after run ${highestRun}): was a backup restored? Deletions, and all that leaves the school, are held until somebody checks and says: pars-auto resume`
  return caution({ reason: 'older-database', host: '', detail }, now)
}

function caution(found: Caution, now: number): Finding {
  return async (session) => {
    await beCautious(session, found, now)
    await raise(session, cautionSubject(found), found.detail, now)
  }
}

/** An interval job that lags for an hour is missed; a daily one may well be marked ahead by less than a day. */
const aheadLimit = ({ schedule }: ConfiguredJob) => (schedule.kind === 'interval' ? DAY / 24 : DAY)

/** The clock had jumped ahead and came back: slots would be ignored until it caught up. Go on from now instead. */
export async function handledAhead({ db, config }: School, now: number): Promise<Finding | undefined> {
  const marks = await db.all<{ job: string; handled_through: string }>(
    db.sql(own('job')).where('handled_through', '>', iso(now + DAY / 24)),
  )
  const ahead = marks.filter(({ job, handled_through }) => {
    const configured = config.jobs.find(({ id }) => id === job)
    return configured && Date.parse(handled_through) > now + aheadLimit(configured)
  })
  const soon = iso(now + CLOCKS_MAY_DIFFER)
  const begunAhead = await db.first(db.sql(own('schedule')).where('since', '>', soon))
  if (ahead.length === 0 && !begunAhead) return undefined
  const jobs = ahead.map((row) => row.job)
  const minute = Math.floor(now / 60_000) * 60_000
  return async (session) => {
    const { sql } = session
    await session.run(
      sql(own('schedule'))
        .where('since', '>', soon)
        .update({ since: iso(minute) }),
    )
    if (jobs.length === 0) return
    // The minute that is beginning is still to be decided.
    const marked = sql(own('job')).whereIn('job', jobs)
    await session.run(marked.update({ handled_through: iso(minute - 1) }))
    // What was decided about slots that are yet to come was decided too early. The runs stay in the history.
    await session.run(sql(own('slot')).whereIn('job', jobs).where('due_at', '>', iso(now)).delete())
    const until = clockTime(config, Date.parse(ahead[0]?.handled_through ?? ''))
    const detail = `The clock had jumped ahead: slots up to ${until} were marked as done. ${jobs.join(', ')} go on from now.`
    await note(session, 'clock-jumped', detail, now)
    await raise(session, 'clock-jumped', detail, now, { once: true })
  }
}
