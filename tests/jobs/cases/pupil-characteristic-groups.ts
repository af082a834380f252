import { keptGroup } from '../../groups/kit.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    const dan = await school.pupil('Dan', { to: '2026-11-22' })
    const meals = (pupil_id: number, start_date: string, end_date: string | null) =>
      school.add('free_school_meal', { pupil_id, start_date, end_date })
    await school.add('pupil_premium', { pupil_id: ada, start_date: '2026-09-01', end_date: null })
    await meals(ada, '2019-09-01', '2020-11-23')
    await meals(ben, '2019-09-01', '2020-11-24')
    await school.add('pupil_language', { pupil_id: ada, language: 'Polish' })
    await school.add('pupil_language', { pupil_id: ben, language: 'ENG' })
    await school.add('service_child', { pupil_id: ada, indicator: 'Yes' })
    await school.add('service_child', { pupil_id: ben, indicator: 'N' })
    await school.add('young_carer', { pupil_id: ben, indicator: 'S' })
    await keptGroup(school, 'fsm6', 'fsm6', 'FSM6', { members: [ada, ada], confidential: true })
    await keptGroup(school, 'eal', 'eal', 'EAL', { members: [ben, dan] })
    await keptGroup(school, 'young-carer', 'young-carer', 'Young Carer', {
      members: [ada],
      confidential: true,
    })
  },
  whenSourcesVanish: 'held',
  counts: {
    created: 2,
    renamed: 1,
    flagged: 0,
    retired: 0,
    revived: 0,
    duplicates: 1,
    left: 1,
    ended: 2,
    unexplained: 1,
    deleted: 0,
    joined: 5,
  },
} satisfies JobCase
