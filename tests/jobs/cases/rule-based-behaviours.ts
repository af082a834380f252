import { attends, furnish, GROUND, incident, OUTCOME, rule } from '../../behaviour/school.ts'
import type { JobCase } from './case.ts'

export default {
  furnish,
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    const cleo = await school.pupil('Cleo')
    const left = await school.pupil('Dan', { to: '2026-11-20' })
    // The week of 16 November is over, that of the 23rd is under way.
    await attends(school, ada, '2026-11-16', 'L U L \\ L \\ / \\ / \\ L \\')
    await attends(school, ben, '2026-11-16', '/ \\ / \\ / \\ L \\ / \\ L U')
    await attends(school, cleo, '2026-11-16', 'I I I I I I / \\ / \\')
    await attends(school, left, '2026-11-16', 'L L L L L L')
    for (const pupil of [ada, ada, ben]) {
      await incident(school, pupil, '2026-11-23', GROUND.disruption, OUTCOME.demerit)
    }
    await rule(school, { criterion_value: 'late', threshold: 2, awards: 'every' })
    await rule(school, {
      criterion: 'sanctions',
      comparison: 'none',
      threshold: 0,
      award_ground_id: GROUND.effort,
      award_outcome_id: OUTCOME.point,
    })
    await rule(school, { criterion: 'outcome', criterion_value: '2', threshold: 2, period: 'day' })
    await rule(school, { active: 0, threshold: 1 })
  },
  whenSourcesVanish: 'succeeded',
  // Ada twice and Ben once for lates, both for no sanctions in the week before, Ada for two demerits today.
  counts: { awarded: 6 },
} satisfies JobCase
