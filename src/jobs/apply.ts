import type { Row, Session } from '../db/database.ts'
import { readFrom } from '../db/elsewhere.ts'
import { insertRows } from '../db/insert-rows.ts'
import { type JobTable, nameOf, tables } from '../db/tables.ts'
import type { Calendar } from '../schedule/calendar.ts'
import type { Day } from '../schedule/day.ts'
import type { JobContext, JobDeclaration, Settings } from './kit.ts'
import type { Amend, Change, Rows } from './plan.ts'
import { queriesOn } from './queries.ts'

/** The circumstances a plan is made in. */
export interface Moment {
  now: number
  today: Day
  slotDay: Day
  rollDay: Day
  /** Epoch milliseconds. */
  nextDue(): number | undefined
  shadow: boolean
  /** Epoch milliseconds. */
  liveSince: number
  /** The day on which the job ended its shadow, where it was in one. */
  tookOver?: Day
  /** What the config says that jobs share. */
  settings: Settings
}

/** A plan, and what the job has to say about it. */
export interface Planned {
  steps: [count: string, change: Change][]
  remarks: string[]
  /** What could not be done. */
  shortfalls: string[]
}

interface Chosen {
  id: string
  job: JobDeclaration
  params: Record<string, unknown>
}

/** Does the job's preparations, for `planOf`; undefined for a job that has none. */
export async function prepare(
  configured: Chosen,
  session: Session,
  calendar: Calendar,
  moment: Moment,
): Promise<unknown> {
  const { job, params } = configured
  const heard: Planned = { steps: [], remarks: [], shortfalls: [] }
  return job.prepare?.(params, contextFor(configured, session, calendar, moment, heard), session)
}

/** Makes the plan and checks that it keeps to what the job declared. */
export async function planOf(
  configured: Chosen,
  session: Session,
  calendar: Calendar,
  moment: Moment,
  prepared?: unknown,
): Promise<Planned> {
  const { job, params } = configured
  const planned: Planned = { steps: [], remarks: [], shortfalls: [] }
  const plan = await job.plan(params, contextFor(configured, session, calendar, moment, planned), prepared)
  planned.steps = Object.entries(plan).filter((step): step is [string, Change] => step[1] !== undefined)
  for (const [count, change] of planned.steps) {
    if (!(count in job.counts)) throw new Error(`${job.name} plans "${count}" without declaring that count.`)
    for (const { table, op } of [change, ...(change.follow ?? [])]) {
      if (!job.writes.includes(table)) throw new Error(`${job.name} writes ${table} without declaring it.`)
      if (job.inBatches && op !== 'remove') throw new Error(`${job.name} can only remove: it is in batches.`)
    }
  }
  return planned
}

/** What the job's plan may look at; a table it did not declare is refused. */
function contextFor(
  { id, job }: { id: string; job: JobDeclaration },
  session: Session,
  calendar: Calendar,
  moment: Moment,
  { remarks, shortfalls }: Planned,
): JobContext {
  const declared = new Set<string>([...job.reads, ...job.writes])
  const check = (table: JobTable) => {
    if (!declared.has(table)) throw new Error(`${job.name} looks at ${table} without declaring it.`)
  }
  return {
    id,
    ...queriesOn(session, moment.settings.school, check),
    readFrom,
    settings: moment.settings,
    remark: (text) => remarks.push(text),
    fallShort: (text) => shortfalls.push(text),
    calendar,
    today: moment.today,
    slotDay: moment.slotDay,
    rollDay: moment.rollDay,
    now: new Date(moment.now).toISOString(),
    nextDue: moment.nextDue,
    shadow: moment.shadow,
    liveSince: new Date(moment.liveSince).toISOString(),
    ...(moment.tookOver ? { tookOver: moment.tookOver } : {}),
    hoursAgo: (hours) => new Date(moment.now - hours * 3_600_000).toISOString(),
  }
}

/** How many rows the step would add, change or remove. */
export async function countOf(session: Session, change: Change): Promise<number> {
  const counted = await session.first<{ n: number }>(
    change.op === 'add'
      ? // SQL Server refuses an order in a query inside another one.
        session.sql.from(change.rows.clone().clearOrder().as('added')).count({ n: '*' })
      : change.which(session.sql(nameOf(change.table))).count({ n: '*' }),
  )
  return Number(counted?.n ?? 0)
}

/** Does it. Returns how many rows the step itself added, changed or removed. */
export async function apply(session: Session, change: Change): Promise<number> {
  const rows = await carriedOut(session, change)
  for (const step of change.follow ?? []) await apply(session, step)
  return rows
}

function carriedOut(session: Session, change: Change): Promise<number> {
  const { away } = session
  const { table } = change
  if (!away?.has(table)) return session.run(statementFor(session, change))
  if (change.op === 'add') return away.add(table, change.rows)
  const keys = change.which(session.sql(table)).select(tables[table].primaryKey)
  return change.op === 'remove'
    ? away.remove(table, keys)
    : away.change(table, keys.select(newValues(session, change, '')))
}

function statementFor(session: Session, change: Change): Rows {
  const { sql } = session
  const table = nameOf(change.table)
  if (change.op === 'add') return insertRows(session, table, change.columns, change.rows)
  const rows = change.which(sql(table))
  return change.op === 'remove' ? rows.delete() : rows.update(change.set)
}

/** The rows of the step, for a person to look at: at most `limit`. Changed columns come as `new column` besides. */
export async function rowsOf(session: Session, change: Change, limit: number): Promise<Row[]> {
  if (change.op === 'add') {
    const rows = await session.all(change.rows.clone().limit(limit))
    return rows.map((row) => named(change.columns, row))
  }
  const { table } = change
  const rows = change.which(session.sql(nameOf(table))).orderBy(tables[table].primaryKey)
  if (change.op === 'change') rows.select('*', ...newValues(session, change, 'new '))
  return session.all(rows.limit(limit))
}

const newValues = ({ sql }: Session, { set }: Amend, prefix: string) =>
  Object.entries(set).map(([column, value]) =>
    typeof value === 'object' && value !== null
      ? value.clone().as(`${prefix}${column}`)
      : sql.raw('? as ??', [value, `${prefix}${column}`]),
  )

/** Selected columns may carry any name, or none: they count by their order. */
const named = (columns: string[], row: Row): Row =>
  Object.fromEntries(Object.values(row).map((value, at) => [columns[at] as string, value]))
