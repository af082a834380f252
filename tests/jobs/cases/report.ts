import type { JobCase } from './case.ts'

export default {
  settings: `report: unexplained-absences
period: 2026-11-16..2026-11-20
to: [head@riverside.example, Deputy head]
otherwise: office@riverside.example
attach: csv
folder: { path: reports, format: csv }`,
  rest: 'mail:\n  from: office@riverside.example\n  folder: mail',
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const session = await school.add('session', { date: '2026-11-18', part: 'AM' })
    await school.add('mark', { pupil_id: ada, date: '2026-11-18', session_id: session, code: 'N' })
    await school.add('staff', {
      ...{ staff_code: 'HOP', surname: 'Hopper', forename: 'Grace' },
      ...{ role: 'Deputy head', email: 'grace@riverside.example' },
    })
  },
  whenSourcesVanish: 'succeeded',
  counts: { reports: 1, mails: 2, prints: 0, files: 1 },
} satisfies JobCase
