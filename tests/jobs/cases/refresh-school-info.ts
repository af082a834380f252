import type { JobCase } from './case.ts'

export default {
  async arrange(school) {
    const ada = await school.pupil('Ada')
    await school.with(async (db) => {
      const year = await db.insert('year_group', { name: 'Year 7', national_curriculum_year: 7 })
      await db.run(db.sql('pupil').where({ id: ada }).update({ year_group_id: year }))
      const code = { valid_from: '2024-08-19', valid_to: null, late: 0, description: '' }
      await db.insert('register_code', { ...code, code: '/', meaning: 'present' })
      await db.insert('register_code', { ...code, code: 'I', meaning: 'authorised' })
      for (const [date, code] of [
        ['2026-11-19', 'I'],
        ['2026-11-20', '/'],
      ] as const) {
        const session_id = await db.insert('session', { date, part: 'AM' })
        await db.insert('mark', { pupil_id: ada, date, session_id, code })
      }
      // The first is what comes out; the others are wrong, and of last year.
      const info = { measure: 'attendance', date: '2026-11-16', year_group_id: year, value: 1, out_of: 2 }
      await db.insert('school_info', info)
      await db.insert('school_info', { ...info, value: 2 })
      await db.insert('school_info', { ...info, date: '2025-11-17' })
    })
  },
  whenSourcesVanish: 'succeeded',
  // Added: the marks of the day, and persistent and severe absence.
  counts: { removed: 2, added: 3 },
} satisfies JobCase
