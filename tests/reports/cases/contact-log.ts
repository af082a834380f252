import type { ReportCase } from './case.ts'

const TO =
  'Year 7 | 7A | Test | Ada | 16/11/2026 09:40 | to contact | text | Mrs Jane Test (Mother) | Ms Hill | Ada is not in school.'
const FROM =
  'Year 7 | 7A | Test | Ada | 16/11/2026 10:05 | from contact | text | Mrs Jane Test (Mother) |  | She is ill, sorry'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const contact_id = await school.add('contact', { title: 'Mrs', surname: 'Test', forename: 'Jane' })
    await school.add('pupil_contact', {
      ...{ pupil_id: ada, contact_id, priority: 1 },
      ...{ relationship: 'Mother', parental_responsibility: 1 },
    })
    const log = (pupil_id: number, at: string, row = {}) =>
      school.add('contact_log', {
        ...{ pupil_id, at: `${at}.000Z`, direction: 'out', channel: 'sms', body: 'No school today.' },
        ...row,
      })
    const hers = { contact_id }
    await log(ada, '2026-11-16T10:05:00', { ...hers, direction: 'in', body: 'She is ill, sorry' })
    await log(ada, '2026-11-16T09:40:00', {
      ...hers,
      body: 'Ada is not in school.',
      staff_id: school.tutor,
    })
    await log(ben, '2026-11-22T23:59:59')
    await log(ben, '2026-11-23T00:00:00')
    await log(ada, '2026-11-15T23:59:59')
  },
  rows: [
    TO,
    FROM,
    'Year 7 | 7B | Test | Ben | 22/11/2026 23:59 | to contact | text | not known | automatic | No school today.',
  ],
  of7A: [TO, FROM],
  ofAda: [TO, FROM],
} satisfies ReportCase
