import { on, schoolDays } from '../days.ts'
import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    const eve = await school.pupil('Eve', '8A', { to: '2026-11-20' })
    await on(school, schoolDays('2026-11-16', 5), ada, 'O')
    await on(school, schoolDays('2026-11-09', 5), ben, 'G')
    await school.marks(ben, '2026-11-18', 'U', '/')
    await on(school, schoolDays('2026-11-16', 4), cleo, 'O')
    await school.marks(cleo, '2026-11-20', 'O', 'N')
    await on(school, schoolDays('2026-09-07', 6), dan, 'O', '/')
    await on(school, schoolDays('2026-11-09', 4), dan, 'U', '/')
    await on(school, schoolDays('2026-11-09', 5), eve, 'O')
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 10 | 16/11/2026 | 20/11/2026 | 20/11/2026 | yes',
    'Year 7 | 7B | Test | Ben | 11 | 09/11/2026 | 13/11/2026 | 18/11/2026 | yes',
    'Year 8 | 8A | Test | Dan | 10 | 07/09/2026 | 12/11/2026 | 12/11/2026 | yes',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 10 | 16/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
  ofAda: ['Year 7 | 7A | Test | Ada | 10 | 16/11/2026 | 20/11/2026 | 20/11/2026 | yes'],
} satisfies ReportCase
