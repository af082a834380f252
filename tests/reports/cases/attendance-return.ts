import { on, schoolDays } from '../days.ts'
import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    await on(school, schoolDays('2026-11-09', 10), ada, 'N', 'O')
    // From before half term to after it, and then back.
    await on(school, schoolDays('2026-10-19', 11), ben, 'G')
    await school.marks(ben, '2026-11-10', '/', '\\')
    await on(school, schoolDays('2026-11-10', 9), cleo, 'O')
    await on(school, schoolDays('2026-11-09', 5), dan, 'O')
    await school.marks(dan, '2026-11-16', 'O', 'I')
    await on(school, schoolDays('2026-11-17', 5), dan, 'O')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 10 | 09/11/2026 | 20/11/2026 | 20/11/2026 | yes',
    'Year 7 | 7B | Test | Ben | 11 | 19/10/2026 | 06/11/2026 | 09/11/2026 | no',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 10 | 09/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
  ofAda: ['Year 7 | 7A | Test | Ada | 10 | 09/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
} satisfies ReportCase
