import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Kind, State } from '../outbox/item.ts'
import type { RunRow } from '../runner/run.ts'
import { iso } from '../runner/school.ts'
import type { SlotRow } from '../runner/slot.ts'
import type { ShownDays } from './window.ts'

/** What is shown of a run. */
export type ShownRun = Pick<
  RunRow,
  | 'id'
  | 'job'
  | 'slot'
  | 'due_at'
  | 'attempt'
  | 'state'
  | 'started_at'
  | 'ended_at'
  | 'approves'
  | 'withheld'
  | 'message'
  | 'shadow'
>

const RUN = [
  ...['id', 'job', 'slot', 'due_at', 'attempt', 'state', 'started_at', 'ended_at'],
  ...['approves', 'withheld', 'message', 'shadow'],
]

/** Trouble that people were told of and that is not over. */
interface OpenAlert {
  subject: string
  message: string
  opened_at: string
}

/** Items that were put in the outbox on each of the days, by what became of them. */
export interface Volume {
  kind: Kind
  state: State
  days: number[]
}

/** Everything that the page shows and that is not in the config. Always as many statements. */
export interface Found {
  /** Newest first. */
  runs: ShownRun[]
  /** Of jobs without a run in these days: the last planned one. */
  before: ShownRun[]
  slots: SlotRow[]
  quiet: { job: string; day: string; looks: number }[]
  alerts: OpenAlert[]
  cautions: { reason: string; detail: string; since: string }[]
  volumes: Volume[]
  unknown: number
  hosts: { source: string; last_tick_at: string }[]
}

/** More of a job's trouble than anybody reads. */
const MOST_ALERTS = 200

/** @param jobs ids of the jobs of the config */
export async function readFound(session: Session, jobs: string[], shown: ShownDays): Promise<Found> {
  const { sql } = session
  const first = shown.days[0]!.toString()
  const unknown = await session.first<{ n: number }>(
    sql(own('outbox'))
      .whereIn('kind', ['sms', 'mail', 'print', 'folder'])
      .where({ state: 'unknown' })
      .count({ n: '*' }),
  )
  return {
    runs: await runsSince(session, shown.bounds[0]!),
    before: await lastPlanned(session),
    // A slot is named by the day it is on, so those of these days are found by the key of the table.
    slots: await session.all<SlotRow>(
      sql(own('slot')).whereIn('job', jobs).where('slot', '>=', first).whereNot({ state: 'done' }),
    ),
    quiet: await session.all(
      sql(own('quiet')).whereIn('job', jobs).where('day', '>=', first).select('job', 'day', 'looks'),
    ),
    alerts: await session.all<OpenAlert>(
      sql(own('alert'))
        .whereNull('closed_at')
        .orderBy('id', 'desc')
        .limit(MOST_ALERTS)
        .select('subject', 'message', 'opened_at'),
    ),
    cautions: await session.all(sql(own('caution')).orderBy('since').select('reason', 'detail', 'since')),
    volumes: await volumesOn(session, shown),
    unknown: Number(unknown?.n ?? 0),
    hosts: await session.all(
      sql(own('source')).orderBy('last_tick_at', 'desc').limit(20).select('source', 'last_tick_at'),
    ),
  }
}

/**
 * By their numbers, which grow with time: from the newest back to the first that began too early, and no further. Not
 * one read that stops there: SQL Server would end the snapshot with it.
 */
async function runsSince(session: Session, from: number): Promise<ShownRun[]> {
  const { sql } = session
  const last = await session.first<{ id: number }>(
    sql(own('run')).where('started_at', '<', iso(from)).orderBy('id', 'desc').limit(1).select('id'),
  )
  const runs = sql(own('run')).where('id', '>', last?.id ?? 0)
  return session.all<ShownRun>(runs.orderBy('id', 'desc').select(RUN))
}

/** The last planned run of each job, by the index of jobs and their slots: a look each, however many there were. */
function lastPlanned(session: Session): Promise<ShownRun[]> {
  const { sql } = session
  const last = sql({ x: own('run') })
    .where('x.job', sql.ref('j.job'))
    .orderBy('x.due_at', 'desc')
    .limit(1)
    .select('x.id')
  const ids = sql({ j: own('job') }).select(last.as('last'))
  return session.all<ShownRun>(sql(own('run')).whereIn('id', ids).orderBy('id').select(RUN))
}

/** Counted in the database, up to the end of each day: thousands of texts come to a few rows. */
async function volumesOn(session: Session, { bounds, days }: ShownDays): Promise<Volume[]> {
  const { sql } = session
  const ends = bounds.slice(1).map(iso)
  const upTo = ends.map((end, at) =>
    sql.raw('sum(case when queued_at < ? then 1 else 0 end) as ??', [end, `d${at}`]),
  )
  const rows = await session.all<Record<string, number> & { kind: Kind; state: State }>(
    sql(own('outbox'))
      .whereIn('kind', ['sms', 'mail'])
      .where('queued_at', '>=', iso(bounds[0]!))
      .groupBy('kind', 'state')
      .orderBy(['kind', 'state'])
      .select('kind', 'state', ...upTo),
  )
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    days: days.map((_, at) => Number(row[`d${at}`]) - (at > 0 ? Number(row[`d${at - 1}`]) : 0)),
  }))
}
