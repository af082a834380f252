import type { Row, Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { countOf, rowsOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { happened } from './happened.ts'
import { hashOf, type Trace, tracedStep, traceOf } from './trace.ts'
import { type Watch, watchOf } from './watch.ts'

/** Rows of a step that are remembered one by one, at most; of the others only how many there are. */
const MOST_ROWS = 1000
/** Rows of a job that are still open and looked for at each rehearsal, at most. */
const MOST_OPEN = 20_000

/** A row that is remembered: it was wanted before. */
export interface ShadowRow {
  id: number
  job: string
  step: string
  hash: string
  trace: string
  first_at: string
  last_at: string
  outcome: 'done' | 'dropped' | null
  settled_at: string | null
}

/** What a rehearsal wants now of one step. */
export interface Wanted {
  step: string
  planned: number
  /** How many of them are not among `traces`. */
  beyond: number
  traces: { hash: string; trace: Trace; isDone: boolean }[]
  watch?: Watch
}

/** What a rehearsal saw: what is wanted now, and what has become of what was wanted before. */
export interface Looked {
  wanted: Wanted[]
  /** Rows that were open. */
  open: ShadowRow[]
  /** Ids of those of them that have happened since. */
  done: Set<number>
}

/**
 * Looks what a plan wants and what has come of earlier ones. Writes nothing. Inside the snapshot of the plan.
 */
export async function look(
  session: Session,
  job: string,
  steps: [count: string, change: Change][],
): Promise<Looked> {
  const wanted: Wanted[] = []
  for (const [step, change] of steps) wanted.push(await wantedOf(session, step, change))
  const open = await session.all<ShadowRow>(
    session.sql(own('shadow_row')).where({ job }).whereNull('outcome').orderBy('id').limit(MOST_OPEN),
  )
  const planned = wanted.flatMap(({ traces }) => traces)
  const all = [...planned.map(({ trace }) => trace), ...open.map(({ trace }) => JSON.parse(trace) as Trace)]
  const seen = await happened(session, all)
  for (const [place, one] of planned.entries()) one.isDone = seen.has(place)
  return {
    wanted,
    open,
    done: new Set(open.filter((_, at) => seen.has(planned.length + at)).map(({ id }) => id)),
  }
}

async function wantedOf(session: Session, step: string, change: Change): Promise<Wanted> {
  const planned = await countOf(session, change)
  const shows = tracedStep(change)
  const rows: Row[] = shows && planned > 0 ? await rowsOf(session, shows, MOST_ROWS) : []
  const found = shows ? rows.flatMap((row) => traceOf(shows, row) ?? []) : []
  const traces = new Map(found.map((trace) => [hashOf(trace), trace]))
  const watch = shows && (await watchOf(session, step, shows))
  return {
    step,
    planned,
    beyond: Math.max(0, planned - rows.length),
    traces: [...traces].map(([hash, trace]) => ({ hash, trace, isDone: false })),
    ...(watch ? { watch } : {}),
  }
}

/** Whether what was wanted before is no longer, although it has not happened. What is not all known may still be. */
export function isDropped({ wanted }: Looked, { step, hash }: ShadowRow): boolean {
  const now = wanted.find((one) => one.step === step)
  if (!now) return true
  return now.beyond === 0 && !now.traces.some((one) => one.hash === hash)
}
