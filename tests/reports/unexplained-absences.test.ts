import { expect, test } from 'vitest'
import { ReportSchool } from './school.ts'

const REPORT = 'unexplained-absences'

test('O counts by choice, and a missing mark never', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada')
  await school.marks(ada, '2026-11-16', 'N', 'O')
  await school.marks(ada, '2026-11-17', '-', 'U')
  expect((await school.make(REPORT)).rows).toEqual(['Year 7 | 7A | Test | Ada | 1 | 16/11/2026 | 16/11/2026'])
  expect((await school.make(REPORT, { parameters: { withO: true } })).rows).toEqual([
    'Year 7 | 7A | Test | Ada | 2 | 16/11/2026 | 16/11/2026',
  ])
})

test('both ends of the week count, and the days around it do not', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada')
  for (const date of ['2026-11-15', '2026-11-16', '2026-11-22', '2026-11-23'])
    await school.marks(ada, date, 'N')
  expect((await school.make(REPORT)).rows).toEqual(['Year 7 | 7A | Test | Ada | 2 | 16/11/2026 | 22/11/2026'])
})

test('atLeast leaves out who has fewer', async () => {
  const school = await ReportSchool.open()
  await school.marks(await school.pupil('Ada'), '2026-11-16', 'N', 'N')
  await school.marks(await school.pupil('Ben'), '2026-11-16', 'N')
  const { rows, document } = await school.make(REPORT, { parameters: { atLeast: 2 } })
  expect(rows).toEqual(['Year 7 | 7A | Test | Ada | 2 | 16/11/2026 | 16/11/2026'])
  expect(document.explained).toBe('Pupils with 2 or more sessions marked N (no reason yet).')
})

test('a mark in a lesson is no session', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada')
  await school.add('mark', { pupil_id: ada, date: '2026-11-16', lesson_id: 1, code: 'N' })
  expect((await school.make(REPORT)).rows).toEqual([])
})

test('counts for a pupil only while on roll, however many stays overlap', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada', '7A', { to: '2026-11-17' })
  const ben = await school.pupil('Ben', '7A', { to: '2026-07-21' })
  await school.school.stay(ben, { from: '2026-11-18' })
  const cleo = await school.pupil('Cleo')
  await school.school.stay(cleo, { from: '2026-09-01', status: 'subsidiary' })
  const eve = await school.pupil('Eve', '7A', { status: 'guest' })
  for (const pupil of [ada, ben, cleo, eve])
    for (const date of ['2026-11-17', '2026-11-18']) await school.marks(pupil, date, 'N')
  expect((await school.make(REPORT)).rows).toEqual([
    'Year 7 | 7A | Test | Ada | 1 | 17/11/2026 | 17/11/2026',
    'Year 7 | 7A | Test | Ben | 1 | 18/11/2026 | 18/11/2026',
    'Year 7 | 7A | Test | Cleo | 2 | 17/11/2026 | 18/11/2026',
  ])
})

test('counts a session of the day on which the clocks go back on its own day', async () => {
  const school = await ReportSchool.open()
  school.school.at('2026-10-26 00:30')
  const ada = await school.pupil('Ada')
  await school.marks(ada, '2026-10-23', 'N')
  const { rows, document } = await school.make(REPORT)
  expect(rows).toEqual(['Year 7 | 7A | Test | Ada | 1 | 23/10/2026 | 23/10/2026'])
  expect(document).toMatchObject({
    period: 'Monday 19 to Sunday 25 October 2026',
    madeAt: 'Monday 26 October 2026 at 00:30',
  })
})
