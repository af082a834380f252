import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    for (const expires_on of ['2026-01-01', '2026-11-22', '2026-11-23', '2026-11-24', null]) {
      await school.add('notice', {
        title: 'A notice',
        body: '',
        created_at: '2026-01-01T00:00:00.000Z',
        expires_on,
      })
    }
  },
  whenSourcesVanish: 'succeeded',
  counts: { removed: 2 },
} satisfies JobCase
