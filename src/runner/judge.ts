import type { Session } from '../db/database.ts'
import type { Planned } from '../jobs/apply.ts'
import { cautions } from './caution.ts'
import { assess, exceeds, type Limits, type Plan, rowsAtStake, type Verdict } from './guard.ts'
import type { School } from './school.ts'

/** What may be done of a plan, and why the rest may not. */
export interface Judgement {
  outcome: 'succeeded' | 'partial' | 'held'
  /** The steps to take. */
  steps: Plan
  /** Rows that were kept back, or would have gone (deleted, or out of the school), by count: the measure that an approval is held to. */
  withheld: Record<string, number>
  /** How many rows the guard has seen go, by count. */
  counted: Record<string, number>
  message?: string
}

/** Asks the guard, and looks whether something is odd about this host or its database. */
export async function judge(
  school: Pick<School, 'host'>,
  session: Session,
  { steps: plan, remarks, shortfalls }: Planned,
  limits: Limits,
  approved: Record<string, number> = {},
): Promise<Judgement> {
  const verdict = await assess(session, plan, limits, approved)
  const kept = Object.values(verdict.withheld)
  const hold = [...verdict.hold, ...(await oddities(school, session, plan, approved))]
  if (hold.length > 0) {
    const message = [...hold, ...kept.map(({ why }) => why)].join(' ')
    return { outcome: 'held', steps: [], withheld: await rowsAtStake(session, plan), counted: {}, message }
  }
  const message = [...kept.map(({ why }) => why), ...shortfalls, ...remarks].join(' ')
  return {
    outcome: kept.length > 0 || shortfalls.length > 0 ? 'partial' : 'succeeded',
    steps: plan.filter(([count]) => !(count in verdict.withheld)),
    withheld: rowsOf(verdict),
    counted: verdict.counted,
    ...(message ? { message } : {}),
  }
}

const rowsOf = ({ withheld }: Verdict) =>
  Object.fromEntries(Object.entries(withheld).map(([count, { rows }]) => [count, rows]))

/** While something is odd, nothing is deleted or sent without a person, or more than a person has let go. */
async function oddities(
  { host }: Pick<School, 'host'>,
  session: Session,
  plan: Plan,
  approved: Record<string, number>,
): Promise<string[]> {
  const standing = await cautions(session, host)
  if (standing.length === 0) return []
  const isMore = exceeds(await rowsAtStake(session, plan), approved)
  return isMore ? standing.map(({ detail }) => detail) : []
}
