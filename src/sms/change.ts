import type { Row, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { audit } from '../runner/audit.ts'
import { clockTime, note } from '../runner/event.ts'
import { iso, type School } from '../runner/school.ts'
import { lookAgain } from './look.ts'

/** Which texts a person means: some by their numbers, or those of a batch. */
export type Which = { texts: number[] } | { batch: number }

/** What came of a change: the texts it was made to, and those to which it could not be, by their state. */
export interface Changed {
  done: number[]
  left: { text: number; state: string }[]
  /** Numbers that no text has. */
  unknown: number[]
}

interface Found {
  id: number
  state: string
  item_state: string | null
}

/** Takes texts out of the queue before they go: those that wait, and those in the outbox that nobody is sending yet. */
export async function deleteTexts(school: School, which: Which): Promise<Changed> {
  return changing(school, which, 'sms delete', 'deleted', isUnsent, (now) => ({
    state: 'deleted',
    state_reason: null,
    state_at: iso(now),
  }))
}

/** Lets texts that wait go no earlier than a moment, epoch ms. One that says until when it is of use keeps to that. */
export async function delayTexts(school: School, which: Which, until: number): Promise<Changed> {
  const what = `delayed until ${clockTime(school.config, until)}`
  return changing(
    school,
    which,
    'sms delay',
    what,
    ({ state }) => state === 'queued',
    () => ({
      not_before: iso(until),
    }),
  )
}

const isUnsent = ({ state, item_state }: Found) =>
  state === 'queued' || (state === 'sending' && item_state === 'queued')

/** As what the history lists them. */
const KINDS = { 'sms delete': 'sms-deleted', 'sms delay': 'sms-delayed' }

async function changing(
  school: School,
  which: Which,
  command: 'sms delete' | 'sms delay',
  what: string,
  may: (text: Found) => boolean,
  values: (now: number) => Row,
): Promise<Changed> {
  const { db, host } = school
  const now = await db.now()
  return db.transaction(
    async (session) => {
      const found = await find(session, which)
      const done = found.filter(may).map(({ id }) => id)
      const left = found.filter((text) => !may(text)).map(({ id, state }) => ({ text: id, state }))
      const known = new Set(found.map(({ id }) => id))
      const unknown = 'texts' in which ? which.texts.filter((id) => !known.has(id)) : []
      for (const some of portions(done))
        await session.run(session.sql('sms_message').whereIn('id', some).update(values(now)))
      if (done.length > 0) {
        await lookAgain(session)
        await note(session, KINDS[command], `${host.person}: ${texts(which, done)} ${what}.`, now)
        await audit(session, school, command, `${capital(texts(which, done))} ${what}.`, now)
      }
      return { done, left, unknown }
    },
    { turn: 'outbox' },
  )
}

const texts = (which: Which, done: number[]) =>
  'batch' in which ? `${done.length} texts of batch ${which.batch}` : `texts ${done.join(', ')}`

const capital = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}`

/** A statement takes no more than two thousand parameters. */
function* portions(ids: number[]): Generator<number[]> {
  for (let at = 0; at < ids.length; at += 1000) yield ids.slice(at, at + 1000)
}

async function find(session: Session, which: Which): Promise<Found[]> {
  const { sql } = session
  const found = () =>
    sql('sms_message as m')
      .leftJoin({ t: own('sms_text') }, 't.message_id', 'm.id')
      .leftJoin({ o: own('outbox') }, (on) =>
        on.on('o.reference', 't.outbox_reference').andOnVal('o.kind', 'sms'),
      )
      .orderBy('m.id')
      .select('m.id', 'm.state', 'o.state as item_state')
  if ('batch' in which) return session.all<Found>(found().where('m.batch_id', which.batch))
  const rows: Found[] = []
  for (const some of portions(which.texts))
    rows.push(...(await session.all<Found>(found().whereIn('m.id', some))))
  return rows
}

/** Lets a batch go in the parents' quiet hours. @returns how many of its texts wait; undefined where there is none */
export async function makeUrgent(school: School, batch: number): Promise<number | undefined> {
  const { db, host } = school
  const now = await db.now()
  return db.transaction(
    async (session) => {
      const { sql } = session
      if ((await session.run(sql('sms_batch').where({ id: batch }).update({ urgent: 1 }))) === 0)
        return undefined
      await lookAgain(session)
      await note(session, 'sms-urgent', `${host.person} marked batch ${batch} of texts as urgent.`, now)
      await audit(session, school, 'sms urgent', `Batch ${batch}.`, now)
      const waiting = sql('sms_message').where({ batch_id: batch, state: 'queued' }).count({ n: '*' })
      return Number((await session.first<{ n: number }>(waiting))?.n ?? 0)
    },
    { turn: 'outbox' },
  )
}

/** The items of the outbox as which texts left, by the numbers of the texts. */
export async function itemsOf(session: Session, ids: number[]): Promise<Map<number, number>> {
  const { sql } = session
  const rows = await session.all<{ text: number; item: number }>(
    sql({ t: own('sms_text') })
      .join({ o: own('outbox') }, (on) =>
        on.on('o.reference', 't.outbox_reference').andOnVal('o.kind', 'sms'),
      )
      .whereIn('t.message_id', ids)
      .select({ text: 't.message_id', item: 'o.id' }),
  )
  return new Map(rows.map(({ text, item }) => [text, item]))
}
