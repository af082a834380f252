import { batch, sms } from '../some-texts.ts'
import type { ReportCase } from './case.ts'

const ABSENCES = '16/11/2026 | 09:40 absences, Ms Hill, batch 1'
const FAILED = `${ABSENCES} | Ada Test (7A) | not a mobile number | 1 | 0 | 0 | 1 | 0 | 0 | 0 | 0`
const GENERAL =
  '16/11/2026 | 08:00 general, automatic, batch 2 | everybody |  | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    const absences = await batch(school, '2026-11-16T09:40:00')
    await sms(school, absences, ben, 'delivered')
    await sms(school, absences, cleo, 'delivered')
    await sms(school, absences, dan, 'sent')
    await sms(school, absences, ada, 'failed', 'not a mobile number')
    const general = await batch(school, '2026-11-16T08:00:00', { purpose: 'general', queued_by: null })
    await sms(school, general, ada, 'delivered')
    await sms(school, await batch(school, '2026-11-23T00:00:00'), ada, 'queued')
  },
  rows: [FAILED, `${ABSENCES} | the others |  | 3 | 2 | 1 | 0 | 0 | 0 | 0 | 0`, GENERAL],
  of7A: [FAILED, `${ABSENCES} | the others |  | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0`, GENERAL],
  ofAda: [FAILED, GENERAL],
} satisfies ReportCase
