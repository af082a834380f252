import { on, schoolDays } from '../days.ts'
import type { ReportCase } from './case.ts'

const NO_REASON = 'N | Reason for absence not yet established'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    await on(school, schoolDays('2026-11-18', 3), ada, 'I')
    await school.marks(ada, '2026-11-23', 'N')
    await school.marks(ben, '2026-11-16', '/', 'I')
    await on(school, schoolDays('2026-11-17', 2), ben, 'I')
    await school.marks(ben, '2026-11-19', '/', '\\')
    await on(school, schoolDays('2026-11-11', 3), cleo, 'I')
    await school.marks(cleo, '2026-11-16', '/', '\\')
    await school.marks(dan, '2026-11-12', '/', 'N')
    await on(school, schoolDays('2026-11-13', 3), dan, 'O', 'N')
    await school.marks(dan, '2026-11-18', 'V', 'V')
  },
  rows: [
    `Year 7 | 7A | Test | Ada | still absent |  | 18/11/2026 | 23/11/2026 | 7 | 4 | 1 | 1 | ${NO_REASON}`,
    `Year 8 | 8A | Test | Dan | back | 18/11/2026 | 12/11/2026 | 17/11/2026 | 7 | 3 | 4 | 7 | ${NO_REASON}`,
  ],
  of7A: [
    `Year 7 | 7A | Test | Ada | still absent |  | 18/11/2026 | 23/11/2026 | 7 | 4 | 1 | 1 | ${NO_REASON}`,
  ],
  ofAda: [
    `Year 7 | 7A | Test | Ada | still absent |  | 18/11/2026 | 23/11/2026 | 7 | 4 | 1 | 1 | ${NO_REASON}`,
  ],
} satisfies ReportCase
