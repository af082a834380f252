import { attends, furnish } from '../../behaviour/school.ts'
import type { JobCase } from './case.ts'

export default {
  settings: 'criterion: meaning\nvalue: absent\ncomparison: none\nground: Effort\noutcome: House point',
  furnish,
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    const cleo = await school.pupil('Cleo', { from: '2026-11-18' })
    await attends(school, ada, '2026-11-16', '/ \\ / \\ / \\ L \\ / \\')
    await attends(school, ben, '2026-11-16', '/ \\ / \\ / I / \\ / \\')
    await attends(school, cleo, '2026-11-18', '/ \\ / \\ / \\')
  },
  whenSourcesVanish: 'partial',
  counts: { awarded: 1 },
} satisfies JobCase
