import { describe, expect, test } from 'vitest'
import { ReportSchool } from './school.ts'

const REPORT = 'persistent-absence'

/** So many possible sessions in November, of which the first were missed. */
async function sessions(school: ReportSchool, pupil: number, missed: number, possible: number) {
  const code = (at: number) => (at >= possible ? 'X' : at < missed ? 'I' : '/')
  for (let day = 0; day * 2 < possible; day++) {
    const date = `2026-11-${String(day + 1).padStart(2, '0')}`
    await school.marks(pupil, date, code(day * 2), code(day * 2 + 1))
  }
}

const names = async (school: ReportSchool, parameters = {}) =>
  (await school.make(REPORT, { parameters })).rows.map((row) => {
    const cells = row.split(' | ')
    return `${cells[3]} ${cells[5]}/${cells[4]} ${cells.at(-1)}`
  })

describe('the border is exact', () => {
  test.each([
    [1, 10, 'Persistent'],
    [3, 30, 'Persistent'],
    [2, 21, undefined],
    [5, 10, 'Severe'],
    [14, 29, 'Persistent'],
    [15, 30, 'Severe'],
    [1, 1, 'Severe'],
  ])('%i of %i sessions missed', async (missed, possible, absence) => {
    const school = await ReportSchool.open()
    await sessions(school, await school.pupil('Ada'), missed, possible)
    expect(await names(school)).toEqual(absence ? [`Ada ${missed}/${possible} ${absence}`] : [])
  })

  test('a school that looks earlier sees who is near', async () => {
    const school = await ReportSchool.open()
    await sessions(school, await school.pupil('Ada'), 2, 25)
    await sessions(school, await school.pupil('Ben'), 1, 25)
    expect(await names(school, { percent: 8 })).toEqual(['Ada 2/25 Below 10%'])
  })
})

test('is about Years 1 to 11; the sixth form is apart, and Reception and pupils without a year only in everybody', async () => {
  const school = await ReportSchool.open()
  await school.group('11A', 11)
  await school.group('RA', 0)
  for (const [name, group] of [
    ['Ada', '11A'],
    ['Ben', '12A'],
    ['Cleo', 'RA'],
    ['Dan', null],
  ] as const)
    await sessions(school, await school.pupil(name, group), 1, 2)
  expect(await names(school)).toEqual(['Ada 1/2 Severe'])
  expect(await names(school, { pupils: 'sixth-form' })).toEqual(['Ben 1/2 Severe'])
  expect(await names(school, { pupils: 'everybody' })).toHaveLength(4)
})

test('a pupil without possible sessions is nobody’s absence', async () => {
  const school = await ReportSchool.open()
  await school.marks(await school.pupil('Ada'), '2026-11-16', 'X', '-')
  expect(await names(school)).toEqual([])
  expect((await school.make(REPORT)).document.remarks).toEqual([])
})

test('counts from the first day of the school year, and a pupil who came back only while on roll', async () => {
  const school = await ReportSchool.open()
  const ada = await school.pupil('Ada', '7A', { to: '2026-09-30' })
  await school.school.stay(ada, { from: '2026-11-02' })
  for (const date of ['2026-07-20', '2026-09-01']) await school.marks(ada, date, 'I', 'I')
  await school.marks(ada, '2026-09-02', '/', 'I')
  await school.marks(ada, '2026-10-12', 'I', 'I')
  await school.marks(ada, '2026-11-02', '/', '\\')
  expect(await names(school)).toEqual(['Ada 1/4 Persistent'])
})

test('says what share of the pupils it is, also of those it does not list', async () => {
  const school = await ReportSchool.open()
  await sessions(school, await school.pupil('Ada'), 1, 10)
  await sessions(school, await school.pupil('Ben'), 6, 10)
  await sessions(school, await school.pupil('Cleo'), 0, 10)
  await sessions(school, await school.pupil('Dan', '12A'), 9, 10)
  const { document, rows } = await school.make(REPORT, { parameters: { percent: 50 } })
  expect(rows).toHaveLength(1)
  expect(document.remarks).toEqual([
    'Pupils with possible sessions: 3; persistently absent: 2 (66.7%); severely: 1 (33.3%).',
  ])
})
