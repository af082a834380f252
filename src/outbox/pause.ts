import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Kind } from './item.ts'

/** A kind may be tried again at once: what was wrong has been looked at, and is right. */
export async function endPause(session: Session, kind: Kind): Promise<void> {
  await session.run(session.sql(own('outbox_channel')).where({ kind }).update({ paused_until: null }))
}
