import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { clockTime } from './event.ts'
import { iso, type School } from './school.ts'
import { hasReaders, type News, putOnWay } from './tell.ts'

/**
 * Trouble that a person should know of. One message when it starts, one reminder a day later unless somebody has taken
 * note of it, one when it is over; never one a minute. Instants are ISO 8601 in UTC.
 */
export interface AlertRow {
  id: number
  subject: string
  message: string
  daily: number
  opened_at: string
  told_at: string | null
  reminded_at: string | null
  closed_at: string | null
  acked_at: string | null
  acked_by: string | null
}

const DAY = 24 * 3_600_000
/** News about trouble that has been open for longer is told as though it were new. */
const STALE = 7 * DAY

export async function isOpen(session: Session, subject: string): Promise<boolean> {
  const row = await session.first(session.sql(own('alert')).where({ subject }).whereNull('closed_at'))
  return row !== undefined
}

/** All that is open, the oldest first. */
export const openAlerts = (session: Session): Promise<AlertRow[]> =>
  session.all<AlertRow>(session.sql(own('alert')).whereNull('closed_at').orderBy('id'))

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
      // Somebody knows, and does not want to hear of it.
      .whereNull('acked_at')
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

/** Tells what has not been told. Of several ticks, the one that marks a message tells it. @returns whether mails wait */
export async function tellAlerts(school: School, now: number): Promise<boolean> {
  const { db, config } = school
  const alerts = () => db.sql(own('alert')).orderBy('id').limit(20)
  let told = false
  const fresh = await db.all<AlertRow>(alerts().whereNull('told_at'))
  for (const alert of fresh)
    told = (await tellOnce(school, alert, 'told_at', `! ${alert.message}`, now)) || told

  const dayAgo = iso(now - DAY)
  const lasting = await db.all<AlertRow>(
    alerts()
      .whereNull('closed_at')
      .whereNull('acked_at')
      .where('opened_at', '<', dayAgo)
      .where((due) =>
        due
          .whereNull('reminded_at')
          .orWhere((daily) => daily.where({ daily: 1 }).where('reminded_at', '<', dayAgo)),
      ),
  )
  for (const alert of lasting) {
    const words = `! Still so since ${alert.opened_at.slice(0, 10)}: ${alert.message}`
    told = (await tellOnce(school, alert, 'reminded_at', words, now)) || told
  }

  const over = await db.all<AlertRow>(alerts().whereNotNull('closed_at').whereNull('closing_told_at'))
  for (const alert of over)
    told = (await tellOnce(school, alert, 'closing_told_at', `Over: ${alert.message}`, now)) || told
  return told && config.alerts.mail.length > 0
}

const TOLD = { told_at: 'opened', reminded_at: 'reminder', closing_told_at: 'over' } as const
type Mark = keyof typeof TOLD

async function tellOnce(
  school: School,
  alert: AlertRow,
  mark: Mark,
  words: string,
  now: number,
): Promise<boolean> {
  const { db } = school
  const before = mark === 'reminded_at' ? alert.reminded_at : null
  const reads = hasReaders(school)
  const mine = await db.transaction(
    async (session) => {
      await session.takeTurn('record')
      const marked = await session.run(
        session
          .sql(own('alert'))
          .where({ id: alert.id, [mark]: before })
          .update({ [mark]: iso(now) }),
      )
      if (marked === 1 && reads) await putOnWay(session, school, newsOf(school, alert, mark, words), now)
      return marked === 1
    },
    { turn: reads ? 'outbox' : 'record' },
  )
  if (mine) {
    school.tell(words)
    school.log('alert', mark === 'closing_told_at' ? 'info' : 'warn', {
      alert: alert.id,
      about: alert.subject,
      told: TOLD[mark],
    })
  }
  return mine
}

const BEGINS: Record<Mark, string> = { told_at: 'Alert', reminded_at: 'Still so', closing_told_at: 'Over' }

function newsOf(
  { config }: School,
  { id, message, opened_at, closed_at }: AlertRow,
  mark: Mark,
  post: string,
): News {
  const since = `It began at ${clockTime(config, opened_at)}.`
  const advice = `What is open: pars-auto status\nTo be reminded of this no more: pars-auto ack ${id}`
  return {
    name: `${id}-${mark.replace(/_.*/, '')}`,
    title:
      BEGINS[mark] === 'Over'
        ? 'Alert that is over'
        : BEGINS[mark] === 'Alert'
          ? 'Alert'
          : 'Reminder of an alert',
    subject: `${BEGINS[mark]}: ${headline(message)}`,
    post,
    message: mark === 'told_at' ? message : `${BEGINS[mark]}: ${message}\n\n${since}`,
    advice: closed_at ? '' : advice,
  }
}

const HEADLINE = 100

/** As much of a message as fits into a subject, and ends with a word. */
export function headline(message: string): string {
  const first = /^.*?[.!?](?= |$)/s.exec(message)?.[0].replace(/\.$/, '') ?? message
  return first.length <= HEADLINE ? first : `${first.slice(0, HEADLINE).replace(/\s+\S*$/, '')} …`
}
