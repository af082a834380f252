import type { ConfiguredJob } from '../config/config.ts'
import { contract } from '../db/contract.ts'
import type { Row } from '../db/database.ts'
import type { Column } from '../db/table.ts'
import { contextFor, countOf, planOf, rowsOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { judge } from './judge.ts'
import { momentAt } from './moment.ts'
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
    const { outcome, withheld, message, steps } = await judge(school, session, plan, configured.guard)
    const seen: Preview = { outcome, counts: {}, withheld, rows: [], ...(message ? { message } : {}) }
    for (const [count, change] of steps) {
      seen.counts[count] = await countOf(session, change)
      const rows = rowLimit > 0 ? await rowsOf(session, change, rowLimit) : []
      seen.rows.push(
        ...rows.map((row) => ({ op: change.op, table: change.table, row: withoutPersonal(change, row) })),
      )
    }
    for (const [count] of plan) if (outcome !== 'held') seen.counts[count] ??= 0
    return seen
  })
}

/** Names, texts and numbers of people stay in the database; what is left says which row it is. */
function withoutPersonal({ table }: Change, row: Row): Row {
  const columns: Record<string, Column> = contract[table].columns
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      columns[column]?.personal && value !== null ? '…' : value,
    ]),
  )
}
