import { ReportSchool } from '../reports/school.ts'
import type { TestSchool } from '../school.ts'

const MAIL = 'mail:\n  from: Riverside <office@riverside.example>\n  folder: mails\n'

/**
 * Ada of 7A with two unexplained absences last week, Ben of 8A with one; Ms Hill is the tutor of 7A, and Mr Grey the
 * deputy head. It is Monday 23 November 2026, 12:00.
 */
export async function absences(jobs = '', rest = MAIL): Promise<TestSchool> {
  const reports = await ReportSchool.open()
  const { school } = reports
  const ada = await reports.pupil('Ada', '7A')
  const ben = await reports.pupil('Ben', '8A')
  await reports.marks(ada, '2026-11-17', 'N', 'N')
  await reports.marks(ben, '2026-11-18', 'N', '/')
  await reports.marks(ben, '2026-11-09', 'N')
  await school.add('staff', {
    ...{ staff_code: 'GRE', surname: 'Grey', forename: 'Gus', role: 'Deputy head' },
    email: 'g.grey@riverside.example',
  })
  school.configure(`  refresh-all-years:\n${jobs}`.trimEnd(), rest)
  return school
}

export const MONDAYS = `  monday-absences:
    job: report
    report: unexplained-absences
    parameters: { atLeast: 2 }
    to: Deputy head
    attach: csv
    at: '07:30'
`

export const TUTORS = `  tutors:
    job: report
    report: unexplained-absences
    splitBy: group
    to: tutor
    otherwise: office@riverside.example
    onlyIfRows: true
    at: '07:40'
`
