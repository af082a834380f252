import type { JobContext, PlanOf } from '../jobs/kit.ts'
import { give, judgeRules } from './award.ts'
import { type Entry, titleOf } from './rulebook.ts'

/** The plan of a job that applies these rules. A rule with something wrong in it is left out, and named. */
export async function planAwards(context: JobContext, entries: Entry[]): Promise<PlanOf<'awarded'>> {
  for (const { key, problems } of entries) {
    if (problems.length === 0) continue
    context.fallShort(`${titleOf(key)}: ${problems.map(({ message }) => message).join('; ')}.`)
  }
  const rules = entries.flatMap(({ rule }) => rule ?? [])
  const { slotDay: day, now, calendar, tookOver } = context
  // What PARS has awarded in a period under way is not known: it would be awarded a second time.
  const { awards, ladder } = await judgeRules(context, rules, { day, now, calendar, since: tookOver })
  if (!awards || !ladder) return {}
  const pupils = await context.read.first<{ n: number }>(awards().countDistinct({ n: 'pupil_id' }))
  if (!pupils?.n) return {}
  context.remark(`Pupils awarded: ${pupils.n}.`)
  return { awarded: give(context, awards, ladder, now) }
}
