import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
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
}

const REMIND_AFTER = 24 * 3_600_000

export async function isOpen(session: Session, subject: string): Promise<boolean> {
  const row = await session.first(session.sql(own('alert')).where({ subject }).whereNull('closed_at'))
  return row !== undefined
}

/** Opens an incident unless the same one is open. Inside the caller's transaction; `tellAlerts` spreads the word. */
export async function raise(session: Session, subject: string, message: string, now: number): Promise<void> {
  if (await isOpen(session, subject)) return
  await session.insert(own('alert'), { subject, message: message.slice(0, 1000), opened_at: iso(now) })
}

/** Closes the incident, if one is open. */
export async function settle(session: Session, subject: string, now: number): Promise<void> {
  const open = session.sql(own('alert')).where({ subject }).whereNull('closed_at')
  await session.run(open.update({ closed_at: iso(now) }))
}

/** Tells what has not been told. Whoever marks a message first tells it; a failed delivery is unmarked. */
export async function tellAlerts(school: School, now: number): Promise<void> {
  const { db } = school
  const alerts = () => db.sql(own('alert')).orderBy('id').limit(20)
  const fresh = await db.all<AlertRow>(alerts().whereNull('told_at').whereNull('closed_at'))
  for (const alert of fresh) await tellOnce(school, alert, 'told_at', `! ${alert.message}`, now)

  const lasting = await db.all<AlertRow>(
    alerts()
      .whereNull('closed_at')
      .whereNull('reminded_at')
      .where('opened_at', '<', iso(now - REMIND_AFTER)),
  )
  for (const alert of lasting) {
    await tellOnce(
      school,
      alert,
      'reminded_at',
      `! Still so since ${alert.opened_at.slice(0, 10)}: ${alert.message}`,
      now,
    )
  }

  const over = await db.all<AlertRow>(
    alerts().whereNotNull('told_at').whereNotNull('closed_at').whereNull('closing_told_at'),
  )
  for (const alert of over) await tellOnce(school, alert, 'closing_told_at', `Over: ${alert.message}`, now)
}

async function tellOnce(
  school: School,
  alert: AlertRow,
  mark: 'told_at' | 'reminded_at' | 'closing_told_at',
  words: string,
  now: number,
): Promise<void> {
  const { db, config } = school
  const row = () => db.sql(own('alert')).where({ id: alert.id })
  const mine = await db.run(
    row()
      .whereNull(mark)
      .update({ [mark]: iso(now) }),
  )
  if (mine === 0) return
  school.tell(words)
  if (!config.alerts.webhook) return
  const failure = await post(config.alerts.webhook, { text: `${config.school.name}: ${words}` })
  if (!failure) return
  school.tell(`! The alert could not be delivered to the webhook: ${failure}. The next tick tries again.`)
  await db.run(row().update({ [mark]: null }))
}

/** @returns what went wrong, without the address: it is a secret. */
async function post(url: string, body: object): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    })
    return response.ok ? undefined : `it answered ${response.status}`
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } }
    return name === 'TimeoutError' ? 'no answer in 5 seconds' : (cause?.code ?? 'the connection failed')
  }
}
