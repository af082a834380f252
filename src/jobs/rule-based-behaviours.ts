import { z } from 'zod'
import { planAwards } from '../behaviour/plan.ts'
import { rulesOf } from '../behaviour/rulebook.ts'
import { defineJob } from './kit.ts'

export default defineJob({
  name: 'rule-based-behaviours',
  title: 'Rule based behaviours',
  summary:
    'Award an incident to the pupils who meet an active rule: 3 lates in a week, no demerits in a term.',
  notes: 'TODO',
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
