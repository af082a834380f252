import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    const eve = await school.pupil('Eve', '8A', { to: '2026-11-17' })
    await school.marks(ada, '2026-11-16', 'N', 'N')
    await school.marks(ada, '2026-11-20', '/', 'N')
    await school.marks(ben, '2026-11-17', 'O', 'I')
    await school.marks(cleo, '2026-11-13', 'N', 'N')
    await school.marks(cleo, '2026-11-18', 'N', '-')
    await school.marks(dan, '2026-11-19', 'N', '/')
    // She has left: whatever the register says of her after that is nobody's absence.
    await school.marks(eve, '2026-11-18', 'N', 'N')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 3 | 16/11/2026 | 20/11/2026',
    'Year 7 | 7A | Test | Cleo | 1 | 18/11/2026 | 18/11/2026',
    'Year 8 | 8A | Test | Dan | 1 | 19/11/2026 | 19/11/2026',
  ],
  of7A: [
    'Year 7 | 7A | Test | Ada | 3 | 16/11/2026 | 20/11/2026',
    'Year 7 | 7A | Test | Cleo | 1 | 18/11/2026 | 18/11/2026',
  ],
  ofAda: ['Year 7 | 7A | Test | Ada | 3 | 16/11/2026 | 20/11/2026'],
} satisfies ReportCase
