import type { ReportCase } from './case.ts'

export default {
  parameters: { registers: 'both' },
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7B')
    const cleo = await school.pupil('Cleo')
    const dan = await school.pupil('Dan', '8A')
    // It is noon: nobody expects the afternoon's marks yet.
    await school.session('2026-11-23', 'PM')
    await school.marks(ada, '2026-11-23', '-')
    await school.marks(cleo, '2026-11-23', 'N')
    await school.marks(dan, '2026-11-23', '/')
    const lesson = { date: '2026-11-23', room: 'M1', staff_id: school.tutor }
    const first = await school.add('lesson', {
      ...{ ...lesson, period: 1, starts_at: '09:00', ends_at: '10:00', subject: 'Maths' },
      registration_group_id: school.groups.get('7A')!,
    })
    for (const pupil_id of [ada, cleo])
      await school.add('mark', { pupil_id, date: '2026-11-23', lesson_id: first, code: '-' })
    const second = await school.add('lesson', {
      ...{ ...lesson, period: 2, starts_at: '10:00', ends_at: '11:00', subject: 'Art' },
      registration_group_id: school.groups.get('7B')!,
    })
    await school.add('mark', { pupil_id: ben, date: '2026-11-23', lesson_id: second, code: '/' })
  },
  rows: [
    '23/11/2026 | Morning registration | Year 7 | 7A |  | Ms Hill | incomplete | 1 | 2',
    '23/11/2026 | Morning registration | Year 7 | 7B |  |  | not taken | 1 | 1',
    '23/11/2026 | Lesson 1 | Year 7 | 7A | Maths | Ms Hill | not taken | 2 | 2',
  ],
  of7A: [
    '23/11/2026 | Morning registration | Year 7 | 7A |  | Ms Hill | incomplete | 1 | 2',
    '23/11/2026 | Lesson 1 | Year 7 | 7A | Maths | Ms Hill | not taken | 2 | 2',
  ],
  ofAda: [
    '23/11/2026 | Morning registration | Year 7 | 7A |  | Ms Hill | incomplete | 1 | 1',
    '23/11/2026 | Lesson 1 | Year 7 | 7A | Maths | Ms Hill | not taken | 1 | 1',
  ],
} satisfies ReportCase
