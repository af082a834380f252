import type { ReportCase } from './case.ts'

const IN_BAND = 'Band | Year 7 | 7A | Test | Ada'
const IN_CHOIR = ['Choir | Year 7 | 7A | Test | Ada', 'Choir | Year 7 | 7A | Test | Cleo']

export default {
  async arrange(riverside) {
    const ada = await riverside.pupil('Ada')
    const ben = await riverside.pupil('Ben', '7B')
    const cleo = await riverside.pupil('Cleo')
    const dan = await riverside.pupil('Dan', '8A')
    const eve = await riverside.pupil('Eve', '8A', { to: '2026-11-22' })
    const { school } = riverside
    await school.member(await school.group('special', 'Choir'), dan, cleo, ada, eve, ada)
    await school.member(await school.group('special', 'Band'), ada, ben)
    await school.member(await school.group('special', 'Epilepsy', { confidential: 1 }), ben)
    await school.member(await school.group('temporary', 'Trip list'), ben)
    await school.member(await school.group('all-years', 'All Years'), ada, ben, cleo, dan)
  },
  rows: [IN_BAND, 'Band | Year 7 | 7B | Test | Ben', ...IN_CHOIR, 'Choir | Year 8 | 8A | Test | Dan'],
  of7A: [IN_BAND, ...IN_CHOIR],
  ofAda: [IN_BAND, IN_CHOIR[0]!],
} satisfies ReportCase
