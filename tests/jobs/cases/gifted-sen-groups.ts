import { keptGroup } from '../../groups/kit.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const [ada, ben, cleo] = [
      await school.pupil('Ada'),
      await school.pupil('Ben'),
      await school.pupil('Cleo'),
    ]
    const eve = await school.pupil('Eve')
    const stage = (pupil_id: number, status: string, start_date: string, end_date: string | null = null) =>
      school.add('sen_stage', { pupil_id, status, start_date, end_date })
    const gifted = (pupil_id: number, subject: string, end_date: string | null = null) =>
      school.add('gifted_talented', { pupil_id, subject, start_date: '2025-09-01', end_date })
    await stage(ada, 'K', '2024-09-01', '2026-11-22')
    await stage(ada, 'EHCP', '2026-11-23')
    await stage(ben, 'sen support', '2024-09-01')
    await stage(cleo, 'N', '2026-11-23')
    await stage(eve, 'Statement', '2013-09-01')
    await gifted(ada, 'Maths')
    await gifted(ada, 'Music')
    await gifted(ben, 'Maths', '2026-07-21')
    await keptGroup(school, 'sen', 'K', 'SEN Support (K)', { members: [ada, cleo, eve], confidential: true })
    await keptGroup(school, 'gifted', 'gifted', 'Gifted and Talented', { members: [ben] })
  },
  whenSourcesVanish: 'held',
  counts: {
    // EHC plan and Statement.
    created: 2,
    renamed: 0,
    flagged: 0,
    retired: 0,
    revived: 0,
    duplicates: 0,
    left: 0,
    ended: 3,
    unexplained: 1,
    deleted: 0,
    joined: 4,
  },
} satisfies JobCase
