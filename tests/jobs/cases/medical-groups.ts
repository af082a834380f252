import { keptGroup } from '../../groups/kit.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    const has = (pupil_id: number, condition_id: number, end_date: string | null = null) =>
      school.add('pupil_medical', { pupil_id, condition_id, start_date: '2020-09-01', end_date })
    const asthma = await school.add('medical_condition', { name: 'Asthma', withdrawn_on: null })
    const epilepsy = await school.add('medical_condition', { name: 'Epilepsy', withdrawn_on: null })
    await has(ada, asthma)
    await has(ben, asthma, '2026-11-22')
    await has(ben, epilepsy)
    // Somebody took the mark away.
    await keptGroup(school, 'medical', asthma, 'Medical: Asthma', { members: [ben], confidential: false })
  },
  whenSourcesVanish: 'held',
  counts: {
    created: 1,
    renamed: 0,
    flagged: 1,
    retired: 0,
    revived: 0,
    duplicates: 0,
    left: 0,
    ended: 1,
    unexplained: 0,
    deleted: 0,
    joined: 2,
  },
} satisfies JobCase
