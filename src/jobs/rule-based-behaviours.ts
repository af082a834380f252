import { z } from 'zod'
import { planAwards } from '../behaviour/plan.ts'
import { rulesOf } from '../behaviour/rulebook.ts'
import { defineJob } from './kit.ts'

export default defineJob({
  name: 'rule-based-behaviours',
  title: 'Rule based behaviours',
  summary:
    'Award an incident to the pupils who meet an active rule: 3 lates in a week, no demerits in a term.',
  notes:
    'Counted are marks (by register code or statistical meaning; late is what the codes say, L and U; in sessions, lessons or both), incidents, or points, up to and including the day of the run, while the pupil was on roll. At least is awarded as soon as it is reached; at most, exactly and none only when the period is over, to pupils who were on roll on every school day of it and attended at least half of their possible sessions; a period without sessions awards nothing. Looked at are the period under way and those that ended within the last 7 days. A pupil gets an award once in a period: a rule that was edited keeps what it gave and applies its new text to the whole period; a withdrawn award is not given again. Who has left is awarded nothing. After a time in shadow only periods that begin once the job is live are judged: in those before, PARS has awarded already. An incident may count for several rules, but what a rule awarded counts for none. A corrected mark deletes nothing: see rules review. A rule that cannot be applied is left out and named, and the run ends as partial. Before a rule is switched on, rules try says whom it would award.',
  schedule: { cycle: 'every-day', at: '20:00' },
  days: 'all',
  missed: { policy: 'once', within: '7d', hours: 'out-of-hours' },

  params: z.strictObject({}),

  reads: [
    'behaviour_rule',
    'behaviour_rule_scope',
    'behaviour_ground',
    'behaviour_outcome',
    'register_code',
    'year_group',
    'registration_group',
    'pupil_group',
    'group_member',
    'pupil',
    'school_history',
    'mark',
  ],
  writes: ['rule_award', 'incident'],
  counts: { awarded: 'incidents awarded' },

  async plan(_params, context) {
    const entries = await rulesOf(context, context.calendar)
    return planAwards(
      context,
      entries.filter(({ isActive }) => isActive),
    )
  },
})
