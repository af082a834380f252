import type { Session } from '../db/database.ts'
import { type JobTable, nameOf, tables } from '../db/tables.ts'
import { grouped } from '../info/words.ts'
import type { Remove, Rows } from '../jobs/plan.ts'
import type { Plan } from './guard.ts'
import { type Limits, limited } from './limits.ts'
import { patiently } from './patiently.ts'
import { type Claim, goOn } from './run.ts'
import type { School } from './school.ts'

/** Rows of the first batch, and of the smallest and largest. SQL Server locks the whole table from 5,000 rows on. */
const ROWS = { first: 500, least: 50, most: 4000 }

/** How long a batch should hold the database, in milliseconds: somebody may be waiting to save a register. */
const HOLD = 30

/** A batch that was lost to a power failure is found again by the next run. */
const REPEATABLE = { repeatable: true } as const

/**
 * After so many milliseconds of batches comes a breath of so many, in which the database is free. Whoever waits for
 * SQLite asks again at least every 50 ms for the first 228: he meets a breath within 250.
 */
const WORK = 120
const BREATH = 60

/**
 * Removes what the steps say in batches, in the order of the key. Each is committed with the run's progress, and
 * followed by a breath, in which other writers get in. Adds to `counts` as it goes.
 */
export async function takeBatches(
  school: School,
  claim: Claim,
  steps: Plan,
  limits: Limits,
  counts: Record<string, number>,
): Promise<void> {
  for (const [count, change] of steps) {
    if (change.op !== 'remove') throw new Error(`${claim.job} can only remove: it is in batches.`)
    counts[count] = 0
    let after: number | undefined
    let size = ROWS.first
    let breathed = performance.now()
    for (;;) {
      // Looked for outside of any transaction: it may take long, and keeps nobody waiting.
      const to = await endOfBatch(limited(school.db, limits), change, after, size)
      if (to === undefined) break
      const batch = { from: after, to }
      let started = 0
      counts[count] = await patiently(() =>
        school.db.transaction(async (session) => {
          started = performance.now()
          const rows = within(change, change.which(tableOf(session, change.table)), batch)
          const removed = counts[count]! + (await limited(session, limits).run(rows.delete()))
          await goOn(session, claim, { ...counts, [count]: removed }, await school.db.now())
          return removed
        }, REPEATABLE),
      )
      const held = performance.now() - started
      school.progress(`${claim.job}: ${grouped(counts[count]!)} rows removed`)
      if (performance.now() - breathed > WORK) {
        await school.pause(BREATH)
        breathed = performance.now()
      }
      size = Math.min(ROWS.most, Math.max(ROWS.least, Math.round((size * HOLD) / held)))
      after = to
    }
  }
}

const tableOf = ({ sql }: Pick<Session, 'sql'>, table: JobTable): Rows => sql(nameOf(table))

const keyOf = ({ table }: Remove) => tables[table].primaryKey[0] as string

/** Keys after `from` up to and including `to`. */
function within(change: Remove, rows: Rows, { from, to }: { from?: number | undefined; to?: number }): Rows {
  if (from !== undefined) rows.where(keyOf(change), '>', from)
  return to === undefined ? rows : rows.where(keyOf(change), '<=', to)
}

/** The key of the last row of the batch that comes after `after`; none when there are no rows left. */
async function endOfBatch(session: Session, change: Remove, after: number | undefined, size: number) {
  const key = keyOf(change)
  const batch = within(change, change.which(tableOf(session, change.table)), { from: after })
    .orderBy(key)
    .limit(size)
    .select(key)
  const row = await session.first<{ last: number | null }>(
    session.sql.from(batch.as('batch')).max({ last: key }),
  )
  return row?.last ?? undefined
}
