import type { ConfiguredJob } from '../config/config.ts'
import type { SmsSettings } from '../config/outgoing.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { cautions } from '../runner/caution.ts'
import { liveSince } from '../runner/live.ts'
import { newestRuns } from '../runner/records.ts'
import { iso, type School } from '../runner/school.ts'
import { masked } from './masked.ts'
import { nextMoment } from './quiet.ts'
import { costOf, measure } from './segments.ts'
import { type TextState, textStates } from './text-states.ts'
import { timesOf } from './wanted.ts'

export interface TextFilter {
  batch?: number | undefined
  pupil?: number | undefined
  state?: TextState | undefined
  count: number
  /** Whether whoever looks may see numbers and texts. */
  personal: boolean
}

/** A text of the queue; about a person only what whoever looks may see. Instants are ISO 8601 in UTC. */
export interface ListedText {
  text: number
  batch: number
  pupil: number
  purpose: string
  urgent: boolean
  /** The number, or the end of it. */
  to: string
  /** What it says, for whoever may see it. */
  body?: string
  state: TextState
  since: string
  /** When it goes; none where it does not go by itself, or is no longer in the queue. */
  goes: string | null
  /** Why it has its state, or what it waits for. */
  why: string | null
  encoding: string
  characters: number
  segments: number
  /** Pence, where the config says what a segment costs. */
  cost: number | null
  /** Its item in the outbox. */
  item: number | null
}

type Matching = Omit<TextFilter, 'count' | 'personal'>

interface Row {
  id: number
  batch_id: number
  pupil_id: number
  purpose: string
  urgent: number
  queued_at: string
  number: string
  body: string
  not_before: string | null
  not_after: string | null
  state: TextState
  state_reason: string | null
  state_at: string | null
  item: number | null
  item_state: string | null
  item_reason: string | null
  due_at: string | null
}

/** How many texts have each state. */
export async function countTexts(
  session: Session,
  filter: Matching,
): Promise<{ state: TextState; count: number }[]> {
  const counts = matching(session, filter).groupBy('m.state').select('m.state').count({ count: '*' })
  const rows = await session.all<{ state: TextState; count: number }>(counts)
  return rows.sort((a, b) => textStates.indexOf(a.state) - textStates.indexOf(b.state))
}

/** What waits and what needs somebody first, then what happened last. */
export async function listTexts(school: School, filter: TextFilter): Promise<ListedText[]> {
  const { db, config } = school
  const urgency = "CASE m.state WHEN 'unknown' THEN 0 WHEN 'sending' THEN 1 WHEN 'queued' THEN 2 ELSE 3 END"
  const rows = await db.all<Row>(
    matching(db, filter)
      .leftJoin({ t: own('sms_text') }, 't.message_id', 'm.id')
      .leftJoin({ o: own('outbox') }, (on) =>
        on.on('o.reference', 't.outbox_reference').andOnVal('o.kind', 'sms'),
      )
      .orderBy([
        { column: db.sql.raw(urgency) as unknown as string },
        { column: 'm.state_at', order: 'desc' },
        { column: 'm.id', order: 'desc' },
      ])
      .limit(filter.count)
      .select('m.*', 'b.purpose', 'b.urgent', 'b.queued_at')
      .select({ item: 'o.id', item_state: 'o.state', item_reason: 'o.reason', due_at: 'o.due_at' }),
  )
  const waits = await waitingFor(school)
  return rows.map((row) => ({
    ...listed(row, waits(row), config.sms),
    ...(filter.personal ? { to: row.number, body: row.body } : {}),
  }))
}

function matching({ sql }: Session, { batch, pupil, state }: Matching) {
  const texts = sql('sms_message as m').join('sms_batch as b', 'b.id', 'm.batch_id')
  if (batch !== undefined) texts.where('m.batch_id', batch)
  if (pupil !== undefined) texts.where('m.pupil_id', pupil)
  if (state !== undefined) texts.where('m.state', state)
  return texts
}

function listed(row: Row, { goes, why }: Waits, sms: SmsSettings | undefined): ListedText {
  const { encoding, characters, segments } = measure(row.body)
  return {
    ...{ text: row.id, batch: row.batch_id, pupil: row.pupil_id, purpose: row.purpose },
    ...{ urgent: row.urgent === 1, to: masked(row.number), state: row.state },
    since: row.state_at ?? row.queued_at,
    goes: goes === undefined ? null : iso(goes),
    why: why ?? null,
    ...{ encoding, characters, segments, cost: costOf(segments, sms ?? {}) ?? null, item: row.item },
  }
}

interface Waits {
  /** Epoch ms. */
  goes?: number
  why?: string
}

/** The job that sends texts, as the config has it. */
export const smsJob = ({ config }: Pick<School, 'config'>): ConfiguredJob | undefined =>
  config.jobs.find(({ job, enabled }) => job.name === 'sms' && enabled)

/** How a batch that goes beyond the limits is let go. */
async function approval({ db }: School, job: ConfiguredJob | undefined): Promise<string> {
  const [last] = job ? await newestRuns(db, 1, job.id) : []
  return last?.state === 'partial' && last.withheld?.includes('beyondLimit')
    ? `; to let it go: pars-auto approve ${last.id}`
    : ''
}

/** Says of a text what it waits for, and until when, in the order in which the reasons count. */
async function waitingFor(school: School): Promise<(row: Row) => Waits> {
  const { db, config, host } = school
  const now = await db.now()
  const job = smsJob(school)
  const live = job && !job.shadow ? await liveSince(db, job) : undefined
  const [caution] = await cautions(db, host)
  const look = await db.first<{ looked_at: string; last_message: number; again_at: string }>(
    db.sql(own('sms_look')),
  )
  const beyond = `beyond the limits (sms.limits)${await approval(school, job)}`
  const quiet = config.sms && { zone: config.school.zone, hours: config.sms.quietHours }
  /** The last run saw it and left it, for nothing but the limits. */
  const isBeyond = ({ id, not_before }: Row) =>
    look && id <= look.last_message && (not_before ?? '') <= look.looked_at && look.again_at > iso(now)
  return (row) => {
    if (row.state === 'sending' && row.item_state === 'queued')
      return { why: ['in the outbox', caution?.detail ?? row.item_reason].filter(Boolean).join(': ') }
    if (row.state !== 'queued') return row.state_reason ? { why: row.state_reason } : {}
    if (!quiet) return { why: 'the config has no section sms' }
    if (!job) return { why: 'the job sms is not among the jobs that are switched on' }
    if (job.shadow) return { why: 'the job sms is in shadow' }
    if (live === undefined || row.queued_at < iso(live)) return { why: 'from before go-live: never sent' }
    const next = nextMoment(quiet, timesOf(row), now)
    if (next === 'expired') return { why: 'too late: it will expire' }
    if (caution) return { why: caution.detail }
    const delayed = row.not_before !== null && Date.parse(row.not_before) > now
    if (next > now) {
      const due = delayed ? Date.parse(row.not_before as string) : now
      return { goes: next, why: next > due ? 'quiet hours' : 'delayed' }
    }
    if (isBeyond(row)) return { why: beyond }
    return { goes: now, why: 'with the next run' }
  }
}
