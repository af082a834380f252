import type { Row } from '../../../src/db/database.ts'
import { own } from '../../../src/db/migrations/index.ts'
import type { TestSchool } from '../../school.ts'
import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    // Makes our own tables. A tick would leave word that nothing is due, and the next one would not look.
    await school.run('list')
    const staff_id = await school.add('staff', { staff_code: 'ABC', surname: 'Smith', forename: 'Sam' })
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    const detention = async (row: Row, ...pupils: number[]) => {
      const id = await school.add('detention', {
        date: '2026-11-26',
        starts_at: '15:00',
        room: 'H3',
        staff_id,
        cancelled: 0,
        ...row,
      })
      for (const pupil_id of pupils) await school.add('detention_pupil', { detention_id: id, pupil_id })
      return id
    }
    await detention({ date: '2026-11-20' }, ada)
    await detention({ date: '2027-01-20' }, ada)
    await detention({}, ada, ben)
    await detention({}, ada)
    await reminded(school, await detention({ date: '2026-11-27' }, ada), ada)
    await reminded(school, await detention({ cancelled: 1 }, ben), ben)
    await reminded(school, 1000, ben)
  },
  whenSourcesVanish: 'held',
  counts: { removed: 2, changed: 1, created: 3 },
} satisfies JobCase

async function reminded(school: TestSchool, detention_id: number, pupil_id: number): Promise<void> {
  const notice_id = await school.add('notice', {
    title: 'Detention on Wednesday 25 November 2026 at 15:00, room H3',
    body: 'Held by ABC.',
    pupil_id,
    created_at: '2026-11-20T06:00:00.000Z',
    expires_on: '2026-11-25',
  })
  const says = { date: '2026-11-25', starts_at: '15:00', room: 'H3', staff_id: 1 }
  await school.add(own('detention_reminder'), { detention_id, pupil_id, notice_id, ...says })
}
