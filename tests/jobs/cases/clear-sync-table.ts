import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const copies: [started: string, finished: string | null][] = [
      ['2026-11-20T08:00:00.000Z', '2026-11-20T08:00:09.000Z'],
      ['2026-11-23T10:59:00.000Z', '2026-11-23T11:30:00.000Z'],
      ['2026-11-23T11:30:00.000Z', '2026-11-23T11:31:00.000Z'],
      ['2026-11-23T08:00:00.000Z', null],
      ['2026-11-22T11:59:00.000Z', null],
    ]
    for (const [started_at, finished_at] of copies) {
      await school.add('sync_copy', { report: 'Lates', started_at, finished_at, content: '{}' })
    }
  },
  whenSourcesVanish: 'succeeded',
  // The first two, and the one whose run died a day ago.
  counts: { removed: 3 },
} satisfies JobCase
