import type { ConfiguredJob } from '../config/config.ts'
import type { Row } from '../db/database.ts'
import { contextFor, countOf, planOf, rowsOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { momentAt } from './moment.ts'
import { judge } from './perform.ts'
import type { School } from './school.ts'

/** What a run would do now, worked out from the same plan, without writing anything. */
export interface Preview {
  outcome: 'succeeded' | 'partial' | 'held'
  counts: Record<string, number>
  withheld: Record<string, number>
  message?: string
  rows: { op: Change['op']; table: string; row: Row }[]
}

/** @param rowLimit how many rows of each step to show; 0 for none */
export async function preview(school: School, configured: ConfiguredJob, rowLimit: number): Promise<Preview> {
  const { db, config } = school
  const moment = momentAt(config.school.zone, await db.now())
  return db.snapshot(async (session) => {
    const context = contextFor(configured.job, session, moment)
    const plan = await planOf(configured.job, configured.params, context)
    const { outcome, withheld, message, steps } = await judge(session, plan, configured.guard)
    const seen: Preview = { outcome, counts: {}, withheld, rows: [], ...(message ? { message } : {}) }
    for (const [count, change] of steps) {
      seen.counts[count] = await countOf(session, change)
      const rows = rowLimit > 0 ? await rowsOf(session, change, rowLimit) : []
      seen.rows.push(...rows.map((row) => ({ op: change.op, table: change.table, row })))
    }
    for (const [count] of plan) if (outcome !== 'held') seen.counts[count] ??= 0
    return seen
  })
}
