import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Day } from '../schedule/day.ts'
import { wallMinute } from '../schedule/wall.ts'
import { mondayOf, monthName } from '../schedule/weekday.ts'
import { openAlerts } from './alert.ts'
import { inForceAt, pausesSince } from './pause.ts'
import { iso, type School } from './school.ts'
import { hasReaders, putOnWay } from './tell.ts'

type Of = Pick<School, 'config'>

/** When the digest of a Monday is due, epoch ms. */
const dueOn = ({ config: { school } }: Of, monday: Day, at: number) =>
  school.zone.firstInstantOf(wallMinute(monday, at))

/** When the next digest goes out, epoch ms; undefined where nobody gets one. */
export function nextDigest(school: Of, now: number): number | undefined {
  const { digestAt } = school.config.alerts
  if (digestAt === undefined || !hasReaders(school)) return undefined
  const monday = mondayOf(school.config.school.zone.dayAt(now))
  const due = dueOn(school, monday, digestAt)
  return due > now ? due : dueOn(school, monday.plusDays(7), digestAt)
}

/**
 * Puts the digest of last week on its way: by the first tick on a Monday, once its time has come. Of several hosts one
 * does. A Monday without a tick has none.
 * @returns whether mails wait
 */
export async function tellDigest(school: School, now: number): Promise<boolean> {
  const { config, db } = school
  const { digestAt, mail } = config.alerts
  const today = config.school.zone.dayAt(now)
  if (digestAt === undefined || !hasReaders(school) || today.weekday !== 1) return false
  if (dueOn(school, today, digestAt) > now) return false
  const day = today.toString()
  const isTold = async (session: Session) =>
    (await session.first(session.sql(own('digest')).where({ day }))) !== undefined
  if (await isTold(db)) return false
  const words = await digestOf(school, today, now)
  return db.transaction(
    async (session) => {
      await session.takeTurn('record')
      if (await isTold(session)) return false
      await session.run(session.sql(own('digest')).insert({ day, at: iso(now) }))
      const news = {
        name: `digest-${day}`,
        title: 'Digest of the week',
        subject: `Last week at ${config.school.name}`,
        post: words,
        message: words,
        advice: '',
      }
      await putOnWay(session, school, news, now)
      return mail.length > 0
    },
    { turn: 'outbox' },
  )
}

/** Last week, Monday to Sunday, in a line. */
async function digestOf({ config, db }: School, monday: Day, now: number): Promise<string> {
  const { zone } = config.school
  const from = monday.minusDays(7)
  const week = [from, monday].map((day) => iso(zone.firstInstantOf(wallMinute(day, 0)))) as [string, string]
  const runs = await runsIn(
    db,
    config.jobs.map(({ id }) => id),
    week,
  )
  const sent = await sentIn(db, week)
  const all = [...runs.values()].reduce((sum, count) => sum + count, 0)
  const failed = ['failed', 'timed-out', 'abandoned'].reduce((sum, state) => sum + (runs.get(state) ?? 0), 0)
  const open = (await openAlerts(db)).length
  const pauses = (await pausesSince(db, now)).filter((pause) => inForceAt([pause], now))
  const parts = [
    `${all} ${all === 1 ? 'run' : 'runs'}`,
    `${failed} failed`,
    `${runs.get('held') ?? 0} held`,
    `${sent.get('sms') ?? 0} texts`,
    `${sent.get('mail') ?? 0} mails`,
  ]
  const rest = [
    open === 0 ? 'Nothing is open.' : `${open} open: pars-auto status`,
    ...(pauses.length > 0 ? [`Paused: ${pauses.map(({ job }) => job || 'all').join(', ')}.`] : []),
  ]
  return `${weekText(from, monday.minusDays(1))}: ${parts.join(', ')}. ${rest.join(' ')}`
}

const STATES = ['succeeded', 'partial', 'held', 'failed', 'timed-out', 'abandoned']

async function runsIn(db: Session, jobs: string[], week: [string, string]): Promise<Map<string, number>> {
  const runs = db.sql(own('run')).whereIn('job', jobs).whereIn('state', STATES)
  const within = runs.where('ended_at', '>=', week[0]).where('ended_at', '<', week[1])
  const rows = await db.all<{ state: string; n: number }>(
    within.groupBy('state').select('state').count({ n: '*' }),
  )
  return new Map(rows.map(({ state, n }) => [state, Number(n)]))
}

/** What was queued in that week and has left. */
async function sentIn(db: Session, week: [string, string]): Promise<Map<string, number>> {
  const items = db
    .sql(own('outbox'))
    .whereIn('kind', ['sms', 'mail'])
    .whereIn('state', ['sent', 'delivered'])
    .where('queued_at', '>=', week[0])
    .where('queued_at', '<', week[1])
  const rows = await db.all<{ kind: string; n: number }>(
    items.groupBy('kind').select('kind').count({ n: '*' }),
  )
  return new Map(rows.map(({ kind, n }) => [kind, Number(n)]))
}

/** `16 to 22 November`, `28 September to 4 October`. */
function weekText(from: Day, to: Day): string {
  const first = from.month === to.month ? '' : ` ${monthName(from)}`
  return `${from.dayOfMonth}${first} to ${to.dayOfMonth} ${monthName(to)}`
}
