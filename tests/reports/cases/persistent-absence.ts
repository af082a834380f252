import type { ReportSchool } from '../school.ts'
import type { ReportCase } from './case.ts'

/** Ten possible sessions of which so many were missed. */
async function tenSessions(school: ReportSchool, pupil: number, missed: number) {
  for (let day = 0; day < 5; day++)
    await school.marks(
      pupil,
      `2026-11-${16 + day}`,
      day * 2 < missed ? 'I' : '/',
      day * 2 + 1 < missed ? 'O' : '\\',
    )
}

export default {
  async arrange(school) {
    await tenSessions(school, await school.pupil('Ada'), 1)
    await tenSessions(school, await school.pupil('Ben', '7B'), 5)
    await tenSessions(school, await school.pupil('Cleo'), 0)
    await tenSessions(school, await school.pupil('Dan', '12A'), 9)
    await tenSessions(school, await school.pupil('Eve', '8A'), 4)
  },
  rows: [
    'Year 7 | 7A | Test | Ada | 10 | 1 | 1 | 0 | 10.0% | Persistent',
    'Year 7 | 7B | Test | Ben | 10 | 5 | 3 | 2 | 50.0% | Severe',
    'Year 8 | 8A | Test | Eve | 10 | 4 | 2 | 2 | 40.0% | Persistent',
  ],
  of7A: ['Year 7 | 7A | Test | Ada | 10 | 1 | 1 | 0 | 10.0% | Persistent'],
  ofAda: ['Year 7 | 7A | Test | Ada | 10 | 1 | 1 | 0 | 10.0% | Persistent'],
} satisfies ReportCase
