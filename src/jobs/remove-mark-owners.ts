import { z } from 'zod'
import { defineJob, nightly } from './kit.ts'
import { remove } from './plan.ts'

export default defineJob({
  name: 'remove-mark-owners',
  title: 'Remove mark owners',
  summary: 'Forget who last altered a mark once it is older than a number of days.',
  notes:
    'It keeps the mark ownership table from becoming too large. The marks themselves stay. Where the preference "Allow changes to existing marks" is set, a mark without an owner can no longer be edited in a register: from then on it can be changed only in Attendance view. How many days that should be is for the school to say, so there is no default.',
  schedule: { cycle: 'every-day', at: '03:15' },
  days: 'all',
  missed: nightly,

  params: z.strictObject({
    olderThanDays: z
      .int()
      .min(1)
      .max(36500)
      .describe(
        'Marks older than this many days lose their owner. With "Allow changes to existing marks" set, they can then be changed only in Attendance view.',
      ),
  }),

  reads: ['mark'],
  writes: ['mark_owner'],
  counts: { removed: 'ownership records deleted' },
  inBatches: true,

  plan({ olderThanDays }, { from, ref, today }) {
    const oldMark = from('mark')
      .where('mark.id', ref('mark_owner', 'mark_id'))
      .where('mark.date', '<', today.minusDays(olderThanDays).toString())
    return { removed: remove('mark_owner', (owner) => owner.whereExists(oldMark)) }
  },
})
