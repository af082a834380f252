import type { JobCase } from './case.ts'

export default {
  settings: 'report: unexplained-absences\nperiod: 2026-11-16..2026-11-20\nto: head@riverside.example',
  rest: 'mail:\n  from: office@riverside.example\n  folder: mail',
  async arrange(school) {
    const ada = await school.pupil('Ada')
    const session = await school.add('session', { date: '2026-11-18', part: 'AM' })
    await school.add('mark', { pupil_id: ada, date: '2026-11-18', session_id: session, code: 'N' })
  },
  whenSourcesVanish: 'succeeded',
  counts: { reports: 1, mails: 1, prints: 0, files: 0 },
} satisfies JobCase
