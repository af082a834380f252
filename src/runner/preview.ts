import type { ConfiguredJob } from '../config/config.ts'
import type { Row, Session } from '../db/database.ts'
import type { Column } from '../db/table.ts'
import { type JobTable, tables } from '../db/tables.ts'
import { countOf, planOf, prepare, rowsOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { judge } from './judge.ts'
import { type Limits, limited } from './limits.ts'
import { momentOf } from './moment.ts'
import type { School } from './school.ts'

/** What a run would do now, worked out from the same plan, without writing anything. */
export interface Preview {
  outcome: 'succeeded' | 'partial' | 'held'
  counts: Record<string, number>
  withheld: Record<string, number>
  message?: string
  rows: PreviewRow[]
}

/** A row that a step would add, change or remove; of a changed one also the values to come, as `new column`. */
export interface PreviewRow {
  count: string
  op: Change['op']
  table: JobTable
  row: Row
}

/** Rows to show: how many of each step, and whether what they say about people is shown as well. */
export interface RowsShown {
  limit: number
  personal: boolean
}

/** Looks at the whole plan, also at what would be withheld, on the picture of the database that it was made on. */
export type Inspect = (session: Session, steps: [count: string, change: Change][]) => Promise<void>

export async function preview(
  school: School,
  configured: ConfiguredJob,
  shown: RowsShown | undefined,
  run: { slot?: { at: number } | undefined; limits?: Limits; inspect?: Inspect } = {},
): Promise<Preview> {
  const { db, config } = school
  const { slot, limits, inspect } = run
  return db.snapshot(async (picture) => {
    const session = limits ? limited(picture, limits) : picture
    const moment = await momentOf(school, session, configured, slot)
    const prepared = await prepare(configured, session, config.calendar, moment)
    const plan = await planOf(configured, session, config.calendar, moment, prepared)
    const { outcome, withheld, message, steps } = await judge(school, session, plan, configured.guard)
    const seen: Preview = { outcome, counts: {}, withheld, rows: [], ...(message ? { message } : {}) }
    for (const [count, change] of steps) {
      seen.counts[count] = await countOf(session, change)
      const rows = shown && shown.limit > 0 ? await rowsOf(session, change, shown.limit) : []
      seen.rows.push(
        ...rows.map((row) => ({
          count,
          op: change.op,
          table: change.table,
          row: shown?.personal
            ? withoutUnchanged(row)
            : withoutPersonal(change, configured, withoutUnchanged(row)),
        })),
      )
    }
    await inspect?.(session, plan.steps)
    if (outcome !== 'held') for (const count of Object.keys(configured.job.counts)) seen.counts[count] ??= 0
    return seen
  })
}

/** A step sets all its columns, whether they have that value already or not: what stays as it is is no change. */
function withoutUnchanged(row: Row): Row {
  const stays = (column: string) => column.startsWith('new ') && row[column] === row[column.slice(4)]
  return Object.fromEntries(Object.entries(row).filter(([column]) => !stays(column)))
}

/**
 * Names, texts and numbers of people stay in the database; what is left says which row it is. Where the rows say who has
 * a condition or a need, it is whom they are about that stays.
 */
function withoutPersonal({ table }: Change, { job }: ConfiguredJob, row: Row): Row {
  const columns: Record<string, Column> = tables[table].columns
  const isPersonal = (column: string) => {
    const { personal, references } = columns[column.replace(/^new /, '')] ?? {}
    return personal || (job.confidential && references === 'pupil')
  }
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      isPersonal(column) && value !== null ? '…' : value,
    ]),
  )
}
