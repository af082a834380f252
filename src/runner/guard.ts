import type { Session } from '../db/database.ts'
import { countOf } from '../jobs/apply.ts'
import type { Change, Guard, Rows } from '../jobs/plan.ts'

export type Plan = [count: string, change: Change][]

/** What the guard says of a plan before anything is changed. */
export interface Verdict {
  /** Why the whole run has to wait for a person. */
  hold: string[]
  /** Steps to leave out, each with how many rows it would have removed or added, and why that is too many. */
  withheld: Record<string, { rows: number; why: string }>
  /** Removals that were looked at: how many rows each would take. More than that must not go. */
  counted: Record<string, number>
}

export interface Limits {
  percent: number
  atLeast: number
}

/**
 * Looks at the removals that nothing explains, at sources that have run dry, and at what a person has to let go.
 * @param approved rows, by count, that a person has already let go; more than that is looked at afresh
 */
export async function assess(
  session: Session,
  plan: Plan,
  limits: Limits,
  approved: Record<string, number> = {},
): Promise<Verdict> {
  const verdict: Verdict = { hold: [], withheld: {}, counted: {} }
  for (const [count, change] of plan) {
    if (change.op === 'add' && change.needsApproval) {
      const rows = await countOf(session, change)
      if (rows > (approved[count] ?? 0)) verdict.withheld[count] = { rows, why: change.needsApproval }
    }
    if (change.op !== 'remove' || change.guards.length === 0) continue
    const rows = await countOf(session, change)
    verdict.counted[count] = rows
    const isApproved = rows <= (approved[count] ?? 0)
    for (const guard of change.guards) {
      const dry = await sourceIsDry(session, plan, guard, approved)
      const why = dry ?? (isApproved ? undefined : await tooMany(session, rows, guard, limits))
      if (!why) continue
      if (dry || guard.beyond === 'hold') verdict.hold.push(about(guard, why))
      else verdict.withheld[count] = { rows, why: about(guard, why) }
    }
  }
  return verdict
}

const about = ({ name }: Guard, why: string) => (name ? `${name}: ${why}` : why)

/** Rows are there, and what they come from is empty: something went wrong upstream, whatever explains each removal. */
async function sourceIsDry(
  session: Session,
  plan: Plan,
  guard: Guard,
  approved: Record<string, number>,
): Promise<string | undefined> {
  if (await session.first(guard.source.clone().limit(1))) return undefined
  const there = await howMany(session, guard.outOf)
  if (there === 0) return undefined
  const isApproval = Object.keys(approved).length > 0
  if (isApproval && !exceeds(await rowsAtStake(session, plan), approved)) return undefined
  return `There are no ${guard.sourceName} at all, and ${there} would be removed. Was an import cut short?`
}

async function tooMany(
  session: Session,
  all: number,
  guard: Guard,
  limits: Limits,
): Promise<string | undefined> {
  const rows = guard.rows ? await howMany(session, guard.rows) : all
  const there = await howMany(session, guard.outOf)
  const limit = Math.max(limits.atLeast, Math.floor((there * limits.percent) / 100))
  if (rows <= limit) return undefined
  return `${rows} of ${there} would be removed with no reason on record; the guard lets ${limit} go.`
}

async function howMany(session: Session, rows: Rows): Promise<number> {
  const counted = await session.first<{ n: number }>(
    session.sql.from(rows.clone().as('counted')).count({ n: '*' }),
  )
  return Number(counted?.n ?? 0)
}

/** How many rows the plan would remove, or send out of the school, by count. */
export async function rowsAtStake(session: Session, plan: Plan): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const [count, change] of plan) {
    if (change.op === 'remove' || change.table === 'outbox') rows[count] = await countOf(session, change)
  }
  return rows
}

/** Whether more rows of any count would go than a person has let go. */
export const exceeds = (removals: Record<string, number>, approved: Record<string, number>): boolean =>
  Object.entries(removals).some(([count, rows]) => rows > (approved[count] ?? 0))
