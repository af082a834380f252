import { behaviourAt } from '../incidents.ts'
import type { ReportCase } from './case.ts'

export default {
  parameters: { highest: 2, lowest: 1 },
  async arrange(school) {
    const happens = await behaviourAt(school)
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    const eve = await school.pupil('Eve', '8A', { to: '2026-11-20' })
    await happens(ada, '2026-11-16', 'work', 2)
    await happens(ada, '2026-11-17', 'phone')
    await happens(ben, '2026-11-16', 'work')
    await happens(dan, '2026-11-17', 'work')
    await happens(dan, '2026-11-15', 'work')
    await happens(cleo, '2026-11-18', 'uniform')
    await happens(eve, '2026-11-18', 'work', 9)
  },
  rows: [
    'Highest | All pupils | 1 | Test | Ada | 7A | 3 | 4 | 1 | 3',
    'Highest | All pupils | 2 | Test | Ben | 7B | 2 | 2 | 0 | 1',
    'Highest | All pupils | 2 | Test | Dan | 8A | 2 | 2 | 0 | 1',
    'Lowest | All pupils | 1 | Test | Cleo | 7A | 0 | 0 | 0 | 1',
  ],
  of7A: [
    'Highest | All pupils | 1 | Test | Ada | 7A | 3 | 4 | 1 | 3',
    'Highest | All pupils | 2 | Test | Cleo | 7A | 0 | 0 | 0 | 1',
    'Lowest | All pupils | 1 | Test | Cleo | 7A | 0 | 0 | 0 | 1',
  ],
  ofAda: [
    'Highest | All pupils | 1 | Test | Ada | 7A | 3 | 4 | 1 | 3',
    'Lowest | All pupils | 1 | Test | Ada | 7A | 3 | 4 | 1 | 3',
  ],
} satisfies ReportCase
