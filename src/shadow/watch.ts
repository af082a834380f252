import { contract, type TableName } from '../db/contract.ts'
import type { Session } from '../db/database.ts'
import type { Table } from '../db/table.ts'
import type { JobTable } from '../db/tables.ts'
import type { Change, Rows } from '../jobs/plan.ts'

/** How a table stood when it was looked at: what another program does to it besides shows later. */
export interface Watch {
  highest: number
  present: number
}

/** Too many others change these for it to say anything. */
const BUSY = new Set<JobTable>(['group_member', 'pupil_group', 'mark', 'sims_incident'])

/** Rows that a program, and no person, has added. */
const BY_A_PROGRAM: Partial<Record<JobTable, (rows: Rows) => Rows>> = {
  incident: (rows) => rows.whereNull('recorded_by'),
}

/** Texts that have been dealt with: only those that would have gone are counted, once. */
const DEALT_WITH = { step: 'handedOver', table: 'sms_message' }

/** How the table of a step stands; undefined where nothing can be told from it. */
export async function watchOf(session: Session, step: string, shows: Change): Promise<Watch | undefined> {
  const counted = countedFor(session, step, shows.op, shows.table)
  if (!counted) return undefined
  const row = await session.first<{ present: number; highest: number | null }>(counted)
  return { highest: Number(row?.highest ?? 0), present: Number(row?.present ?? 0) }
}

function countedFor({ sql }: Session, step: string, op: Change['op'], name: JobTable): Rows | undefined {
  const table = name as TableName
  const [key, ...more] = (contract[table] as Table | undefined)?.primaryKey ?? []
  if (key === undefined || more.length > 0) return undefined
  const counted = (rows: Rows) => rows.count({ present: '*' }).max({ highest: key })
  if (op === 'remove' && !BUSY.has(table)) return counted(sql(table))
  const byProgram = BY_A_PROGRAM[table]
  if (op === 'add' && byProgram) return counted(byProgram(sql(table)))
  if (step === DEALT_WITH.step && table === DEALT_WITH.table)
    return counted(sql(table).whereNotIn('state', ['queued', 'deleted', 'withdrawn', 'expired']))
  return undefined
}

/**
 * How many rows have gone, or come, since: by whomever.
 * @param before how the table stood
 */
export async function changedSince(
  session: Session,
  step: string,
  shows: Change,
  before: Watch,
): Promise<number | undefined> {
  const counted = countedFor(session, step, shows.op, shows.table)
  if (!counted) return undefined
  const key = (contract[shows.table as TableName] as Table).primaryKey[0]!
  if (shows.op === 'remove') counted.where(key, '<=', before.highest)
  if (shows.op === 'add') counted.where(key, '>', before.highest)
  const row = await session.first<{ present: number }>(counted)
  const now = Number(row?.present ?? 0)
  if (shows.op === 'remove') return Math.max(0, before.present - now)
  return shows.op === 'add' ? now : Math.max(0, now - before.present)
}
