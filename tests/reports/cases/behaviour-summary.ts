import { behaviourAt } from '../incidents.ts'
import type { ReportCase } from './case.ts'

export default {
  async arrange(school) {
    const happens = await behaviourAt(school)
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    const eve = await school.pupil('Eve', '8A', { to: '2026-11-17' })
    await happens(ada, '2026-11-16', 'work', 3)
    await happens(ada, '2026-11-20', 'phone')
    await happens(cleo, '2026-11-22', 'uniform')
    await happens(ben, '2026-11-18', 'phone', 2)
    await happens(dan, '2026-11-15', 'work')
    await happens(eve, '2026-11-17', 'work')
    await happens(eve, '2026-11-18', 'work')
  },
  rows: [
    'Year 7 | 7A | 3 | 2 | 5 | 6 | 1 | 5 | 2',
    'Year 7 | 7B | 0 | 2 | 2 | 0 | 2 | -2 | 1',
    'Year 8 | 8A | 1 | 0 | 1 | 2 | 0 | 2 | 1',
  ],
  of7A: ['Year 7 | 7A | 3 | 2 | 5 | 6 | 1 | 5 | 2'],
  ofAda: ['Year 7 | 7A | 3 | 1 | 4 | 6 | 1 | 5 | 1'],
} satisfies ReportCase
