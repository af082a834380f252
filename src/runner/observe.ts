import { own } from '../db/migrations/index.ts'
import { isOpen, raise, settle } from './alert.ts'
import { type Before, clockTime, type Finding, note } from './event.ts'
import type { Host } from './host.ts'
import { takeWord } from './note.ts'
import { clocksApart, handledAhead, longGap, olderDatabase } from './oddities.ts'
import { iso, type School } from './school.ts'

/** After a longer silence between two ticks of a host it is recorded as having been off. */
const SILENCE = 150_000
const MANDATORY_WITHIN = 36 * 3_600_000

/**
 * Looks around before anything runs: was the host off, do the clocks agree, is this the database we know? Each
 * finding is recorded, and told where somebody should act.
 */
export async function observe(school: School, now: number, before: Before): Promise<void> {
  const findings = [
    hostWasOff(school, now, before),
    lockedOut(school, now),
    await calendarIsOver(school, now),
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

function hostWasOff({ host, config }: School, now: number, { lastTick }: Before): Finding | undefined {
  if (lastTick === undefined || now - lastTick <= SILENCE) return undefined
  const [from, until] = [lastTick, now].map((instant) => clockTime(config, instant))
  const detail = `${host.name} did not look between ${from} and ${until}.`
  return (session) => note(session, 'host-off', detail, now, lastTick)
}

function lockedOut({ config, host }: School, now: number): Finding | undefined {
  const moments = takeWord(config.file)
  if (moments.length === 0) return undefined
  const first = clockTime(config, Math.min(...moments))
  const detail = `${moments.length} tick(s) of ${host.name} from ${first} on left: another writer held the database for over 5 seconds.`
  return (session) => note(session, 'locked-out', detail, now, Math.min(...moments))
}

async function calendarIsOver({ db, config }: School, now: number): Promise<Finding | undefined> {
  const today = config.school.zone.dayAt(now)
  const { endsOn } = config.calendar
  if (!endsOn || today <= endsOn) return undefined
  if (await isOpen(db, `calendar ${today}`)) return undefined
  const message = `The calendar in the config ended on ${endsOn}. Until terms are added, every weekday counts as a school day.`
  return async (session) => {
    await settle(session, `calendar ${today.minusDays(1)}`, now)
    await raise(session, `calendar ${today}`, message, now)
  }
}

/** A mandatory job that has not succeeded for a day and a half is an alert of its own, whatever the reason. */
async function mandatoryOverdue({ db, config }: School, now: number): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { id, schedule } of config.jobs.filter(({ job }) => job.mandatory)) {
    const success = await db.first<{ last: string | null }>(
      db.sql(own('run')).where({ job: id, state: 'succeeded' }).max({ last: 'ended_at' }),
    )
    const begun = await db.first<{ since: string }>(
      db.sql(own('schedule')).where({ job: id, schedule: schedule.key }),
    )
    const last = success?.last ?? begun?.since
    const subject = `mandatory ${id}`
    const open = await isOpen(db, subject)
    const overdue = last && now - Date.parse(last) > MANDATORY_WITHIN
    if (overdue && !open) {
      const message = `${id} has not succeeded since ${last.slice(0, 16).replace('T', ' ')} UTC. It should every day. Ask: pars-auto why ${id}`
      findings.push((session) => raise(session, subject, message, now))
    } else if (open && !overdue) {
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
    const updated = await session.run(
      sql(own('host'))
        .where({ host: host.name })
        .update({ last_tick_at: iso(now) }),
    )
    if (updated === 0) await session.run(sql(own('host')).insert({ host: host.name, last_tick_at: iso(now) }))
  }
}

async function configIsNews(school: School, now: number): Promise<Finding | undefined> {
  const { db, config } = school
  const source = sourceOf(school)
  const latest = await db.first<{ hash: string }>(
    db.sql(own('config')).where({ source }).orderBy('used_at', 'desc'),
  )
  if (latest?.hash === config.hash) return undefined
  return async (session) => {
    const { sql } = session
    const row = { hash: config.hash, source }
    const updated = await session.run(
      sql(own('config'))
        .where(row)
        .update({ used_at: iso(now) }),
    )
    if (updated === 0)
      await session.run(sql(own('config')).insert({ ...row, text: config.text, used_at: iso(now) }))
  }
}

/** Two hosts with files of their own each keep their own last valid config. */
export const sourceOf = ({ host, config }: { host: Host; config: { file: string } }): string =>
  `${host.name}:${config.file}`
