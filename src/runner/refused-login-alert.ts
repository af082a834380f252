import type { Config } from '../config/config.ts'
import type { Session } from '../db/database.ts'
import { clockTime, note } from './event.ts'
import { send } from './post.ts'
import { forgetRefusal, type Login, returnNews, takeNews } from './refused-login.ts'
import type { School } from './school.ts'

/**
 * Tells the webhook, once, that the login is refused. Whoever reads standard error is told by every tick. It goes out
 * directly, as there is no database to keep it in; what does not get out is tried by the next tick.
 * @param config undefined while it has errors: nobody knows whom to tell then
 */
export async function tellRefused(login: Login, config: Config | undefined): Promise<void> {
  const webhook = config?.alerts.webhook
  if (!webhook) return
  const news = takeNews(login)
  if (news && (await send(webhook, `${config.school.name}: ! ${news}`))) returnNews(login.config)
}

/** The login is accepted: what was told of is over, and the history says how long it lasted. */
export async function tellAccepted({ config, db, clock, tell }: School): Promise<void> {
  const refusal = forgetRefusal(config.file)
  if (!refusal) return
  const words = `SQL Server accepts the login again, which it had refused since ${clockTime(config, refusal.since)}.`
  const now = await db.now()
  const since = now - (clock() - refusal.since)
  await db.transaction((session: Session) => note(session, 'login-refused', words, now, since))
  tell(`Over: ${words}`)
  if (refusal.isTold && config.alerts.webhook)
    await send(config.alerts.webhook, `${config.school.name}: Over: ${words}`)
}
