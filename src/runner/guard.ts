import type { Session } from '../db/database.ts'
import { countOf } from '../jobs/apply.ts'
import type { Change, Guard } from '../jobs/plan.ts'

/** What the guard says of a plan before anything is changed. */
export interface Verdict {
  /** Why the whole run has to wait for a person; none when it may go on. */
  hold?: string
  /** Steps to leave out, with how many rows each would have removed. */
  withheld: Record<string, number>
}

/**
 * Looks at the removals that nothing explains.
 * @param approved rows, by count, that a person has already let go; more than that is looked at afresh
 */
export async function assess(
  session: Session,
  plan: [count: string, change: Change][],
  limits: { percent: number; atLeast: number },
  approved: Record<string, number> = {},
): Promise<Verdict> {
  const verdict: Verdict = { withheld: {} }
  for (const [count, change] of plan) {
    if (change.op !== 'remove' || !change.guard) continue
    const rows = await countOf(session, change)
    if (rows <= (approved[count] ?? 0)) continue
    const trouble = await troubleWith(session, rows, change.guard, limits)
    if (!trouble) continue
    verdict.withheld[count] = rows
    if (trouble.hold) verdict.hold = trouble.why
  }
  return verdict
}

async function troubleWith(
  session: Session,
  rows: number,
  guard: Guard,
  limits: { percent: number; atLeast: number },
): Promise<{ hold: boolean; why: string } | undefined> {
  if (!(await session.first(guard.source.clone().limit(1)))) {
    return {
      hold: true,
      why: `There are no ${guard.sourceName} at all, so ${rows} would be removed. Was an import cut short?`,
    }
  }
  const counted = await session.first<{ n: number }>(guard.outOf.clone().count({ n: '*' }))
  const there = Number(counted?.n ?? 0)
  const limit = Math.max(limits.atLeast, Math.floor((there * limits.percent) / 100))
  if (rows <= limit) return undefined
  return {
    hold: guard.beyond === 'hold',
    why: `${rows} of ${there} would be removed without a reason on record; the guard lets ${limit} go.`,
  }
}
