import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const year = await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 })
    const ada = await school.pupil('Ada')
    await school.with((db) => db.run(db.sql('pupil').where({ id: ada }).update({ year_group_id: year })))
    for (const [code, meaning] of [
      ['/', 'present'],
      ['I', 'authorised'],
    ] as const) {
      const row = { code, meaning, valid_from: '2024-08-19', valid_to: null, late: 0, description: '' }
      await school.add('register_code', row)
    }
    for (const [date, code] of [
      ['2026-11-19', 'I'],
      ['2026-11-20', '/'],
    ] as const) {
      const session_id = await school.add('session', { date, part: 'AM' })
      await school.add('mark', { pupil_id: ada, date, session_id, code })
    }
    // The first is what comes out; the others are wrong, and of last year.
    const info = { measure: 'attendance', date: '2026-11-16', year_group_id: year, value: 1, out_of: 2 }
    await school.add('school_info', info)
    await school.add('school_info', { ...info, value: 2 })
    await school.add('school_info', { ...info, date: '2025-11-17' })
  },
  // Added: today's marks, and persistent and severe absence.
  counts: { removed: 2, added: 3 },
} satisfies JobCase
