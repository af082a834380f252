import { on, schoolDays } from '../days.ts'
import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    await on(school, schoolDays('2026-11-02', 15), ada, 'I')
    await on(school, schoolDays('2026-11-02', 14), ben, 'I')
    await school.marks(ben, '2026-11-20', 'I', '\\')
    await on(school, schoolDays('2026-11-02', 15), cleo, 'M')
    await on(school, schoolDays('2026-09-07', 11), dan, 'I')
    await school.marks(dan, '2026-09-22', '/', 'I')
    await on(school, schoolDays('2026-11-09', 4), dan, 'I')
    await school.marks(dan, '2026-11-13', '/', '\\')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 30 | 15 | 15 | yes | 02/11/2026 | 20/11/2026 | 20/11/2026 | yes',
    'Year 8 | 8A | Test | Dan | 31 | 15½ | 11 | no | 07/09/2026 | 12/11/2026 | 12/11/2026 | no',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 30 | 15 | 15 | yes | 02/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
  ofAda: ['Year 7 | 7A | Test | Ada | 30 | 15 | 15 | yes | 02/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
} satisfies ReportCase
