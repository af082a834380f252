import { contract, type TableName } from '../db/contract.ts'
import type { Row, Session } from '../db/database.ts'
import type { Day } from '../schedule/day.ts'
import type { JobContext, JobDeclaration } from './kit.ts'
import type { Change, Rows } from './plan.ts'

/** The moment a plan is made for. */
export interface Moment {
  now: number
  today: Day
  rollDay: Day
}

/** What the job's plan may look at; a table it did not declare is refused. */
export function contextFor(job: JobDeclaration, session: Session, moment: Moment): JobContext {
  const { sql } = session
  const declared = new Set<string>([...job.reads, ...job.writes])
  const hour = 3_600_000
  return {
    from(table, alias) {
      if (!declared.has(table)) throw new Error(`${job.name} looks at ${table} without declaring it.`)
      return sql(alias ? { [alias]: table } : table)
    },
    values: (row) =>
      sql.select(Object.entries(row).map(([column, value]) => sql.raw('? as ??', [value, column]))),
    read: session,
    today: moment.today,
    rollDay: moment.rollDay,
    now: new Date(moment.now).toISOString(),
    hoursAgo: (hours) => new Date(moment.now - hours * hour).toISOString(),
  }
}

/** Makes the plan and checks that it keeps to what the job declared. */
export async function planOf(
  job: JobDeclaration,
  params: Record<string, unknown>,
  context: JobContext,
): Promise<[count: string, change: Change][]> {
  const plan = Object.entries(await job.plan(params, context))
  for (const [count, change] of plan) {
    if (!(count in job.counts)) throw new Error(`${job.name} plans "${count}" without declaring that count.`)
    if (!job.writes.includes(change.table)) {
      throw new Error(`${job.name} writes ${change.table} without declaring it.`)
    }
  }
  return plan
}

/** How many rows the step would add, change or remove. */
export async function countOf(session: Session, change: Change): Promise<number> {
  const counted = await session.first<{ n: number }>(
    change.op === 'add'
      ? session.sql.from(change.rows.clone().as('added')).count({ n: '*' })
      : change.which(session.sql(change.table)).count({ n: '*' }),
  )
  return Number(counted?.n ?? 0)
}

/** Does it. Returns how many rows were added, changed or removed. */
export async function apply(session: Session, change: Change): Promise<number> {
  const { sql } = session
  if (change.op === 'add') {
    const into = sql.raw(`?? (${change.columns.map(() => '??').join(', ')})`, [
      change.table,
      ...change.columns,
    ])
    const insert: Rows = sql(into as unknown as string)
    return session.run(insert.insert(change.rows))
  }
  const rows = change.which(sql(change.table))
  return session.run(change.op === 'remove' ? rows.delete() : rows.update(change.set))
}

/** The rows of the step, for a person to look at: at most `limit`. */
export async function rowsOf(session: Session, change: Change, limit: number): Promise<Row[]> {
  if (change.op !== 'add') {
    return session.all(inOrder(change.table, change.which(session.sql(change.table))).limit(limit))
  }
  const rows = await session.all(change.rows.clone().limit(limit))
  return rows.map((row) => named(change.columns, row))
}

const inOrder = (table: TableName, rows: Rows) => rows.orderBy(contract[table].primaryKey)

/** Selected columns may carry any name, or none: they count by their order. */
const named = (columns: string[], row: Row): Row =>
  Object.fromEntries(Object.values(row).map((value, at) => [columns[at] as string, value]))
