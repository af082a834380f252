import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    const old = await school.group('temporary', 'Report 1', { created_at: '2026-11-22T23:59:00.000Z' })
    await school.group('temporary', 'Report 2', { created_at: '2020-01-01T00:00:00.000Z' })
    const inUse = await school.group('temporary', 'Report 3', { created_at: '2026-11-23T00:00:01.000Z' })
    const choir = await school.group('special', 'Choir', { made_by: 'hand' })
    await school.member(old, ada, ben, ben)
    await school.member(inUse, ada)
    await school.member(choir, ada)
  },
  whenSourcesVanish: 'succeeded',
  counts: { members: 3, groups: 2 },
} satisfies JobCase
