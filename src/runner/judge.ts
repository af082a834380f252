import type { Session } from '../db/database.ts'
import { countOf } from '../jobs/apply.ts'
import type { Change } from '../jobs/plan.ts'
import { cautions } from './caution.ts'
import { assess, type Limits, type Verdict } from './guard.ts'
import type { School } from './school.ts'

type Plan = [count: string, change: Change][]

/** What may be done of a plan, and why the rest may not. */
export interface Judgement {
  outcome: 'succeeded' | 'partial' | 'held'
  /** The steps to take. */
  steps: Plan
  /** Rows that were kept back, or would have gone, by count: the measure that an approval is held to. */
  withheld: Record<string, number>
  message?: string
}

/** Asks the guard, and looks whether something is odd about this host or its database. */
export async function judge(
  school: Pick<School, 'host'>,
  session: Session,
  plan: Plan,
  limits: Limits,
  approved: Record<string, number> = {},
): Promise<Judgement> {
  const verdict = await assess(session, plan, limits, approved)
  const kept = Object.values(verdict.withheld)
  const hold = [...verdict.hold, ...(await oddities(school, session, plan, approved))]
  if (hold.length > 0) {
    const message = [...hold, ...kept.map(({ why }) => why)].join(' ')
    return { outcome: 'held', steps: [], withheld: await rowsToRemove(session, plan), message }
  }
  if (kept.length === 0) return { outcome: 'succeeded', steps: plan, withheld: {} }
  return {
    outcome: 'partial',
    steps: plan.filter(([count]) => !(count in verdict.withheld)),
    withheld: rowsOf(verdict),
    message: kept.map(({ why }) => why).join(' '),
  }
}

const rowsOf = ({ withheld }: Verdict) =>
  Object.fromEntries(Object.entries(withheld).map(([count, { rows }]) => [count, rows]))

/** While something is odd, nothing is deleted without a person, or more than a person has let go. */
async function oddities(
  { host }: Pick<School, 'host'>,
  session: Session,
  plan: Plan,
  approved: Record<string, number>,
): Promise<string[]> {
  const standing = await cautions(session, host)
  if (standing.length === 0) return []
  const removals = Object.entries(await rowsToRemove(session, plan))
  const isMore = removals.some(([count, rows]) => rows > (approved[count] ?? 0))
  return isMore ? standing.map(({ detail }) => detail) : []
}

async function rowsToRemove(session: Session, plan: Plan): Promise<Record<string, number>> {
  const rows: Record<string, number> = {}
  for (const [count, change] of plan) {
    if (change.op === 'remove') rows[count] = await countOf(session, change)
  }
  return rows
}
