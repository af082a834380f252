import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    await school.pupil('Cleo')
    const left = await school.pupil('Dan', { to: '2026-11-22' })
    const applicant = await school.pupil('Eve', { from: '2027-09-01', status: 'applicant' })
    const real = await school.group('all-years', 'All Years')
    const second = await school.group('all-years', 'All Years')
    await school.member(real, ada, ada, ben, left, left, applicant)
    await school.member(second, ada, left, ben, await school.pupil('Fay'))
  },
  whenSourcesVanish: 'held',
  // Two surplus rows in the real group, three in the second one, which alone has Fay.
  counts: { created: 0, moved: 1, duplicates: 5, left: 1, unexplained: 1, merged: 1, joined: 1 },
} satisfies JobCase
