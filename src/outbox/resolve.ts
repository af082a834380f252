import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { Exit, UserError } from '../exit.ts'
import { isAlive, isDead } from '../runner/alive.ts'
import { audit } from '../runner/audit.ts'
import { clockTime, note } from '../runner/event.ts'
import { iso, type School } from '../runner/school.ts'
import type { Channel } from './channel.ts'
import { enqueue } from './enqueue.ts'
import type { Item } from './item.ts'
import { isTooLate } from './outcome.ts'
import { itemNumbered } from './records.ts'
import { tellOfUnknown } from './trouble.ts'
import { sectionOf } from './words.ts'

/** What a person has found out about an item, or wants for it. */
export type Decision = 'sent' | 'not sent' | 'again'

/** A call that was begun so long ago has been over for long, ms. */
const OVER = 15 * 60_000

/**
 * Lets a person decide about an item of which nobody knows whether it was sent.
 * @param command the subcommand, for the record
 * @returns the item that is sent in its place, for `again`
 * @throws UserError when there is nothing to decide, or somebody may still be sending it
 */
export async function resolve(
  school: School,
  command: string,
  id: number,
  decision: Decision,
): Promise<{ id: number; reference: string } | undefined> {
  const { db } = school
  const item = await itemNumbered(db, id)
  if (!item) throw new UserError(`There is no item ${id}. See: pars-auto outbox list`, Exit.usage)
  if (item.state !== 'unknown') throw new UserError(notToDecide(item), Exit.usage)
  await refuseWhileSending(school, item)
  const channel = school.channels[item.kind]?.(school)
  if (!channel)
    throw new UserError(`The config has no section ${sectionOf(item.kind)}, which this needs.`, Exit.usage)
  try {
    const now = await db.now()
    if (decision === 'again' && isTooLate(item, now))
      throw new UserError(
        `Item ${id} was not to be sent after ${clockTime(school.config, item.not_after!)}: it is too late to send it again.`,
        Exit.usage,
      )
    return await db.transaction((session) => decide(session, school, command, channel, item, decision, now), {
      turn: 'outbox',
    })
  } finally {
    channel.close()
  }
}

const notToDecide = ({ id, state }: Item) =>
  state === 'sending'
    ? `Item ${id} is being sent, or its process has died: the next tick finds out which. See then: pars-auto outbox show ${id}`
    : `Item ${id} is ${state}: there is nothing to decide.`

/** While the one who marked it can still send it, no decision is safe. */
async function refuseWhileSending(
  { db, host, config }: School,
  { id, token, sending_at }: Item,
): Promise<void> {
  if (!token) return
  if (await isAlive(token))
    throw new UserError(
      `The process that was sending item ${id} is still there, on ${host.name}. It says itself what came of it; if it hangs, end it first.`,
      Exit.alreadyRunning,
    )
  const over = Date.parse(sending_at ?? '') + OVER
  if (over <= (await db.now()) || (await isDead({ token, host: host.name, boot: host.boot }, host))) return
  throw new UserError(
    `Sending item ${id} began a short while ago, and it is not certain that its process is gone. Decide after ${clockTime(config, over)}.`,
    Exit.alreadyRunning,
  )
}

async function decide(
  session: Session,
  { host, config }: School,
  command: string,
  channel: Channel,
  item: Item,
  decision: Decision,
  now: number,
): Promise<{ id: number; reference: string } | undefined> {
  const again = decision === 'again' ? await sendAgain(session, item, host.person, now) : undefined
  const state = decision === 'sent' ? 'sent' : 'failed'
  const found = {
    sent: 'It was sent',
    'not sent': 'It was not sent',
    again: `Sent again as item ${again?.id}`,
  }
  const reason = `${found[decision]}, says ${host.person}.`
  const closed = await session.run(
    session
      .sql(own('outbox'))
      .where({ id: item.id, state: 'unknown', token: item.token })
      .update({ state, reason, state_at: iso(now), token: null }),
  )
  if (closed === 0)
    throw new UserError(`Item ${item.id} has changed just now. See: pars-auto outbox show ${item.id}`)
  const replaced = again ? { replacedBy: again.reference } : {}
  await channel.settle(session, [{ item, state, reason, decided: true, ...replaced }], now)
  await tellOfUnknown(session, item.kind, now)
  await note(session, 'outbox', `${host.person} decided about item ${item.id}: ${reason}`, now)
  await audit(session, { host, config }, command, `Item ${item.id}, ${item.kind}: ${found[decision]}.`, now)
  return again
}

/** A new item like it, under a reference of its own: to the provider it is another one. */
async function sendAgain(
  session: Session,
  { kind, reference, job, title, recipient, content, not_after }: Item,
  person: string,
  now: number,
): Promise<{ id: number; reference: string }> {
  const like = { kind, job, title, recipient, content, not_after, queued_by: person }
  for (let times = 2; ; times += 1) {
    const next = `${reference}-${times}`
    const id = await enqueue(session, { ...like, reference: next }, now)
    if (id !== undefined) return { id, reference: next }
  }
}
