import { createHash } from 'node:crypto'
import type { JobContext } from '../../jobs/kit.ts'
import { add } from '../../jobs/plan.ts'
import type { Kind } from '../../outbox/item.ts'
import { handOver, ITEM } from '../../outbox/plan.ts'
import type { Outgoing, Prepared } from './outgoing.ts'

/** What the run hands over: nothing, where the report has gone out for the same period before. */
export async function plan(context: JobContext, prepared: Prepared) {
  const { read, from, stageRows, values, remark, id, now } = context
  const { occasion, day, rows, outgoing } = prepared
  const gone = await read.first<{ handed_over_at: string }>(
    from('report_sent').where({ job: id, occasion }).select('handed_over_at'),
  )
  if (gone) {
    remark('It has gone out for this period before. To send it again: pars-auto report send.')
    return {}
  }
  if (outgoing.length === 0) return {}
  const staged = async (kind: Kind) =>
    stageRows(
      ITEM,
      outgoing
        .filter((one) => one.kind === kind)
        .map((one) => [referenceOf(context, prepared, one), one.title, one.recipient, one.content, null]),
    )
  const mails = await staged('mail')
  const record = { job: id, occasion, edition: 0, day, rows, items: outgoing.length, handed_over_at: now }
  return {
    reports: add('report_sent', Object.keys(record), values(record)),
    mails: handOver(context, 'mail', mails()),
  }
}

/** The same for the same thing for ever: see sms/reference.ts. */
function referenceOf(
  { id, settings }: JobContext,
  { occasion }: Prepared,
  { kind, which }: Outgoing,
): string {
  const { school, database } = settings
  const origin = JSON.stringify([school.name, database.type, database.file, id, occasion, kind, which])
  return `p-${createHash('sha256').update(origin).digest('hex').slice(0, 24)}`
}
