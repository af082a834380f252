import { describe, expect, test } from 'vitest'
import { on, schoolDays } from './days.ts'
import { isAbsence, randomRegisters, runsOf, uk } from './register.ts'
import { type Asked, ReportSchool } from './school.ts'

const REPORT = 'consecutive-absence'

/** Name, whether back and since when, first and latest day, sessions, whole days, without reason, unauthorised, code. */
async function absent(arrange: (school: ReportSchool, ada: number) => Promise<void>, asked: Asked = {}) {
  const school = await ReportSchool.open()
  await arrange(school, await school.pupil('Ada'))
  const { rows } = await school.make(REPORT, asked)
  return rows.map((row) => row.split(' | ').slice(3, -1).join(' '))
}

describe(REPORT, () => {
  test('lists six sessions in a row, not five, and whether the pupil is back', async () => {
    const five = async (school: ReportSchool, ada: number) => {
      await school.marks(ada, '2026-11-18', '/', 'I')
      await on(school, ['2026-11-19', '2026-11-20'], ada, 'I')
    }
    expect(await absent(five)).toEqual([])
    expect(await absent(five, { parameters: { sessions: 5 } })).toEqual([
      'Ada still absent  18/11/2026 20/11/2026 5 2 0 0 I',
    ])
    const six = async (school: ReportSchool, ada: number) => {
      await five(school, ada)
      await school.marks(ada, '2026-11-23', 'N', '-')
    }
    expect(await absent(six)).toEqual(['Ada still absent  18/11/2026 23/11/2026 6 3 1 1 N'])
    const back = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-11-18', 3), ada, 'I')
      await school.marks(ada, '2026-11-23', 'L')
    }
    expect(await absent(back)).toEqual(['Ada back 23/11/2026 18/11/2026 20/11/2026 6 3 0 0 I'])
    expect(await absent(back, { parameters: { stillAbsent: true } })).toEqual([])
  })

  test('follows an absence back over half term, whatever kinds of it there were', async () => {
    const arrange = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-10-21', 3), ada, 'I')
      await school.marks(ada, '2026-11-02', 'X', 'M')
      await on(school, schoolDays('2026-11-03', 10), ada, 'O', 'N')
    }
    expect(await absent(arrange)).toEqual(['Ada still absent  21/10/2026 16/11/2026 27 14 10 20 N'])
  })

  test('leaves out what was over before the period began, and what began after it', async () => {
    const arrange = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-11-10', 4), ada, 'I')
      await school.marks(ada, '2026-11-16', '/', '\\')
      await on(school, schoolDays('2026-11-17', 3), ada, 'I')
    }
    expect(await absent(arrange, { period: '2026-11-16..2026-11-16' })).toEqual([])
    expect(await absent(arrange, { period: '2026-11-09..2026-11-10' })).toHaveLength(1)
    expect(await absent(arrange, { period: '2026-11-09..2026-11-20' })).toHaveLength(2)
  })

  test('leaves out pupils who have left, and says which marks it could not read', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada', '7A', { to: '2026-11-20' })
    const ben = await school.pupil('Ben')
    await on(school, schoolDays('2026-11-16', 5), ada, 'I')
    await on(school, schoolDays('2026-11-16', 4), ben, 'I')
    await school.marks(ben, '2026-11-20', '?', 'I')
    const { rows, document } = await school.make(REPORT)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toContain('Ben | still absent |  | 16/11/2026 | 20/11/2026 | 9')
    expect(document.remarks).toHaveLength(1)
  })

  test.each([1, 2, 3])('finds what a plain look at the registers finds (%i)', async (seed) => {
    const school = await ReportSchool.open()
    const registers = await randomRegisters(school, seed)
    const [from, to] = ['2026-11-02', '2026-11-15']
    const expected = [...registers].flatMap(([name, register]) =>
      runsOf(register, isAbsence)
        .map(({ entries, days, brokenOn }) => {
          const [first, last] = [entries[0]!, entries.at(-1)!]
          const codes = entries.map(({ code }) => code)
          const figures = [
            ...[entries.length, days.length, codes.filter((code) => code === 'N').length],
            codes.filter((code) => 'GNOU'.includes(code)).length,
          ]
          const now = brokenOn ? `back ${uk(brokenOn)}` : 'still absent '
          const text = [name, now, uk(first.date), uk(last.date), ...figures, last.code].join(' ')
          return { text, first: first.date, last: last.date, sessions: entries.length }
        })
        .filter(({ first, last, sessions }) => sessions >= 6 && last >= from! && first <= to!)
        .map(({ text }) => text),
    )
    const { rows } = await school.make(REPORT, { period: `${from}..${to}` })
    expect(rows.map((row) => row.split(' | ').slice(3, -1).join(' '))).toEqual(expected)
    expect(rows.length).toBeGreaterThan(5)
  })
})
