import { z } from 'zod'
import { defineJob, nightly } from './kit.ts'
import { remove } from './plan.ts'

/** A report that has been running for so long is not running any more. */
const DEAD_AFTER_HOURS = 24

export default defineJob({
  name: 'clear-sync-table',
  title: 'Clear sync table',
  summary: 'Remove the copies that are kept of every report that was run.',
  notes:
    'The copies make the database slow, and nobody reads them. The copy of a report that is being run right now stays; one that has been running for over 24 hours is taken for dead, and goes.',
  schedule: { cycle: 'every-day', at: '03:30' },
  days: 'all',
  missed: nightly,

  params: z.strictObject({
    keepHours: z
      .int()
      .min(0)
      .max(24 * 365)
      .default(1)
      .describe('Copies of reports that were started in the last so many hours stay.'),
  }),

  reads: [],
  writes: ['sync_copy'],
  counts: { removed: 'copies of reports removed' },
  inBatches: true,

  plan({ keepHours }, { hoursAgo }) {
    const dead = hoursAgo(Math.max(keepHours, DEAD_AFTER_HOURS))
    return {
      removed: remove('sync_copy', (copy) =>
        copy
          .where('started_at', '<', hoursAgo(keepHours))
          .where((over) => over.whereNotNull('finished_at').orWhere('started_at', '<', dead)),
      ),
    }
  },
})
