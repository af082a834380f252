import { createHash } from 'node:crypto'
import { identityOf } from '../../db/open.ts'
import type { JobContext } from '../../jobs/kit.ts'
import { type Add, add, type Change, change, followed } from '../../jobs/plan.ts'
import { fileRow } from '../../outbox/file.ts'
import type { Kind } from '../../outbox/item.ts'
import { handOver, ITEM } from '../../outbox/plan.ts'
import { formatTime, minuteOfDay } from '../../schedule/wall.ts'
import { dateInWords } from '../../schedule/weekday.ts'
import { lastSent, type Sent } from './gone.ts'
import type { Outgoing, Prepared } from './outgoing.ts'

/** What the run hands over: nothing, where the report has gone out for the same period before. */
export async function plan(context: JobContext, prepared: Prepared) {
  const { values, remark, fallShort, id, now } = context
  const { occasion, day, rows, again, outgoing } = prepared
  const before = await lastSent(context, occasion)
  if (before && !again) {
    remark(alreadySent(context, prepared, before))
    return {}
  }
  for (const text of prepared.remarks) remark(text)
  for (const text of prepared.shortfalls) fallShort(text)
  if (outgoing.length === 0) return {}
  const edition = before ? before.edition + 1 : 0
  const record = { job: id, occasion, edition, day, rows, items: outgoing.length, handed_over_at: now }
  return {
    reports: followed(
      add('report_sent', Object.keys(record), values(record)),
      ...(await keepFiles(context, prepared)),
    ),
    mails: await handedOver(context, prepared, edition, 'mail'),
    prints: await handedOver(context, prepared, edition, 'print'),
    files: await handedOver(context, prepared, edition, 'folder'),
  }
}

async function handedOver(
  context: JobContext,
  { occasion, outgoing }: Prepared,
  edition: number,
  kind: Kind,
): Promise<Add | undefined> {
  const ofKind = outgoing.filter((one) => one.kind === kind)
  if (ofKind.length === 0) return undefined
  const rows = ofKind.map((one) => [
    ...[referenceOf(context, occasion, edition, one), one.title, one.recipient, one.content, one.notAfter],
  ])
  const staged = await context.stageRows(ITEM, rows)
  return handOver(context, kind, staged())
}

const FILE = ['digest', 'bytes', 'content', 'kept_until']

/** Keeps the files that the items name. One that is there already is kept for longer. */
async function keepFiles({ stageRows, from, now }: JobContext, { files }: Prepared): Promise<Change[]> {
  if (files.size === 0) return []
  const rows = [...files.values()].map((bytes) => fileRow(bytes, Date.parse(now)))
  const staged = await stageRows(
    FILE,
    rows.map((row) => FILE.map((column) => row[column]!)),
  )
  const { kept_until } = rows[0]!
  const there = from('outbox_file').select('digest')
  return [
    change('outbox_file', (kept) => kept.whereIn('digest', staged().select('digest')), {
      kept_until: kept_until as string,
    }),
    add('outbox_file', FILE, staged().whereNotIn('digest', there).select(FILE)),
  ]
}

function alreadySent({ id, settings, today }: JobContext, { day }: Prepared, sent: Sent): string {
  const { zone } = settings.school
  const at = Date.parse(sent.handed_over_at)
  const when = `${dateInWords(zone.dayAt(at))} at ${formatTime(minuteOfDay(zone.wallAt(at)))}`
  const whichDay = day === String(today) ? '' : ` --for ${day}`
  return `It went out for this period on ${when}. To send it again: pars-auto report send ${id} --again${whichDay}`
}

/** The same for the same thing for ever: see sms/reference.ts. */
function referenceOf(
  { id, settings }: JobContext,
  occasion: string,
  edition: number,
  { kind, which }: Outgoing,
): string {
  const { school, database } = settings
  const place = [school.name, ...identityOf(database)]
  const origin = JSON.stringify([...place, id, occasion, edition, kind, which])
  return `p-${createHash('sha256').update(origin).digest('hex').slice(0, 24)}`
}
