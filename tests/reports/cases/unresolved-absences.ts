import { on, schoolDays } from '../days.ts'
import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const dan = await school.pupil('Dan', '8A')
    await on(school, schoolDays('2026-11-09', 11), dan, '/', '\\')
    await school.marks(ada, '2026-11-11', '/', 'N')
    await school.marks(ada, '2026-11-13', 'N', 'O')
    await school.marks(ada, '2026-11-17', 'N')
    // Five school days before Monday 23 November.
    await school.marks(ben, '2026-11-16', 'N', 'N')
    const eve = await school.pupil('Eve', '12A')
    await school.marks(eve, '2026-11-13', 'N')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 2 | 11/11/2026 | 8 | 13/11/2026',
    'Year 12 | 12A | Test | Eve | 1 | 13/11/2026 | 6 | 13/11/2026',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 2 | 11/11/2026 | 8 | 13/11/2026'],
  ofAda: ['Year 7 | 7A | Test | Ada | 2 | 11/11/2026 | 8 | 13/11/2026'],
} satisfies ReportCase
