import type { JobCase } from './case.ts'

export default {
  settings: 'olderThanDays: 30',
  async arrange(school) {
    const ada = await school.pupil('Ada')
    for (const date of ['2026-09-01', '2026-10-23', '2026-10-24', '2026-11-23']) {
      const mark_id = await school.add('mark', { pupil_id: ada, date, code: '/' })
      await school.add('mark_owner', { mark_id, staff_id: null, altered_at: `${date}T09:00:00.000Z` })
    }
  },
  whenSourcesVanish: 'succeeded',
  counts: { removed: 2 },
} satisfies JobCase
