import type { SmsSettings } from '../config/outgoing.ts'
import type { JobContext } from '../jobs/kit.ts'
import { type Add, add, type Change, change, followed, type Rows } from '../jobs/plan.ts'
import { handOver, ITEM } from '../outbox/plan.ts'
import { CONTACT_LOG, GONE, handedOverToday, knownItems, lateLog, waitingFromBefore } from './handed.ts'
import { Allowance } from './limits.ts'
import { looked } from './look.ts'
import { dueTexts, type QueuedText } from './queue.ts'
import { type KnownItem, type NewItem, type Sorted, sorted } from './sorted.ts'
import { fateOf } from './wanted.ts'

/** The steps for the texts that are due: what goes to the outbox, what waits for a person, what comes to nothing. */
export async function intake(context: JobContext, sms: SmsSettings) {
  const { read, from, settings, now, stageRows } = context
  const due = await read.all<QueuedText>(dueTexts(context, context))
  const known = await read.all<KnownItem>(knownItems(context))
  const { last } = (await read.first<{ last: number | null }>(from('sms_message').max({ last: 'id' })))!
  await nameOlder(context)

  const quiet = { zone: settings.school.zone, hours: sms.quietHours }
  const at = Date.parse(now)
  const fates = due.map((text) => ({ text, fate: fateOf(text, sms, quiet, at) }))
  const allowance = new Allowance(sms.limits, await numberOf(context, handedOverToday(context)))
  const found = sorted(fates, known, allowance, { quiet, now: at, settings })

  const items = await stageRows(STAGED, itemRows(found))
  const decisions = await stageRows(DECISION, decisionRows(found))
  const decided = (what: string) => decisions().where({ what })
  const settled = (what: string) => followed(note(context, decided(what)), tell(context, decided(what)))
  const leave = (beyond: 0 | 1, ...follow: Change[]) =>
    followed(
      handOver(context, 'sms', items().where({ beyond })),
      note(context, decided(beyond ? 'beyond' : 'go')),
      tell(context, decided(beyond ? 'beyond' : 'go')),
      ...follow,
    )

  const { beyond, beyondBatches } = found
  const why = beyond.length > 0 ? { needsApproval: allowance.why(beyondBatches, beyond.length) } : {}
  return {
    handedOver: leave(0, ...looked(context, last ?? 0, found.again)),
    beyondLimit: { ...leave(1), ...why },
    joined: followed(
      note(context, decided('joined')),
      tell(context, decided('joined')),
      add('contact_log', CONTACT_LOG, lateLog(context, decided('joined').whereIn('state', GONE))),
    ),
    refused: settled('failed'),
    expired: settled('expired'),
    withdrawn: settled('withdrawn'),
  }
}

const numberOf = async ({ read }: JobContext, counted: Rows) =>
  Number((await read.first<{ n: number }>(counted))?.n ?? 0)

/** What waits in the queue since before the job went live is another program's, or nobody's. */
async function nameOlder(context: JobContext): Promise<void> {
  const older = await numberOf(context, waitingFromBefore(context))
  if (older > 0)
    context.remark(
      `Texts that were queued before the job went live are left alone: ${older}. See: pars-auto sms queue`,
    )
}

/** What was decided stands in our memory first, and goes from there to the queue. */
const note = ({ raw, now }: JobContext, rows: Rows): Add =>
  add(
    'sms_text',
    ['message_id', 'outbox_reference', 'state', 'reason', 'state_at'],
    rows.select('message_id', 'reference', 'state', 'reason', raw('? as ??', now, 'state_at')),
  )

function tell({ from, ref, now }: JobContext, rows: Rows): Change {
  const noted = (column: string) =>
    from('sms_text').where('message_id', ref('sms_message', 'id')).select(column)
  return change('sms_message', (text) => text.whereIn('id', rows.select('message_id')), {
    state: noted('state'),
    state_reason: noted('reason'),
    state_at: now,
  })
}

const STAGED = [...ITEM, 'beyond']

function* itemRows({ go, beyond }: Sorted) {
  const row = ({ reference, title, recipient, content, notAfter }: NewItem, isBeyond: number) => [
    ...[reference, title, recipient, content, new Date(notAfter).toISOString(), isBeyond],
  ]
  for (const item of go) yield row(item, 0)
  for (const item of beyond) yield row(item, 1)
}

const DECISION = ['message_id', 'what', 'reference', 'state', 'reason']

function* decisionRows({ go, beyond, joined, done }: Sorted) {
  for (const { reference, texts } of go)
    for (const text of texts) yield [text, 'go', reference, 'sending', null]
  for (const { reference, texts } of beyond)
    for (const text of texts) yield [text, 'beyond', reference, 'sending', null]
  // What waits in the outbox is on its way, as far as the school's queue goes.
  for (const { text, item } of joined)
    yield [text, 'joined', item.reference, item.state === 'queued' ? 'sending' : item.state, null]
  for (const { text, state, reason } of done) yield [text, state, null, state, reason]
}
