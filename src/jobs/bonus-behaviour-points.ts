import { z } from 'zod'
import { bonusEntry } from '../behaviour/bonus.ts'
import { planAwards } from '../behaviour/plan.ts'
import { AWARDS, COMPARISONS, COUNTED_IN, CRITERIA, PERIODS, problemsOf } from '../behaviour/rule.ts'
import { date, words } from '../config/fields.ts'
import { defineJob } from './kit.ts'

const nameOrNumber = z.union([z.int(), words('a name or a number')]).meta({ expects: 'a name or a number' })

export default defineJob({
  name: 'bonus-behaviour-points',
  title: 'Bonus behaviour points',
  summary:
    'Award an incident, and with it points, for something kept up: no absence in a week, no sanctions in a term.',
  notes:
    'There may be several of these jobs, each with an id of its own and the line job: bonus-behaviour-points. Each is a rule written out in the config, and works as those of rule-based-behaviours do: most are decided when the period is over, for pupils who were on roll throughout and attended at least half. Refresh School Info should run after them. To see whom one would award: rules try and its id. Its awards are remembered under its id: under another id it would give them again.',
  schedule: { cycle: 'every-day', at: '03:30' },
  days: 'all',
  missed: { policy: 'once', within: '7d', hours: 'out-of-hours' },

  params: z
    .strictObject({
      criterion: z
        .enum(CRITERIA)
        .describe(
          'What is counted: a register code, a statistical meaning, incidents of a ground or an outcome, points, praise or sanctions.',
        ),
      value: nameOrNumber
        .optional()
        .describe(
          'Which code, meaning (present, approved, authorised, unauthorised, not-required, administrative, none, or late, absent, attended), ground or outcome.',
        ),
      countedIn: z
        .enum(COUNTED_IN)
        .default('session')
        .describe('For codes and meanings: whether session marks, lesson marks or both count.'),
      comparison: z
        .enum(COMPARISONS)
        .describe(
          'at-least, at-most, exactly, or none: all but at-least are decided when the period is over.',
        ),
      threshold: z.int().default(0).describe('How many; 0 with none.'),
      awards: z
        .enum(AWARDS)
        .default('once')
        .describe('once in a period, or every: once for each multiple of the threshold.'),
      period: z
        .enum(PERIODS)
        .default('week')
        .describe('In what time. Fortnights, half terms and terms are those of the calendar.'),
      from: date.optional().describe('With the period date-range: its first day.'),
      to: date.optional().describe('With the period date-range: its last day.'),
      ground: nameOrNumber.describe('The ground of the incident that is awarded, by name or number.'),
      outcome: nameOrNumber.describe('Its outcome, to which the points belong, by name or number.'),
      yearGroups: z
        .array(nameOrNumber)
        .default([])
        .describe('Only pupils of these year groups, or of the groups below: names, or 7 for Year 7.'),
      registrationGroups: z
        .array(nameOrNumber)
        .default([])
        .describe('Only pupils of these registration groups, by name or number.'),
      groups: z
        .array(nameOrNumber)
        .default([])
        .describe('Only pupils in these special groups, by name or number.'),
    })
    .superRefine((params, context) => {
      const text = { ...params, value: params.value?.toString(), ground: '', outcome: '' }
      for (const { field, message } of problemsOf(text))
        context.addIssue({ code: 'custom', path: [field], message })
    }),

  reads: [
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

  async plan(params, context) {
    return planAwards(context, [await bonusEntry(context, context.id, params, context.calendar)])
  },
})
