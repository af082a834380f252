import { z } from 'zod'
import { defineJob, nightly } from './kit.ts'
import { remove } from './plan.ts'

export default defineJob({
  name: 'temporary-group-housekeeping',
  title: 'Temporary Group Housekeeping',
  summary: 'Delete the temporary groups that reports leave behind.',
  notes:
    'A group made in the last 12 hours may still be in use, and stays. The pupils themselves are not touched.',
  schedule: { cycle: 'every-day', at: '23:30' },
  days: 'all',
  mandatory: true,
  missed: nightly,

  params: z.strictObject({
    keepHours: z
      .int()
      .min(12)
      .max(24 * 365)
      .default(12)
      .describe('Groups made in the last so many hours stay: a report may still be using them.'),
  }),

  reads: [],
  writes: ['pupil_group', 'group_member'],
  counts: { members: 'memberships of those groups deleted', groups: 'temporary groups deleted' },

  plan({ keepHours }, { from, hoursAgo }) {
    const old = from('pupil_group')
      .where({ kind: 'temporary' })
      .where('created_at', '<', hoursAgo(keepHours))
      .select('id')
    return {
      members: remove('group_member', (member) => member.whereIn('group_id', old)),
      groups: remove('pupil_group', (group) => group.whereIn('id', old)),
    }
  },
})
