import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    await school.marks(ada, '2026-11-16', '/', 'I')
    await school.marks(ada, '2026-11-17', 'V', 'X')
    await school.marks(ben, '2026-11-16', 'L', '\\')
    await school.marks(cleo, '2026-11-16', 'O', 'U')
    await school.marks(cleo, '2026-11-17', '/', '\\')
    await school.marks(cleo, '2026-11-18', '/', '-')
    // Nothing that would be possible: he is in no group of the report.
    await school.marks(dan, '2026-11-16', 'Y4', '#')
  },
  rows: [
    'Year 7 | 7A | 2 | 8 | 1 | 2 | 1 | 62.5% | 12.5% | 25.0%',
    'Year 7 | 7B | 1 | 2 | 0 | 0 | 1 | 100.0% | 0.0% | 0.0%',
  ],
  of7A: ['Year 7 | 7A | 2 | 8 | 1 | 2 | 1 | 62.5% | 12.5% | 25.0%'],
  ofAda: ['Year 7 | 7A | 1 | 3 | 1 | 0 | 0 | 66.7% | 33.3% | 0.0%'],
} satisfies ReportCase
