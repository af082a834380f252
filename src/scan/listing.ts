import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import type { Day } from '../schedule/day.ts'
import { OUTCOMES, type ScanOutcome } from './outcome.ts'

/** What became of a scan, as it was recorded. No names: who the pupil is, the number says. */
export interface ScanRecord {
  device: string
  event_id: string
  /** By the reader's clock, put right where the config says so. */
  at: string
  kind: string
  outcome: ScanOutcome
  pupil_id: number | null
  mark_id: number | null
  code: string | null
  old_code: string | null
  decided_at: string
}

export interface ScanFilter {
  day: Day
  outcomes?: ScanOutcome[]
  pupil?: number
}

/** How many scans of a day came to what, in the order of the outcomes; of one pupil, where one is named. */
export async function outcomeCounts(
  db: Session,
  { day, pupil }: ScanFilter,
): Promise<Partial<Record<ScanOutcome, number>>> {
  const of = pupil === undefined ? {} : { pupil_id: pupil }
  const rows = await db.all<{ outcome: ScanOutcome; n: number }>(
    db
      .sql(own('scan_outcome'))
      .where({ date: day.toString(), ...of })
      .groupBy('outcome')
      .select('outcome')
      .count({ n: '*' }),
  )
  const counts = new Map(rows.map(({ outcome, n }) => [outcome, Number(n)]))
  const known = Object.keys(OUTCOMES).filter((outcome) => counts.has(outcome as ScanOutcome))
  return Object.fromEntries(known.map((outcome) => [outcome, counts.get(outcome as ScanOutcome)]))
}

/** The scans of a day, newest first. */
export async function scanRecords(
  db: Session,
  { day, outcomes, pupil }: ScanFilter,
  limit?: number,
): Promise<ScanRecord[]> {
  const rows = db
    .sql(own('scan_outcome'))
    .where({ date: day.toString(), ...(pupil === undefined ? {} : { pupil_id: pupil }) })
    .orderBy([{ column: 'at', order: 'desc' }, 'device', 'event_id'])
    .select('device', 'event_id', 'at', 'kind', 'outcome', 'pupil_id', 'mark_id', 'code', 'old_code')
    .select('decided_at')
  if (outcomes) rows.whereIn('outcome', outcomes)
  if (limit !== undefined) rows.limit(limit)
  return db.all(rows)
}
