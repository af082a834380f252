import { SILENCE } from '../../bin/idle.js'
import { own } from '../db/migrations/index.ts'
import { openAlerts, raise, settle } from './alert.ts'
import { type Before, clockTime, type Finding, note } from './event.ts'
import { mandatoryJobs } from './mandatory.ts'
import { dropWord, takeWord } from './note.ts'
import { clocksApart, handledAhead, longGap, olderDatabase } from './oddities.ts'
import { configText } from './records.ts'
import { iso, type School, sourceOf } from './school.ts'

/**
 * Looks around before anything runs: was the host off, do the clocks agree, is this the database we know? Each
 * finding is recorded, and told where somebody should act.
 */
export async function observe(school: School, now: number, before: Before): Promise<void> {
  const word = lockedOut(school, now)
  const open = new Set((await openAlerts(school.db)).map(({ subject }) => subject))
  const findings = [
    hostWasOff(school, now, before),
    word,
    calendarIsOver(school, now, open),
    await longGap(school, now),
    clocksApart(school, now, open),
    await olderDatabase(school, now, before),
    await handledAhead(school, now),
    ...(await mandatoryOverdue(school, now, open)),
    await configIsNews(school, now),
  ].filter((finding) => finding !== undefined)
  if (findings.length === 0) return
  await school.db.transaction(
    async (session) => {
      for (const record of findings) await record(session)
    },
    { turn: 'record' },
  )
  // Only what is recorded now: another tick may have taken what was left since, and have no turn to record it yet.
  if (word) dropWord(school.config.file)
}

/** By the host's own clock: it dates the note. */
function hostWasOff({ host, config, clock }: School, now: number, { lastTick }: Before): Finding | undefined {
  const hostNow = clock()
  if (lastTick === undefined || hostNow - lastTick <= SILENCE) return undefined
  const since = now - (hostNow - lastTick)
  const detail = `${host.name} did not look between ${clockTime(config, since)} and ${clockTime(config, now)}.`
  return (session) => note(session, 'host-off', detail, now, since)
}

function lockedOut({ config, host }: School, now: number): Finding | undefined {
  const moments = takeWord(config.file)
  if (moments.length === 0) return undefined
  const first = clockTime(config, Math.min(...moments))
  const detail = `${moments.length} tick(s) of ${host.name} from ${first} on left: another writer held the database for over 5 seconds.`
  return (session) => note(session, 'locked-out', detail, now, Math.min(...moments))
}

const CALENDAR = 'calendar'

function calendarIsOver({ config }: School, now: number, open: ReadonlySet<string>): Finding | undefined {
  const { endsOn } = config.calendar
  const isOver = endsOn !== undefined && config.school.zone.dayAt(now) > endsOn
  if (isOver === open.has(CALENDAR)) return undefined
  if (!isOver) return (session) => settle(session, CALENDAR, now)
  const message = `The calendar in the config ended on ${endsOn}. Until terms are added, every weekday counts as a school day.`
  return async (session) => {
    await raise(session, CALENDAR, message, now, { daily: true })
  }
}

/** A mandatory job that has not succeeded for a day and a half is an alert of its own, whatever the reason. */
async function mandatoryOverdue(school: School, now: number, open: ReadonlySet<string>): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { job, since, overdue } of await mandatoryJobs(school, now)) {
    const subject = `mandatory ${job}`
    const isOpen = open.has(subject)
    if (overdue && !isOpen) {
      const message = `${job} has not succeeded since ${clockTime(school.config, since!)}. It should every day. Ask: pars-auto why ${job}`
      findings.push(async (session) => {
        await raise(session, subject, message, now)
      })
    } else if (isOpen && !overdue) {
      findings.push((session) => settle(session, subject, now))
    }
  }
  return findings
}

async function configIsNews(school: School, now: number): Promise<Finding | undefined> {
  const { db, config } = school
  const source = sourceOf(school)
  const latest = await configText(db, source)
  const { hash, text } = config
  if (latest?.hash === hash) return undefined
  return async (session) => {
    await session.insert(own('config'), { source, hash, text, used_at: iso(now) })
  }
}
