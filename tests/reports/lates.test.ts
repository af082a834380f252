import { expect, test } from 'vitest'
import { ReportSchool } from './school.ts'

const REPORT = 'lates'

test('U is late after the register closed, and other absences are not late', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada')
  await school.marks(ada, '2026-11-16', 'U', 'O', 50)
  await school.marks(ada, '2026-11-17', 'L', 'I', 5)
  expect((await school.make(REPORT)).rows).toEqual(['Year 7 | 7A | Test | Ada | 2 | 1 | 1 | 55 | 17/11/2026'])
})

test('counts registration, lessons or both', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada')
  await school.marks(ada, '2026-11-16', 'L')
  for (const minutes_late of [3, null])
    await school.add('mark', { pupil_id: ada, date: '2026-11-18', lesson_id: 1, code: 'L', minutes_late })
  const lates = async (countedIn: string) =>
    (await school.make(REPORT, { parameters: { countedIn } })).rows.map((row) => row.split(' | ')[4])
  expect([await lates('session'), await lates('lesson'), await lates('both')]).toEqual([['1'], ['2'], ['3']])
})

test('atLeast counts lates, not marks', async () => {
  const school = await ReportSchool.open()
  const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
  await school.marks(ada, '2026-11-16', 'L', 'L')
  await school.marks(ben, '2026-11-16', 'L', '\\')
  const { rows } = await school.make(REPORT, { parameters: { atLeast: 2 } })
  expect(rows.map((row) => row.split(' | ')[3])).toEqual(['Ada'])
})

test('pupils who are late as often come in the order of their names', async () => {
  const school = await ReportSchool.open()
  for (const name of ['cleo', 'Ben', 'Ada']) await school.marks(await school.pupil(name), '2026-11-16', 'L')
  const { rows } = await school.make(REPORT)
  expect(rows.map((row) => row.split(' | ')[3])).toEqual(['Ada', 'Ben', 'cleo'])
})
