import { z } from 'zod'
import { defineJob, nightly } from './kit.ts'
import { remove } from './plan.ts'

export default defineJob({
  name: 'clear-expired-notices',
  title: 'Clear Expired Notices',
  summary: 'Delete the notices whose expiry date is before today.',
  notes: 'A notice that never expires stays, and so does one that expires today.',
  schedule: { cycle: 'every-day', at: '00:30' },
  days: 'all',
  missed: nightly,

  params: z.strictObject({}),

  reads: [],
  writes: ['notice'],
  counts: { removed: 'notices deleted' },

  plan(_params, { today }) {
    return { removed: remove('notice', (notice) => notice.where('expires_on', '<', today.toString())) }
  },
})
