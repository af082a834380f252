import { describe, expect, test } from 'vitest'
import { on, schoolDays } from './days.ts'
import { randomRegisters, uk } from './register.ts'
import { type Asked, ReportSchool } from './school.ts'

const REPORT = 'unresolved-absences'

async function open(arrange: (school: ReportSchool, ada: number) => Promise<void>, asked: Asked = {}) {
  const school = await ReportSchool.open()
  await arrange(school, await school.pupil('Ada'))
  const { rows } = await school.make(REPORT, asked)
  return rows.map((row) => row.split(' | ').slice(3).join(' '))
}

describe(REPORT, () => {
  const week = async (school: ReportSchool, ada: number) => {
    await school.marks(ada, '2026-11-16', 'N', '\\')
    await on(school, schoolDays('2026-11-17', 5), ada, '/')
  }

  test('leaves five school days, over a weekend, and lists it on the sixth', async () => {
    expect(await open(week, { day: '2026-11-23' })).toEqual([])
    // In the morning of the 24th nobody has a mark yet: it is a school day by the calendar.
    expect(await open(week, { day: '2026-11-24' })).toEqual(['Ada 1 16/11/2026 6 16/11/2026'])
    expect(await open(week, { day: '2026-11-23', parameters: { days: 4 } })).toHaveLength(1)
  })

  test('counts neither half term nor a day without a session', async () => {
    const halfTerm = async (school: ReportSchool, ada: number) => {
      await school.marks(ada, '2026-10-22', 'N', 'N')
      // 3 November is an INSET day: nobody has a mark but for the closure.
      await on(school, ['2026-10-23', '2026-11-02', '2026-11-04', '2026-11-05'], ada, '/')
      await school.marks(ada, '2026-11-03', '#', '#')
    }
    expect(await open(halfTerm, { day: '2026-11-06' })).toEqual([])
    expect(await open(halfTerm, { day: '2026-11-09' })).toEqual([])
    const more = async (school: ReportSchool, ada: number) => {
      await halfTerm(school, ada)
      await school.marks(ada, '2026-11-06', '/', '\\')
    }
    expect(await open(more, { day: '2026-11-09' })).toEqual(['Ada 2 22/10/2026 6 22/10/2026'])
  })

  test('leaves out an absence that has a reason by now, and pupils who have left', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '7A', { to: '2026-11-20' })
    for (const pupil of [ada, ben]) await week(school, pupil)
    await school.school.with((db) =>
      db.run(db.sql('mark').where({ pupil_id: ada, code: 'N' }).update({ code: 'I' })),
    )
    expect((await school.make(REPORT, { day: '2026-11-30' })).rows).toEqual([])
  })

  test.each([1, 2])('finds what a plain look at the registers finds (%i)', async (seed) => {
    const school = await ReportSchool.open()
    const registers = await randomRegisters(school, seed)
    const dates = [...new Set([...registers.values()][0]!.map(({ date }) => date))]
    const age = (date: string) => dates.length - 1 - dates.indexOf(date)
    const expected = [...registers].flatMap(([name, register]) => {
      const late = register.filter(
        ({ date, code, onRoll }) => onRoll && code === 'N' && age(date) > 5 && date >= '2026-09-02',
      )
      if (late.length === 0) return []
      const [first, last] = [late[0]!.date, late.at(-1)!.date]
      return [name, late.length, uk(first), age(first), uk(last)].join(' ')
    })
    const { rows } = await school.make(REPORT, { period: '2026-09-02..2026-11-20' })
    expect(rows.map((row) => row.split(' | ').slice(3).join(' '))).toEqual(expected)
    expect(rows.length).toBeGreaterThan(2)
  })
})
