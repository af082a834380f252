import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import caseOfTheJob from '../jobs/cases/refresh-school-info.ts'
import { TestSchool } from '../school.ts'

const JOB = 'refresh-school-info'

async function filled() {
  const school = await TestSchool.open(`  nightly: { job: ${JOB} }`)
  await caseOfTheJob.arrange(school)
  expect((await school.run(JOB)).code).toBe(0)
  school.at('2026-11-23 14:00')
  return school
}

test('before the first run it says what to run', async () => {
  const school = await TestSchool.open(`  ${JOB}:`)
  const said = await school.run('school-info')
  expect(said).toEqual({
    code: 0,
    out: 'There are no figures yet. To work them out: pars-auto refresh-school-info\n',
    err: '',
  })
})

test('in a school year that has only begun it says so, and does not ask to run the job again', async () => {
  const school = await TestSchool.open(`  ${JOB}:`, { now: '2026-09-01 08:00' })
  await school.run(JOB)
  const said = await school.run('school-info')
  expect(said.out).toBe(
    'There are no marks and no points of this school year yet. Worked out on Tue 2026-09-01 08:00, just now.\n',
  )
  expect((await school.run('school-info', '--html', '-')).out).toContain('no points of this school year yet')
})

test('shows the figures, and how old they are, whatever the id of the job', async () => {
  const { code, out } = await (await filled()).run('school-info')
  expect(code).toBe(0)
  expect(out).toContain('Worked out on Mon 2026-11-23 12:00, 2 hours ago.')
  expect(out).toMatch(/Attendance by week, week of 16 November 2026/)
  expect(out).toMatch(/Year 7 .* 50\.0% +50\.0%/)
  expect(out).toMatch(/Marks of Friday 20 November 2026/)
  expect(out).toMatch(/Whole school .* 100\.0% +1 of 1 +1/)
})

test('figures from elsewhere have no age, and it says so', async () => {
  const school = await TestSchool.open(`  ${JOB}:`)
  await caseOfTheJob.arrange(school)
  expect((await school.run('school-info')).out).toContain('How old these figures are is not known')
})

test('a failed run does not make the figures younger', async () => {
  const school = await filled()
  await school.database.lose('mark')
  expect((await school.run(JOB)).code).toBe(1)
  expect((await school.run('school-info')).out).toContain('Worked out on Mon 2026-11-23 12:00, 2 hours ago.')
})

test('prints the same figures as JSON', async () => {
  const said = JSON.parse((await (await filled()).run('school-info', '--json')).out)
  expect(said).toEqual({
    school: 'Test School',
    refreshedAt: '2026-11-23T12:00:00.000Z',
    weeks: ['2026-11-16'],
    attendance: {
      school: { weeks: [{ value: 1, outOf: 2 }], now: { value: 1, outOf: 2 } },
      years: [{ name: 'Year 7', weeks: [{ value: 1, outOf: 2 }], now: { value: 1, outOf: 2 } }],
    },
    marks: { date: '2026-11-20', school: { present: 1 }, years: [{ name: 'Year 7', marks: { present: 1 } }] },
    points: null,
    persistentAbsence: {
      school: { weeks: [{ value: 1, outOf: 1 }], now: { value: 1, outOf: 1 } },
      years: [{ name: 'Year 7', weeks: [{ value: 1, outOf: 1 }], now: { value: 1, outOf: 1 } }],
    },
    severeAbsence: {
      school: { weeks: [{ value: 1, outOf: 1 }], now: { value: 1, outOf: 1 } },
      years: [{ name: 'Year 7', weeks: [{ value: 1, outOf: 1 }], now: { value: 1, outOf: 1 } }],
    },
  })
})

test('writes one HTML page, to a file or to standard output', async () => {
  const school = await filled()
  const saved = await school.run('school-info', '--html', 'info.html')
  expect(saved.out).toBe('Written to info.html: open it in any browser.\n')
  const page = readFileSync(path.join(school.folder, 'info.html'), 'utf8')
  expect(page).toContain('<h1>Test School</h1>')
  expect((await school.run('school-info', '--html', '-')).out).toBe(page)
})

test('refuses a file that cannot be written, and two kinds at once', async () => {
  const school = await filled()
  expect(await school.run('school-info', '--html', 'no/such/folder.html')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no/such/folder.html cannot be written'),
  })
  expect((await school.run('school-info', '--html', '-', '--json')).code).toBe(2)
})
