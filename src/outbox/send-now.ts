import { own } from '../db/migrations/index.ts'
import { UserError } from '../exit.ts'
import { audit } from '../runner/audit.ts'
import { cautions } from '../runner/caution.ts'
import { iso, type School } from '../runner/school.ts'
import { drain } from './drain.ts'
import { enqueue, type NewItem } from './enqueue.ts'
import { fileRow } from './file.ts'
import { keepFiles } from './files.ts'
import type { Item } from './item.ts'
import { itemNumbered } from './records.ts'

/** Whoever waits for what he tried has gone by then, ms. */
const WORTH_TRYING = 600_000

/** @throws UserError while everything that leaves the school is held */
export async function refuseWhileHeld({ db, host }: School): Promise<void> {
  const [caution] = await cautions(db, host)
  if (caution)
    throw new UserError(`Nothing leaves the school: ${caution.detail} When that is right: pars-auto resume`)
}

/**
 * Sends an item that a person tries the way out with, through the outbox as everything goes: at once, also where its
 * kind pauses.
 * @param command the subcommand, for the record
 * @param files those that it carries
 * @returns the item as it is then
 */
export async function sendNow(
  school: School,
  command: string,
  item: NewItem,
  files: Buffer[] = [],
): Promise<Item> {
  const { db } = school
  const now = await db.now()
  const id = await db.transaction(
    async (session) => {
      await session.run(
        session.sql(own('outbox_channel')).where({ kind: item.kind }).update({ paused_until: null }),
      )
      await keepFiles(
        session,
        files.map((bytes) => fileRow(bytes, now)),
      )
      const added = await enqueue(session, { ...item, not_after: iso(now + WORTH_TRYING) }, now)
      await audit(session, school, command, `Item ${added}, ${item.kind}.`, now)
      return added
    },
    { turn: 'outbox' },
  )
  await drain(school)
  return (await itemNumbered(db, id as number))!
}
