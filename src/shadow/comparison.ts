import type { ConfiguredJob } from '../config/config.ts'
import { contract } from '../db/contract.ts'
import type { Session } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { inPlainWords } from '../db/trouble.ts'
import { UserError } from '../exit.ts'
import type { Change } from '../jobs/plan.ts'
import { preview } from '../runner/preview.ts'
import { iso, type School } from '../runner/school.ts'
import { type ComparedGroup, comparedGroups, keepsGroups } from './groups.ts'
import { isDropped, type Looked, look, type ShadowRow } from './look.ts'
import { ALL } from './remember.ts'
import { tracedStep } from './trace.ts'
import { changedSince } from './watch.ts'

/** What a job in shadow would have done, against what has come about. */
export interface Comparison {
  job: string
  /**
   * `none`: it has not rehearsed; `blind`: nothing in the database shows what another program does of this;
   * `quiet`: nothing was ever left to do; `agrees`, `differs`; `trouble`: it cannot be worked out.
   */
  verdict: 'none' | 'blind' | 'quiet' | 'agrees' | 'differs' | 'trouble'
  /** Rehearsals in the period, and on how many days. */
  looks: number
  nights: number
  /** ISO 8601 in UTC. */
  lastLook?: string
  steps: ComparedStep[]
  groups: ComparedGroup[]
  days: ComparedDay[]
  trouble?: string
}

/** Rows of one count that were wanted in the period. */
export interface ComparedStep {
  step: string
  meaning: string
  planned: number
  /** Have come about since: another program did the same. */
  done: number
  /** Have not, and it is too early to tell. */
  waiting: number
  /** Have not for more than a day. */
  open: number
  /** Are no longer wanted, without having come about. */
  dropped: number
  /** Too many to be remembered one by one: nothing is known of them. */
  beyond: number
  /** Came about without us having wanted it, by whomever; missing where that cannot be told. */
  besides?: number
  /** The plan wants them now and did not at the last rehearsal. */
  fresh: number
}

interface ComparedDay {
  day: string
  looks: number
  counts: Record<string, number>
}

interface DayRow {
  step: string
  day: string
  looks: number
  first_at: string
  last_at: string
  planned: number
  beyond: number
  highest: number | null
  present: number | null
}

const HOUR = 3_600_000

/** @param since epoch ms */
export async function comparisonOf(
  school: School,
  configured: ConfiguredJob,
  since: number,
): Promise<Comparison> {
  const { db } = school
  const { id } = configured
  const from = iso(since)
  const found = await db.all<DayRow>(
    db.sql(own('shadow_day')).where({ job: id }).where('last_at', '>=', from).orderBy('day'),
  )
  const rows = await db.all<ShadowRow>(
    db.sql(own('shadow_row')).where({ job: id }).where('first_at', '>=', from).orderBy('id'),
  )
  const all = found.filter(({ step }) => step === ALL)
  const known: Comparison = {
    job: id,
    verdict: 'none',
    looks: all.reduce((sum, { looks }) => sum + looks, 0),
    nights: all.length,
    ...(all.length > 0 ? { lastLook: all.at(-1)!.last_at } : {}),
    steps: [],
    groups: [],
    days: all.map(({ day, looks }) => ({ day, looks, counts: countsOn(found, day) })),
  }
  if (all.length === 0) return known
  try {
    const now = await lookNow(school, configured, found)
    const steps = stepsOf(configured, rows, found, now)
    return { ...known, steps, groups: now.groups, verdict: verdictOf(configured, steps, now.groups) }
  } catch (error) {
    const trouble =
      error instanceof UserError ? error.message : (inPlainWords(error) ?? (error as Error).message)
    return { ...known, verdict: 'trouble', trouble: trouble.slice(0, 500) }
  }
}

function countsOn(found: DayRow[], day: string): Record<string, number> {
  const on = found.filter((row) => row.day === day && row.step !== ALL && row.planned > 0)
  return Object.fromEntries(on.map(({ step, planned }) => [step, planned]))
}

interface Now {
  at: number
  looked: Looked
  besides: Map<string, number>
  groups: ComparedGroup[]
}

/** What the plan wants at this moment, what has come about, and how the groups compare. Writes nothing. */
async function lookNow(school: School, configured: ConfiguredJob, found: DayRow[]): Promise<Now> {
  const at = await school.db.now()
  const now: Partial<Now> = { at, groups: [] }
  await preview(school, configured, undefined, {
    inspect: async (session, steps) => {
      now.looked = await look(session, configured.id, steps)
      now.besides = await besidesOf(session, steps, found)
      if (keepsGroups(configured)) now.groups = await comparedGroups(session, school.config, configured, at)
    },
  })
  return now as Now
}

/** What changed in the tables since the first rehearsal of the period. */
async function besidesOf(
  session: Session,
  steps: [count: string, change: Change][],
  found: DayRow[],
): Promise<Map<string, number>> {
  const besides = new Map<string, number>()
  for (const [step, change] of steps) {
    const shows = tracedStep(change)
    const first = found.find((row) => row.step === step && row.highest !== null && row.present !== null)
    if (!shows || !first) continue
    const changed = await changedSince(session, step, shows, {
      highest: first.highest!,
      present: first.present!,
    })
    if (changed !== undefined) besides.set(step, changed)
  }
  return besides
}

function stepsOf(
  configured: ConfiguredJob,
  rows: ShadowRow[],
  found: DayRow[],
  { at, looked, besides }: Now,
): ComparedStep[] {
  const patience = configured.job.waiting ? HOUR : 24 * HOUR
  const states = new Map(rows.map((row) => [row, stateNow(row, looked, at - patience)]))
  const { counts } = configured.job
  return Object.entries(counts).flatMap(([step, meaning]) => {
    const own = rows.filter((row) => row.step === step)
    const of = (state: ReturnType<typeof stateNow>) => own.filter((row) => states.get(row) === state).length
    const beyond = Math.max(0, ...found.filter((row) => row.step === step).map((row) => row.beyond))
    const now = looked.wanted.find((wanted) => wanted.step === step)
    const known = new Set(own.map(({ hash }) => hash))
    const fresh = now?.traces.filter(({ hash, isDone }) => !isDone && !known.has(hash)).length ?? 0
    const done = of('done')
    const changed = besides.get(step)
    if (own.length === 0 && beyond === 0 && fresh === 0 && !changed) return []
    return [
      {
        ...{ step, meaning, planned: own.length, done, waiting: of('waiting'), open: of('open') },
        ...{ dropped: of('dropped'), beyond, fresh },
        ...(changed === undefined || beyond > 0 ? {} : { besides: Math.max(0, changed - done) }),
      },
    ]
  })
}

function stateNow(row: ShadowRow, looked: Looked, tooEarly: number) {
  if (row.outcome !== null) return row.outcome
  if (looked.done.has(row.id)) return 'done'
  if (isDropped(looked, row)) return 'dropped'
  return Date.parse(row.first_at) > tooEarly ? 'waiting' : 'open'
}

function verdictOf(
  configured: ConfiguredJob,
  steps: ComparedStep[],
  groups: ComparedGroup[],
): Comparison['verdict'] {
  if (keepsGroups(configured)) {
    if (groups.length === 0) return 'quiet'
    return groups.every(isAlike) ? 'agrees' : 'differs'
  }
  if (!configured.job.writes.some((table) => Object.hasOwn(contract, table))) return 'blind'
  if (steps.some(({ open }) => open > 0)) return 'differs'
  if (steps.some(({ planned }) => planned > 0)) return 'agrees'
  // It wanted something all the same, of which nobody can say whether it came about.
  return steps.some(({ beyond }) => beyond > 0) ? 'blind' : 'quiet'
}

/** Whether the other program's group has the same pupils. */
export const isAlike = ({ group, onlyUs, onlyThem }: ComparedGroup): boolean =>
  group !== undefined && onlyUs === 0 && onlyThem === 0
