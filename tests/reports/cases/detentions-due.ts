import { detention, incident } from '../some-detentions.ts'
import type { ReportCase } from './case.ts'

const OF_ADA = '24/11/2026 | 15:00, room H1, Ms Hill | Year 7 | 7A | Test | Ada | Disruption | 20/11/2026'
const OF_CLEO = '24/11/2026 | 13:10, room H2, Ms Hill | Year 7 | 7A | Test | Cleo |  | '

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    await detention(school, '2026-11-25', [ada], { cancelled: true })
    const its = { incident: await incident(school, ada, '2026-11-20', 'Disruption') }
    await detention(school, '2026-11-24', [ada], its)
    await detention(school, '2026-11-24', [cleo], { at: '13:10', room: 'H2' })
    await detention(school, '2026-11-30', [ben, dan])
    await detention(school, '2026-12-01', [ada])
    await detention(school, '2026-11-22', [ada])
  },
  rows: [
    OF_CLEO,
    OF_ADA,
    '30/11/2026 | 15:00, room H1, Ms Hill | Year 7 | 7B | Test | Ben |  | ',
    '30/11/2026 | 15:00, room H1, Ms Hill | Year 8 | 8A | Test | Dan |  | ',
  ],
  of7A: [OF_CLEO, OF_ADA],
  ofAda: [OF_ADA],
} satisfies ReportCase
