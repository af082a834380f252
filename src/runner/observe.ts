import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { raise, settle } from './alert.ts'
import { beCautious, type Caution, clearCautions } from './caution.ts'
import type { Host } from './host.ts'
import { takeWord } from './note.ts'
import { iso, type School } from './school.ts'

/** After a longer silence between two ticks of a host it is recorded as having been off. */
const SILENCE = 150_000
const DAY = 86_400_000
/** A server that was off for longer than a summer: what its jobs would delete, a person should look at first. */
const LONG_GAP = 60 * DAY
const MANDATORY_WITHIN = 36 * 3_600_000
const CLOCKS_MAY_DIFFER = 5 * 60_000

/** What this host knew before the tick: from its note, if it has one. */
export interface Before {
  /** The tick runs under the last valid config because the file has errors. */
  configIsBroken?: boolean
  lastTick?: number
  highestRun?: number
}

type Finding = (session: Session) => Promise<void>

/**
 * Looks around before anything runs: was the host off, do the clocks agree, is this the database we know? Each
 * finding is recorded, and told where somebody should act.
 */
export async function observe(school: School, now: number, before: Before): Promise<void> {
  const findings = [
    hostWasOff(school, now, before),
    lockedOut(school, now),
    calendarIsOver(school, now),
    await longGap(school, now),
    await clocksApart(school, now),
    await olderDatabase(school, now, before),
    await handledAhead(school, now),
    ...(await mandatoryOverdue(school, now)),
    await tickIsNews(school, now),
    await configIsNews(school, now),
  ].filter((finding) => finding !== undefined)
  if (findings.length === 0) return
  await school.db.transaction(async (session) => {
    for (const record of findings) await record(session)
  })
}

/** Records something that was noticed; `since` says when it began, where it lasted. */
export async function note(session: Session, kind: string, detail: string, now: number, since?: number): Promise<void> {
  const began = since === undefined ? null : iso(since)
  await session.insert(own('event'), { at: iso(now), since: began, kind, job: null, detail: detail.slice(0, 1000) })
}

function hostWasOff({ host }: School, now: number, { lastTick }: Before): Finding | undefined {
  if (lastTick === undefined || now - lastTick <= SILENCE) return undefined
  const detail = `${host.name} did not look between ${iso(lastTick)} and ${iso(now)}.`
  return (session) => note(session, 'host-off', detail, now, lastTick)
}

function lockedOut({ config, host }: School, now: number): Finding | undefined {
  const moments = takeWord(config.file)
  if (moments.length === 0) return undefined
  const first = iso(Math.min(...moments))
  const detail = `${moments.length} tick(s) of ${host.name} from ${first} on left: another writer held the database for over 5 seconds.`
  return (session) => note(session, 'locked-out', detail, now, Math.min(...moments))
}

function calendarIsOver({ config }: School, now: number): Finding | undefined {
  const today = config.school.zone.dayAt(now)
  const { endsOn } = config.calendar
  if (!endsOn || today <= endsOn) return undefined
  const message = `The calendar in the config ended on ${endsOn}. Until terms are added, every weekday counts as a school day.`
  return async (session) => {
    await settle(session, `calendar ${today.minusDays(1)}`, now)
    await raise(session, `calendar ${today}`, message, now)
  }
}

async function longGap({ db }: School, now: number): Promise<Finding | undefined> {
  const row = await db.first<{ last: string | null }>(db.sql(own('host')).max({ last: 'last_tick_at' }))
  if (!row?.last || now - Date.parse(row.last) <= LONG_GAP) return undefined
  const detail = `No host looked since ${row.last.slice(0, 10)}. Deletions are held until somebody checks and says: pars-auto resume`
  return caution({ reason: 'long-gap', detail }, now)
}

/** @param offset the database's clock minus the host's, ms */
export const clocksDiffer = (offset: number): boolean => Math.abs(offset) > CLOCKS_MAY_DIFFER

async function clocksApart({ db, clock, host }: School, now: number): Promise<Finding | undefined> {
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

async function olderDatabase({ db, host }: School, now: number, { highestRun }: Before): Promise<Finding | undefined> {
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
async function handledAhead({ db }: School, now: number): Promise<Finding | undefined> {
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

/** A mandatory job that has not succeeded for a day and a half is an alert of its own, whatever the reason. */
async function mandatoryOverdue({ db, config }: School, now: number): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id, schedule } of config.jobs.filter(({ job }) => job.mandatory)) {
    const success = await db.first<{ last: string | null }>(
      db.sql(own('run')).where({ job: id, state: 'succeeded' }).max({ last: 'ended_at' }),
    )
    const begun = await db.first<{ since: string }>(db.sql(own('schedule')).where({ job: id, schedule: schedule.key }))
    const last = success?.last ?? begun?.since
    const subject = `mandatory ${id}`
    if (last && now - Date.parse(last) > MANDATORY_WITHIN) {
      const message = `${id} has not succeeded since ${last.slice(0, 16).replace('T', ' ')} UTC. It should every day. Ask: pars-auto why ${id}`
      findings.push((session) => raise(session, subject, message, now))
    } else if (await db.first(db.sql(own('alert')).where({ subject }).whereNull('closed_at'))) {
      findings.push((session) => settle(session, subject, now))
    }
  }
  return findings
}

async function tickIsNews({ db, host }: School, now: number): Promise<Finding | undefined> {
  const row = await db.first<{ last_tick_at: string }>(db.sql(own('host')).where({ host: host.name }))
  if (row && Math.abs(now - Date.parse(row.last_tick_at)) < 60_000) return undefined
  return async (session) => {
    const { sql } = session
    const updated = await session.run(sql(own('host')).where({ host: host.name }).update({ last_tick_at: iso(now) }))
    if (updated === 0) await session.run(sql(own('host')).insert({ host: host.name, last_tick_at: iso(now) }))
  }
}

async function configIsNews(school: School, now: number): Promise<Finding | undefined> {
  const { db, config } = school
  const source = sourceOf(school)
  const latest = await db.first<{ hash: string }>(db.sql(own('config')).where({ source }).orderBy('used_at', 'desc'))
  if (latest?.hash === config.hash) return undefined
  return async (session) => {
    const { sql } = session
    const row = { hash: config.hash, source }
    const updated = await session.run(sql(own('config')).where(row).update({ used_at: iso(now) }))
    if (updated === 0) await session.run(sql(own('config')).insert({ ...row, text: config.text, used_at: iso(now) }))
  }
}

/** Two hosts with files of their own each keep their own last valid config. */
export const sourceOf = ({ host, config }: { host: Host; config: { file: string } }): string =>
  `${host.name}:${config.file}`
