import type { Knex } from 'knex'
import type { KeptAges } from '../config/history.ts'
import type { Row, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'

/** Which rows of a table of the program's own are removed once they are old. */
export interface Rule {
  /** As the migrations name it. */
  table: string
  /** For how long they stay, in milliseconds. */
  age: (ages: KeptAges) => number
  /** The column that dates them. With the columns of `of` before it, it has an index. */
  by: string
  /** What is looked for; without it all that are old enough. */
  of?: Row
  /** Names a row, the column with the most values last. */
  key: string[]
  /** What is still needed stays. The row is `r`. */
  but?: (rows: Knex.QueryBuilder, session: Session, age: string) => void
}

const DAY = 86_400_000

const keep = (ages: KeptAges) => ages.keep
const keepFailures = (ages: KeptAges) => ages.keepFailures
const keepMessages = (ages: KeptAges) => ages.keepMessages

/** Whatever may still want to look into the config of those days. */
const longest = (ages: KeptAges) => Math.max(ages.keepFailures, ages.keepAudit)

const each = (states: string[], rule: Omit<Rule, 'of'>): Rule[] =>
  states.map((state) => ({ ...rule, of: { state } }))

const TROUBLE = ['partial', 'held', 'failed', 'timed-out', 'abandoned']
const SETTLED = ['sent', 'delivered', 'failed', 'expired', 'withdrawn']

const run = { table: 'run', by: 'ended_at', key: ['id'], but: newestStays }
const slot = { table: 'slot', by: 'due_at', key: ['job', 'slot'], but: slotOfRunStays }
const outbox = { table: 'outbox', by: 'state_at', key: ['id'], age: keepMessages }
const smsText = { table: 'sms_text', by: 'state_at', key: ['message_id'], age: keepMessages }

/** In this order: a slot goes after its runs. Each finds its rows by an index, however many there are. */
export const rules: Rule[] = [
  { ...run, age: keep, of: { state: 'succeeded' } },
  ...each(TROUBLE, { ...run, age: keepFailures }),
  ...each(['done', 'skipped'], { ...slot, age: keep }),
  ...each(['missed', 'held'], { ...slot, age: keepFailures }),
  { table: 'quiet', by: 'day', key: ['job', 'day'], age: keep },
  { table: 'event', by: 'at', key: ['id'], age: keepFailures },
  { table: 'alert', by: 'closed_at', key: ['id'], age: keepFailures },
  { table: 'config', by: 'used_at', key: ['id'], age: longest, but: inForceStays },
  // What could not be delivered for a week is tried no more.
  { table: 'post', by: 'given_up_at', key: ['id'], age: () => DAY },
  ...each(SETTLED, outbox),
  { ...smsText, but: (rows) => rows.whereIn('r.state', SETTLED) },
  {
    table: 'sms_reply',
    by: 'received_at',
    key: ['id'],
    age: keepMessages,
    but: (rows) => rows.whereNotNull('r.matched_at'),
  },
  {
    table: 'report_sent',
    by: 'handed_over_at',
    key: ['job', 'edition', 'occasion'],
    age: keepFailures,
    but: lastReportStays,
  },
  {
    table: 'scan_outcome',
    by: 'decided_at',
    key: ['device', 'event_id'],
    age: (ages) => ages.keepScans,
    // Of a reader whose clock is ahead, the scan itself is read again and again.
    but: (rows, _session, age) => rows.where('r.date', '<', age.slice(0, 10)),
  },
  { table: 'audit', by: 'at', key: ['id'], age: (ages) => ages.keepAudit },
]

/** Tables that no rule is about, and why they do not grow for ever all the same, or have to. */
export const unbounded: Record<string, string> = {
  schedule: 'a row for each schedule that a job has had',
  job: 'a row a job',
  lease: 'a row for each job that runs now',
  source: 'a row for each config of a host',
  caution: 'a row for each reason to hold something',
  pause: 'a row each time that somebody pauses something',
  digest: 'a row a week',
  shadow_row: 'removed after 90 days, by the next rehearsal of the job',
  shadow_day: 'removed after 90 days, by the next rehearsal of the job',
  trim: 'one row',
  kept_group: 'a row for each group that is maintained',
  mirrored_incident: 'without it an incident would be copied a second time',
  mirror_problem: 'a row for each incident that cannot be copied as things stand',
  mirror_start: 'one row',
  rule_award: 'without it an award would be made a second time',
  detention_reminder: 'without it a pupil would be reminded a second time',
  outbox_channel: 'a row for each kind of item',
  outbox_file: 'removed 30 days after they were made, by whoever sends',
  sms_look: 'one row',
  sms_poll: 'a row for each provider',
}

/**
 * The newest run of each job that ended so, in shadow and live: the last success, what `list` shows, that a job was in
 * shadow once. One that is held goes only when the job has succeeded since: until then somebody may approve it.
 */
function newestStays(rows: Knex.QueryBuilder, { sql }: Session): void {
  const later = () =>
    sql({ n: own('run') })
      .where('n.job', sql.ref('r.job'))
      .where('n.id', '>', sql.ref('r.id'))
      .select(sql.raw('1'))
  const alike = () => later().where('n.state', sql.ref('r.state'))
  rows.where((any) =>
    any
      .where((live) => live.whereNull('r.shadow').whereExists(alike().whereNull('n.shadow')))
      .orWhere((shadow) => shadow.where('r.shadow', 1).whereExists(alike().where('n.shadow', 1))),
  )
  rows.where((any) =>
    any
      .whereNot('r.state', 'held')
      .orWhereExists(later().where('n.state', 'succeeded').whereNull('n.shadow'))
      .orWhereExists(later().where('n.approves', sql.ref('r.id')).whereIn('n.state', ['partial', 'held'])),
  )
  // By its number it is seen that the database is not an old one that was put back.
  rows.where('r.id', '<', sql({ h: own('run') }).max('h.id'))
}

/** As long as there is anything to tell of it. One that is held has a run as long as somebody may approve it. */
function slotOfRunStays(rows: Knex.QueryBuilder, { sql }: Session): void {
  rows.whereNotExists(
    sql({ n: own('run') })
      .where('n.job', sql.ref('r.job'))
      .where('n.slot', sql.ref('r.slot'))
      .select(sql.raw('1')),
  )
}

/** Each text was in force until the next one of its source: that one has to be old as well. */
function inForceStays(rows: Knex.QueryBuilder, { sql }: Session, age: string): void {
  rows.whereExists(
    sql({ n: own('config') })
      .where('n.source', sql.ref('r.source'))
      .where('n.id', '>', sql.ref('r.id'))
      .where('n.used_at', '<', age)
      .select(sql.raw('1')),
  )
}

/** For which period a report went out last. */
function lastReportStays(rows: Knex.QueryBuilder, { sql }: Session): void {
  rows.whereExists(
    sql({ n: own('report_sent') })
      .where('n.job', sql.ref('r.job'))
      .where('n.handed_over_at', '>', sql.ref('r.handed_over_at'))
      .select(sql.raw('1')),
  )
}
