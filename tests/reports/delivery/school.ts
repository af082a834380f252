import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type ParsedMail, simpleParser } from 'mailparser'
import type { Row } from '../../../src/db/database.ts'
import { TestSchool } from '../../school.ts'

const REST = `mail:
  from: Test School <office@school.example>
  folder: mails
calendar:
  terms: [{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }]
`

/**
 * A school with a report job `absences` and these further keys of it, a line each. It is Monday 23 November 2026,
 * 12:00. Ada of 7A, whose tutor is HIL, has no reason for one session of last week; Ben of 7B, tutor TUR, for two; Cyd
 * of 8A, without a tutor, for none.
 */
export async function reportingSchool(keys: string, { rest = '', now = '2026-11-23 12:00' } = {}) {
  const school = await TestSchool.open(jobOf(keys), { now, rest: REST + rest })
  const tutors = [
    await member(school, 'HIL', 'Head of Year 7', 'hill@school.example'),
    await member(school, 'TUR', null, 'turing@school.example'),
    null,
  ]
  const years = [
    await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 }),
    await school.add('year_group', { name: 'Year 8', national_curriculum_year: 8 }),
  ]
  const dates = ['2026-11-18', '2026-11-19']
  const sessions = await Promise.all(dates.map((date) => school.add('session', { date, part: 'AM' })))
  for (const [at, [forename, group, year, absences]] of (
    [
      ['Ada', '7A', 0, 1],
      ['Ben', '7B', 0, 2],
      ['Cyd', '8A', 1, 0],
    ] as const
  ).entries()) {
    const id = await school.pupil(forename)
    const year_group_id = years[year]!
    const tutor_id = tutors[at]!
    const registration_group_id = await school.add('registration_group', {
      name: group,
      year_group_id,
      tutor_id,
    })
    await school.with((db) =>
      db.run(db.sql('pupil').where({ id }).update({ registration_group_id, year_group_id })),
    )
    for (const [number, date] of dates.slice(0, absences).entries())
      await school.add('mark', { pupil_id: id, date, session_id: sessions[number]!, code: 'N' })
  }
  return school
}

/** The job with these keys, as the config has it. */
const jobOf = (keys: string) =>
  `  absences:\n    job: report\n    report: unexplained-absences\n${keys.replace(/^/gm, '    ')}`

/** Writes the config anew, with these keys of the job. */
export const configure = (school: TestSchool, keys: string, rest = '') =>
  school.configure(jobOf(keys), REST + rest)

export const member = (
  school: TestSchool,
  staff_code: string,
  role: string | null,
  email: string | null,
  row: Row = {},
) => school.add('staff', { staff_code, surname: 'Hopper', forename: 'Grace', role, email, ...row })

export interface Mail extends ParsedMail {
  address: string
}

/** The mails in the folder, by address and subject. */
export async function mails(school: TestSchool): Promise<Mail[]> {
  const folder = path.join(school.folder, 'mails')
  const read = await Promise.all(
    filesIn(folder).map(async (name) => simpleParser(readFileSync(path.join(folder, name)))),
  )
  const addressed = read.map((mail) => ({ ...mail, address: [mail.to ?? []].flat()[0]!.text }))
  const key = ({ address, subject }: Mail) => `${address} ${subject}`
  return addressed.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** `hill@school.example: 7A`, of the subjects `{part}`. */
export const told = async (school: TestSchool) =>
  (await mails(school)).map(({ address, subject }) => `${address}: ${subject}`)

export function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
