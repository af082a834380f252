import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { queuePost } from './post.ts'
import { iso, type School } from './school.ts'

/**
 * Trouble that a person should know of. One message when it starts, one reminder a day later, one when it is over;
 * never one a minute.
 */
interface AlertRow {
  id: number
  subject: string
  message: string
  opened_at: string
  reminded_at: string | null
}

const DAY = 24 * 3_600_000
/** News about trouble that has been open for longer is told as though it were new. */
const STALE = 7 * DAY

export async function isOpen(session: Session, subject: string): Promise<boolean> {
  const row = await session.first(session.sql(own('alert')).where({ subject }).whereNull('closed_at'))
  return row !== undefined
}

/**
 * Opens an incident unless the same one is open. `tellAlerts` spreads the word, after the caller's commit.
 * @returns whether somebody will be told
 */
export async function raise(
  session: Session,
  subject: string,
  message: string,
  now: number,
  { daily = false, once = false } = {},
): Promise<boolean> {
  // Of two who find the same trouble at once, one opens the incident.
  await session.takeTurn('record')
  const { sql } = session
  const open = () => sql(own('alert')).where({ subject }).whereNull('closed_at')
  await session.run(
    open()
      .where('opened_at', '<', iso(now - STALE))
      .where({ daily: 0 })
      .update({ closed_at: iso(now), closing_told_at: iso(now) }),
  )
  if (await session.first(open())) return false
  // What is over as soon as it is told needs no end, and no reminder.
  const over = once ? iso(now) : null
  await session.insert(own('alert'), {
    subject,
    message: message.slice(0, 1000),
    daily: daily ? 1 : 0,
    opened_at: iso(now),
    closed_at: over,
    closing_told_at: over,
  })
  return true
}

/** Closes the incident, if one is open. */
export async function settle(session: Session, subject: string, now: number): Promise<void> {
  const open = session.sql(own('alert')).where({ subject }).whereNull('closed_at')
  await session.run(open.update({ closed_at: iso(now) }))
}

/** Tells what has not been told. Of several ticks, the one that marks a message tells it. */
export async function tellAlerts(school: School, now: number): Promise<void> {
  const { db } = school
  const alerts = () => db.sql(own('alert')).orderBy('id').limit(20)
  const fresh = await db.all<AlertRow>(alerts().whereNull('told_at'))
  for (const alert of fresh) await tellOnce(school, alert, 'told_at', `! ${alert.message}`, now)

  const dayAgo = iso(now - DAY)
  const lasting = await db.all<AlertRow>(
    alerts()
      .whereNull('closed_at')
      .where('opened_at', '<', dayAgo)
      .where((due) =>
        due
          .whereNull('reminded_at')
          .orWhere((daily) => daily.where({ daily: 1 }).where('reminded_at', '<', dayAgo)),
      ),
  )
  for (const alert of lasting) {
    const words = `! Still so since ${alert.opened_at.slice(0, 10)}: ${alert.message}`
    await tellOnce(school, alert, 'reminded_at', words, now)
  }

  const over = await db.all<AlertRow>(alerts().whereNotNull('closed_at').whereNull('closing_told_at'))
  for (const alert of over) await tellOnce(school, alert, 'closing_told_at', `Over: ${alert.message}`, now)
}

const TOLD = { told_at: 'opened', reminded_at: 'reminder', closing_told_at: 'over' } as const

async function tellOnce(
  school: School,
  alert: AlertRow,
  mark: 'told_at' | 'reminded_at' | 'closing_told_at',
  words: string,
  now: number,
): Promise<void> {
  const { db, config } = school
  const before = mark === 'reminded_at' ? alert.reminded_at : null
  const mine = await db.transaction(
    async (session) => {
      const marked = await session.run(
        session
          .sql(own('alert'))
          .where({ id: alert.id, [mark]: before })
          .update({ [mark]: iso(now) }),
      )
      if (marked === 1 && config.alerts.webhook)
        await queuePost(session, `${config.school.name}: ${words}`, now)
      return marked === 1
    },
    { turn: 'record' },
  )
  if (!mine) return
  school.tell(words)
  school.log('alert', mark === 'closing_told_at' ? 'info' : 'warn', {
    alert: alert.id,
    about: alert.subject,
    told: TOLD[mark],
  })
}
