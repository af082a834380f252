import type { Session } from '../db/database.ts'
import { countOf } from '../jobs/apply.ts'
import type { Change, Guard } from '../jobs/plan.ts'

export type Plan = [count: string, change: Change][]

/** What the guard says of a plan before anything is changed. */
export interface Verdict {
  /** Why the whole run has to wait for a person. */
  hold: string[]
  /** Steps to leave out, each with how many rows it would have removed and why that is too many. */
  withheld: Record<string, { rows: number; why: string }>
}

export interface Limits {
  percent: number
  atLeast: number
}

/**
 * Looks at the removals that nothing explains, and at sources that have run dry.
 * @param approved rows, by count, that a person has already let go; more than that is looked at afresh
 */
export async function assess(
  session: Session,
  plan: Plan,
  limits: Limits,
  approved: Record<string, number> = {},
): Promise<Verdict> {
  const verdict: Verdict = { hold: [], withheld: {} }
  for (const [count, change] of plan) {
    if (change.op !== 'remove' || !change.guard) continue
    const dry = await sourceIsDry(session, plan, change.guard, approved)
    if (dry) {
      verdict.hold.push(dry)
      continue
    }
    const rows = await countOf(session, change)
    const why = rows > (approved[count] ?? 0) ? await tooMany(session, rows, change.guard, limits) : undefined
    if (!why) continue
    if (change.guard.beyond === 'hold') verdict.hold.push(why)
    else verdict.withheld[count] = { rows, why }
  }
  return verdict
}

/** Rows are there, and what they come from is empty: something went wrong upstream, whatever explains each removal. */
async function sourceIsDry(
  session: Session,
  plan: Plan,
  guard: Guard,
  approved: Record<string, number>,
): Promise<string | undefined> {
  if (await session.first(guard.source.clone().limit(1))) return undefined
  const there = await howMany(session, guard)
  if (there === 0) return undefined
  const isApproval = Object.keys(approved).length > 0
  if (isApproval && !exceeds(await rowsToRemove(session, plan), approved)) return undefined
  return `There are no ${guard.sourceName} at all, and ${there} would be removed. Was an import cut short?`
}

async function tooMany(
  session: Session,
  rows: number,
  guard: Guard,
  limits: Limits,
): Promise<string | undefined> {
  const there = await howMany(session, guard)
  const limit = Math.max(limits.atLeast, Math.floor((there * limits.percent) / 100))
  if (rows <= limit) return undefined
  return `${rows} of ${there} would be removed with no reason on record; the guard lets ${limit} go.`
}

async function howMany(session: Session, guard: Guard): Promise<number> {
  const counted = await session.first<{ n: number }>(guard.outOf.clone().count({ n: '*' }))
  return Number(counted?.n ?? 0)
}

/** How many rows the plan would remove, by count. */
export async function rowsToRemove(session: Session, plan: Plan): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const [count, change] of plan) {
    if (change.op === 'remove') rows[count] = await countOf(session, change)
  }
  return rows
}

/** Whether more rows of any count would go than a person has let go. */
export const exceeds = (removals: Record<string, number>, approved: Record<string, number>): boolean =>
  Object.entries(removals).some(([count, rows]) => rows > (approved[count] ?? 0))
