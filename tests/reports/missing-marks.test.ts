import { describe, expect, test } from 'vitest'
import { ReportSchool } from './school.ts'

const REPORT = 'missing-marks'
const DAY = '2026-11-23'

/** Registers with what they lack: `Morning registration 7A not taken 2/2`. */
async function lacking(school: ReportSchool, asked: Parameters<ReportSchool['make']>[1] = {}) {
  return (await school.make(REPORT, asked)).rows.map((row) => {
    const [, register, , group, , , state, missing, pupils] = row.split(' | ')
    return `${register} ${group} ${state} ${missing}/${pupils}`
  })
}

const lesson = (school: ReportSchool, period: number, starts_at: string, ends_at: string, group = '7A') =>
  school.add('lesson', {
    ...{ date: DAY, period, starts_at, ends_at, subject: 'Maths', room: 'M1', staff_id: school.tutor },
    registration_group_id: school.groups.get(group)!,
  })

describe('a mark is missing', () => {
  test('where there is none, and where it is -', async () => {
    const school = await ReportSchool.open()
    const [ada, ben, cleo] = [
      await school.pupil('Ada'),
      await school.pupil('Ben'),
      await school.pupil('Cleo'),
    ]
    await school.marks(ada, DAY, '-')
    await school.marks(ben, DAY, '/')
    expect(await lacking(school)).toEqual(['Morning registration 7A incomplete 2/3'])
    await school.marks(cleo, DAY, 'N')
    expect(await lacking(school)).toEqual(['Morning registration 7A incomplete 1/3'])
    await school.marks(ada, DAY, 'I')
    expect(await lacking(school)).toEqual([])
  })

  test('a code that nobody knows is a mark', async () => {
    const school = await ReportSchool.open()
    await school.marks(await school.pupil('Ada'), DAY, '?')
    expect(await lacking(school)).toEqual([])
  })

  test('not of pupils who had left, had not come, or have two stays at once', async () => {
    const school = await ReportSchool.open()
    await school.session(DAY, 'AM')
    await school.pupil('Ada', '7A', { to: '2026-11-22' })
    await school.pupil('Ben', '7A', { from: '2026-11-24' })
    await school.school.stay(await school.pupil('Cleo'), { from: '2026-09-01', status: 'subsidiary' })
    expect(await lacking(school)).toEqual(['Morning registration 7A not taken 1/1'])
  })
})

describe('on the day itself', () => {
  test.each([
    ['09:29', []],
    ['09:30', ['Morning registration 7A not taken 1/1']],
    ['13:59', ['Morning registration 7A not taken 1/1']],
    ['14:00', ['Morning registration 7A not taken 1/1', 'Afternoon registration 7A not taken 1/1']],
  ])('at %s only what was due is missing', async (time, registers) => {
    const school = await ReportSchool.open()
    school.school.at(`${DAY} ${time}`)
    await school.pupil('Ada')
    for (const part of ['AM', 'PM'] as const) await school.session(DAY, part)
    expect(await lacking(school)).toEqual(registers)
  })

  test('a school can say by when', async () => {
    const school = await ReportSchool.open()
    school.school.at(`${DAY} 09:05`)
    await school.pupil('Ada')
    await school.session(DAY, 'AM')
    expect(await lacking(school)).toEqual([])
    expect(await lacking(school, { parameters: { morningBy: '9:05' } })).toHaveLength(1)
  })

  test('goes by the school’s clock, also in summer', async () => {
    const school = await ReportSchool.open()
    school.school.at('2026-06-15 09:45')
    await school.pupil('Ada')
    await school.session('2026-06-15', 'AM')
    expect(await lacking(school)).toHaveLength(1)
  })

  test('a run that comes the day after finds everything due', async () => {
    const school = await ReportSchool.open()
    school.school.at('2026-11-24 07:00')
    await school.pupil('Ada')
    for (const part of ['AM', 'PM'] as const) await school.session(DAY, part)
    await school.session('2026-11-24', 'AM')
    expect(await lacking(school, { day: DAY })).toHaveLength(2)
  })

  test('a session of a day to come is not missing', async () => {
    const school = await ReportSchool.open()
    await school.pupil('Ada')
    await school.session('2026-11-24', 'AM')
    expect(await lacking(school, { period: '2026-11-23..2026-11-24' })).toEqual([])
  })
})

describe('lessons', () => {
  test('count once they are over, with their teacher', async () => {
    const school = await ReportSchool.open()
    school.school.at(`${DAY} 10:00`)
    await school.pupil('Ada')
    await lesson(school, 1, '09:00', '10:00')
    await lesson(school, 2, '10:00', '11:00')
    expect((await school.make(REPORT, { parameters: { registers: 'lesson' } })).rows).toEqual([
      '23/11/2026 | Lesson 1 | Year 7 | 7A | Maths | Ms Hill | not taken | 1 | 1',
    ])
  })

  test('come between the morning and the afternoon', async () => {
    const school = await ReportSchool.open()
    school.school.at(`${DAY} 16:00`)
    await school.pupil('Ada')
    for (const part of ['AM', 'PM'] as const) await school.session(DAY, part)
    await lesson(school, 2, '10:00', '11:00')
    await lesson(school, 1, '09:00', '10:00')
    expect(await lacking(school, { parameters: { registers: 'both' } })).toEqual([
      'Morning registration 7A not taken 1/1',
      'Lesson 1 7A not taken 1/1',
      'Lesson 2 7A not taken 1/1',
      'Afternoon registration 7A not taken 1/1',
    ])
  })

  test('a mark in the lesson does not fill the register of the morning', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    await school.session(DAY, 'AM')
    const first = await lesson(school, 1, '09:00', '10:00')
    await school.add('mark', { pupil_id: ada, date: DAY, lesson_id: first, code: '/' })
    expect(await lacking(school, { parameters: { registers: 'both' } })).toEqual([
      'Morning registration 7A not taken 1/1',
    ])
  })
})
