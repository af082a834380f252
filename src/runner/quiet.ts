import { DatabaseBusy, type Session } from '../db/database.ts'
import { readFrom } from '../db/elsewhere.ts'
import { own } from '../db/migrations/index.ts'
import type { LookContext } from '../jobs/kit.ts'
import { queriesOn } from '../jobs/queries.ts'
import type { Agenda } from './due.ts'
import { iso, type School } from './school.ts'

type Due = Agenda['due'][number]

/**
 * Of what is due: that for which there is something to do. A continuous job that has nothing is not claimed and
 * leaves no run behind, only a count of the looks.
 */
export async function withWork(school: School, due: Due[], now: number): Promise<Due[]> {
  const busy: Due[] = []
  const quiet: string[] = []
  for (const one of due) {
    if (await isWaiting(school, one, now)) busy.push(one)
    else quiet.push(one.job)
  }
  if (quiet.length > 0) await countLooks(school, quiet, now)
  return busy
}

/** A look that fails says nothing: the run itself will say what is wrong. A slot that is tried again has work. */
async function isWaiting(school: School, { configured, attempt }: Due, now: number): Promise<boolean> {
  const { job, params } = configured
  if (!job.waiting || attempt > 1) return true
  try {
    const waiting = job.waiting(params, lookContext(school, now))
    return typeof waiting === 'function' ? await waiting() : (await school.db.first(waiting)) !== undefined
  } catch (error) {
    if (error instanceof DatabaseBusy) throw error
    return true
  }
}

/** What a job has at hand to say whether there is anything for it to do at a moment, epoch ms. */
export function lookContext({ db, config }: School, now: number): LookContext {
  return {
    ...queriesOn(db, config.school),
    readFrom,
    settings: config,
    calendar: config.calendar,
    today: config.school.zone.dayAt(now),
    ...momentsFrom(now),
  }
}

/** @param now epoch ms */
export const momentsFrom = (now: number): Pick<LookContext, 'now' | 'hoursAgo'> => ({
  now: iso(now),
  hoursAgo: (hours) => iso(now - hours * 3_600_000),
})

/** Every slot up to now is decided: there was nothing to do for any of them. */
async function countLooks({ db, config }: School, jobs: string[], now: number): Promise<void> {
  const day = config.school.zone.dayAt(now).toString()
  await db.transaction(
    async (session) => {
      const { sql } = session
      const marks = sql(own('job'))
        .whereIn('job', jobs)
        .where((mark) => mark.whereNull('handled_through').orWhere('handled_through', '<', iso(now)))
      // Another host has looked for them in this minute.
      if ((await session.run(marks.update({ handled_through: iso(now) }))) === 0) return
      const looks = sql(own('quiet')).whereIn('job', jobs).where({ day })
      const known = await session.run(looks.update({ looks: sql.raw('looks + 1'), last_at: iso(now) }))
      if (known < jobs.length) await beginDay(session, jobs, day, now)
    },
    { turn: 'record' },
  )
}

async function beginDay(session: Session, jobs: string[], day: string, now: number): Promise<void> {
  const { sql } = session
  const known = await session.all<{ job: string }>(sql(own('quiet')).where({ day }).select('job'))
  const fresh = jobs.filter((job) => !known.some((row) => row.job === job))
  for (const job of fresh)
    await session.run(sql(own('quiet')).insert({ job, day, looks: 1, last_at: iso(now) }))
}

/** How often a job looked on a day and found nothing to do. */
export async function looksOn(
  session: Session,
  job: string,
  day: string,
): Promise<{ looks: number; last_at: string } | undefined> {
  return session.first(session.sql(own('quiet')).where({ job, day }))
}
