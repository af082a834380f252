import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    await school.marks(ada, '2026-11-16', 'L', '\\', 10)
    await school.marks(ada, '2026-11-19', 'U', '\\', 45)
    await school.marks(ben, '2026-11-17', 'L', 'L')
    await school.marks(cleo, '2026-11-17', '/', 'N')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 2 | 1 | 1 | 55 | 19/11/2026',
    'Year 7 | 7B | Test | Ben | 2 | 2 | 0 | 0 | 17/11/2026',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 2 | 1 | 1 | 55 | 19/11/2026'],
  ofAda: ['Year 7 | 7A | Test | Ada | 2 | 1 | 1 | 55 | 19/11/2026'],
} satisfies ReportCase
