import { describe, expect, test } from 'vitest'
import { on, schoolDays } from './days.ts'
import { randomRegisters, runsOf, uk } from './register.ts'
import { type Asked, ReportSchool } from './school.ts'

const REPORT = 'sickness-return'

async function ill(arrange: (school: ReportSchool, ada: number) => Promise<void>, asked: Asked = {}) {
  const school = await ReportSchool.open()
  await arrange(school, await school.pupil('Ada'))
  const { rows } = await school.make(REPORT, asked)
  return rows.map((row) => row.split(' | ').slice(3).join(' '))
}

describe(REPORT, () => {
  test('lists who was ill for 15 days, not for 14 and a half; half a day counts half', async () => {
    const almost = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-09-07', 10), ada, 'I')
      for (const date of schoolDays('2026-10-05', 9)) await school.marks(ada, date, 'I', '\\')
    }
    expect(await ill(almost)).toEqual([])
    const just = async (school: ReportSchool, ada: number) => {
      await almost(school, ada)
      await school.marks(ada, '2026-11-18', '/', 'I')
    }
    expect(await ill(just)).toEqual(['Ada 30 15 10½ no 07/09/2026 18/11/2026 18/11/2026 yes'])
    expect(await ill(just, { parameters: { days: 14 } })).toEqual([
      'Ada 30 15 10½ no 07/09/2026 14/10/2026 18/11/2026 yes',
    ])
  })

  test('says of 15 days in a row that they were, over half term and days that were not required', async () => {
    const arrange = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-10-12', 8), ada, 'I')
      await school.marks(ada, '2026-10-22', 'X', 'I')
      await school.marks(ada, '2026-10-23', 'I', 'X')
      await on(school, schoolDays('2026-11-02', 6), ada, 'I')
      await school.marks(ada, '2026-11-10', '/', '\\')
    }
    expect(await ill(arrange)).toEqual(['Ada 30 15 15 yes 12/10/2026 09/11/2026 09/11/2026 no'])
  })

  test('counts the school year only', async () => {
    const arrange = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-07-13', 7), ada, 'I')
      await on(school, schoolDays('2026-09-02', 14), ada, 'I')
    }
    expect(await ill(arrange)).toEqual([])
    expect(await ill(arrange, { parameters: { days: 14 } })).toEqual([
      'Ada 28 14 14 yes 02/09/2026 21/09/2026 21/09/2026 yes',
    ])
  })

  test('covers who reached it in the period, with all the days of the year up to its end', async () => {
    const arrange = (school: ReportSchool, ada: number) => on(school, schoolDays('2026-11-02', 15), ada, 'I')
    const asked = { parameters: { days: 10 } }
    expect(await ill(arrange, { ...asked, period: '2026-11-09..2026-11-15' })).toEqual([
      'Ada 20 10 10 yes 02/11/2026 13/11/2026 13/11/2026 yes',
    ])
    expect(await ill(arrange, { ...asked, period: '2026-11-16..2026-11-22' })).toEqual([])
  })

  test.each([1, 2, 3])('finds what a plain look at the registers finds (%i)', async (seed) => {
    const school = await ReportSchool.open()
    const registers = await randomRegisters(school, seed)
    const days = 4
    const half = (sessions: number) => `${Math.floor(sessions / 2)}${sessions % 2 ? '½' : ''}`
    const expected = [...registers].flatMap(([name, register]) => {
      const ofYear = register.filter(({ date }) => date >= '2026-09-02')
      const sessions = ofYear.filter(({ code, onRoll }) => onRoll && code === 'I')
      if (sessions.length < days * 2) return []
      const runs = runsOf(ofYear, (code) => code === 'I')
      const longest = Math.max(...runs.map(({ entries }) => entries.length))
      const [first, reached, last] = [sessions[0], sessions[days * 2 - 1], sessions.at(-1)]
      return [
        ...[name, sessions.length, half(sessions.length), half(longest), longest >= days * 2 ? 'yes' : 'no'],
        ...[uk(first!.date), uk(reached!.date), uk(last!.date), runs.at(-1)!.brokenOn ? 'no' : 'yes'],
      ].join(' ')
    })
    const { rows } = await school.make(REPORT, { parameters: { days }, period: '2026-09-02..2026-11-20' })
    expect(rows.map((row) => row.split(' | ').slice(3).join(' '))).toEqual(expected)
    expect(rows.length).toBeGreaterThan(1)
  })
})
