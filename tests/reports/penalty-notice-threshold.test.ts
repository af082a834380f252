import { describe, expect, test } from 'vitest'
import { Day } from '../../src/schedule/day.ts'
import { mondayOf } from '../../src/schedule/weekday.ts'
import { on, schoolDays } from './days.ts'
import { randomRegisters, uk } from './register.ts'
import { type Asked, ReportSchool } from './school.ts'

const REPORT = 'penalty-notice-threshold'

async function threshold(arrange: (school: ReportSchool) => Promise<void>, asked: Asked = {}) {
  const school = await ReportSchool.open()
  await arrange(school)
  const { rows } = await school.make(REPORT, asked)
  return rows.map((row) => row.split(' | ').slice(3).join(' '))
}

/** Somebody is there every week, so that each is a school week. */
async function everyWeek(school: ReportSchool, from: string, weeks: number) {
  const somebody = await school.pupil('Zoe', '7B')
  const mondays = new Set(schoolDays(from, weeks * 5).map((date) => mondayOf(Day.parse(date)).toString()))
  await on(school, [...mondays].slice(0, weeks), somebody, '/')
}

describe(REPORT, () => {
  test('is not reached with 9 sessions, and is with the 10th', async () => {
    const nine = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      await on(school, schoolDays('2026-11-09', 4), ada, 'O')
      await school.marks(ada, '2026-11-13', 'U', '\\')
    }
    expect(await threshold(nine)).toEqual([])
    const ten = async (school: ReportSchool) => {
      await nine(school)
      await school.marks(1, '2026-11-18', '/', 'G')
    }
    expect(await threshold(ten)).toEqual(['Ada 10 09/11/2026 18/11/2026 18/11/2026 yes'])
  })

  test('takes a 10th session in the 10th school week, and not one in the 11th', async () => {
    const on10 = async (school: ReportSchool, last: string) => {
      const ada = await school.pupil('Ada')
      await everyWeek(school, '2026-09-07', 11)
      await on(school, ['2026-09-11'], ada, 'O', '/')
      await on(school, schoolDays('2026-10-05', 4), ada, 'O')
      await school.marks(ada, last, 'O', '\\')
    }
    // The 10th school week from 7 September is that of 16 November: half term is no school week. In the 11th, of
    // which it is Monday, the first session is out of the weeks again.
    expect(await threshold((school) => on10(school, '2026-11-20'))).toEqual([
      'Ada 9 11/09/2026 20/11/2026 20/11/2026 no',
    ])
    expect(await threshold((school) => on10(school, '2026-11-23'))).toEqual([])
  })

  test('passes over a week in which there was no session, whatever the calendar says', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      await everyWeek(school, '2026-09-14', 9)
      await on(school, ['2026-09-07'], ada, 'O')
      await on(school, schoolDays('2026-11-16', 4), ada, 'O')
    }
    expect(await threshold(arrange)).toEqual(['Ada 10 07/09/2026 19/11/2026 19/11/2026 yes'])
    // With a closed week in September, in which nobody was expected, 23 November is in the 10th.
    const closed = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      const zoe = await school.pupil('Zoe', '7B')
      for (const date of ['2026-09-14', '2026-09-15']) await school.marks(zoe, date, 'Y4', '#')
      await everyWeek(school, '2026-09-21', 9)
      await on(school, ['2026-09-07'], ada, 'O')
      await on(school, schoolDays('2026-11-18', 4), ada, 'O')
    }
    expect(await threshold(closed)).toEqual(['Ada 10 07/09/2026 23/11/2026 23/11/2026 yes'])
  })

  test('goes on from one school year to the next', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      await on(school, schoolDays('2026-07-20', 2), ada, 'O')
      await on(school, schoolDays('2026-09-02', 3), ada, 'G')
    }
    expect(await threshold(arrange, { day: '2026-09-07' })).toEqual([
      'Ada 10 20/07/2026 04/09/2026 04/09/2026 yes',
    ])
  })

  test('lists who reached it before the period only while they are still at it', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      await everyWeek(school, '2026-06-08', 18)
      await on(school, schoolDays('2026-07-13', 5), ada, 'O')
    }
    expect(await threshold(arrange, { day: '2026-09-14' })).toEqual([
      'Ada 10 13/07/2026 17/07/2026 17/07/2026 yes',
    ])
    expect(await threshold(arrange, { day: '2026-11-02' })).toEqual([])
    expect(await threshold(arrange, { day: '2026-11-02', period: '2026-07-01..2026-11-02' })).toEqual([
      'Ada 0 13/07/2026 17/07/2026 17/07/2026 no',
    ])
  })

  test('leaves out leavers, counts both stays of who came back, and nothing from between them', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada', '7A', { to: '2026-11-22' })
      const ben = await school.pupil('Ben', '7A', { to: '2026-11-10' })
      await school.school.stay(ben, { from: '2026-11-17' })
      for (const pupil of [ada, ben]) await on(school, schoolDays('2026-11-09', 6), pupil, 'O')
      await on(school, schoolDays('2026-11-17', 3), ben, 'O')
    }
    expect(await threshold(arrange)).toEqual(['Ben 10 09/11/2026 19/11/2026 19/11/2026 yes'])
  })

  test('is about pupils of compulsory school age, unless all are asked for', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada', '12A')
      await school.school.with((db) =>
        db.run(db.sql('pupil').where({ id: ada }).update({ date_of_birth: '2010-08-31' })),
      )
      await on(school, schoolDays('2026-11-09', 5), ada, 'O')
    }
    expect(await threshold(arrange)).toEqual([])
    expect(await threshold(arrange, { parameters: { allAges: true } })).toHaveLength(1)
  })

  test('goes by the numbers and the codes that are set', async () => {
    const arrange = async (school: ReportSchool) => {
      const ada = await school.pupil('Ada')
      await school.marks(ada, '2026-11-09', 'N', 'O')
      await school.marks(ada, '2026-11-20', 'N', '/')
    }
    expect(await threshold(arrange, { parameters: { sessions: 3, weeks: 2, codes: ['N', 'O'] } })).toEqual([
      'Ada 3 09/11/2026 20/11/2026 20/11/2026 yes',
    ])
    expect(await threshold(arrange, { parameters: { sessions: 3, weeks: 1, codes: ['N', 'O'] } })).toEqual([])
    expect(await threshold(arrange, { parameters: { sessions: 2, codes: 'N' } })).toEqual([
      'Ada 2 09/11/2026 20/11/2026 20/11/2026 yes',
    ])
  })

  test.each([1, 2, 3])('finds what a plain look at the registers finds (%i)', async (seed) => {
    const school = await ReportSchool.open()
    const registers = await randomRegisters(school, seed)
    const [from, to, sessions, weeks] = ['2026-09-02', '2026-11-20', 6, 3] as const
    const all = [...registers.values()][0]!
    const mondays = [...new Set(all.map(({ date }) => mondayOf(Day.parse(date)).number))]
    const weekOf = (date: string) => mondays.indexOf(mondayOf(Day.parse(date)).number)
    const expected = [...registers].flatMap(([name, register]) => {
      const counted = register.filter(({ code, onRoll }) => onRoll && ['G', 'O', 'U'].includes(code))
      const now = counted.filter(({ date }) => weekOf(date) > weekOf(to) - weeks)
      const reached = counted.flatMap(({ date }, at) => {
        const first = counted[at - sessions + 1]
        return first && weekOf(date) - weekOf(first.date) < weeks ? [{ first: first.date, date }] : []
      })
      const inPeriod = reached.filter(({ date }) => date >= from)
      if (inPeriod.length === 0 && now.length < sessions) return []
      const [one] = reached.filter(({ date }) => date >= from || weekOf(date) > weekOf(to) - weeks)
      const still = now.length >= sessions ? 'yes' : 'no'
      return `${name} ${now.length} ${uk(one!.first)} ${uk(one!.date)} ${uk(counted.at(-1)!.date)} ${still}`
    })
    const { rows } = await school.make(REPORT, { parameters: { sessions, weeks }, period: `${from}..${to}` })
    expect(rows.map((row) => row.split(' | ').slice(3).join(' '))).toEqual(expected)
    expect(rows.length).toBeGreaterThan(3)
  })
})
