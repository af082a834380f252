import { describe, expect, test } from 'vitest'
import { on, schoolDays } from './days.ts'
import { randomRegisters, runsOf, uk } from './register.ts'
import { type Asked, ReportSchool } from './school.ts'

const REPORT = 'attendance-return'

async function absences(arrange: (school: ReportSchool, ada: number) => Promise<void>, asked: Asked = {}) {
  const school = await ReportSchool.open()
  await arrange(school, await school.pupil('Ada'))
  const { rows, document } = await school.make(REPORT, asked)
  return { rows: rows.map((row) => row.split(' | ').slice(3).join(' ')), remarks: document.remarks }
}

const found = async (...asked: Parameters<typeof absences>) => (await absences(...asked)).rows

describe(REPORT, () => {
  test('lists an absence of 10 school days in a row, not one of 9', async () => {
    const off = (days: number) => (school: ReportSchool, ada: number) =>
      on(school, schoolDays('2026-11-02', days), ada, 'O', 'N')
    expect(await found(off(9))).toEqual([])
    expect(await found(off(10))).toEqual(['Ada 10 02/11/2026 13/11/2026 13/11/2026 yes'])
  })

  test('goes on over a weekend, half term and the summer', async () => {
    expect(await found((school, ada) => on(school, schoolDays('2026-10-20', 10), ada, 'G'))).toEqual([
      'Ada 10 20/10/2026 09/11/2026 09/11/2026 yes',
    ])
    const overSummer = (school: ReportSchool, ada: number) =>
      on(school, schoolDays('2026-07-20', 10), ada, 'O')
    expect(await found(overSummer, { day: '2026-09-14' })).toEqual([
      'Ada 10 20/07/2026 11/09/2026 11/09/2026 yes',
    ])
  })

  test('is ended by half a day of presence, and by an absence of another kind', async () => {
    for (const half of ['/', 'I'])
      expect(
        await found(async (school, ada) => {
          await on(school, schoolDays('2026-11-02', 6), ada, 'O')
          await school.marks(ada, '2026-11-10', 'O', half)
          await on(school, schoolDays('2026-11-11', 6), ada, 'O')
        }),
      ).toEqual([])
    const back = await found(async (school, ada) => {
      await on(school, schoolDays('2026-11-02', 10), ada, 'O')
      await school.marks(ada, '2026-11-16', 'O', '\\')
    })
    // The morning of 16 November still belongs to it, as no whole day.
    expect(back).toEqual(['Ada 10 02/11/2026 13/11/2026 16/11/2026 no'])
  })

  test('passes over days that were not required, missing marks and days without a session', async () => {
    const arrange = async (school: ReportSchool, ada: number) => {
      await on(school, schoolDays('2026-11-02', 5), ada, 'O')
      await school.marks(ada, '2026-11-09', 'X', 'X')
      await school.marks(ada, '2026-11-10', '-', 'O')
      await school.marks(ada, '2026-11-11', 'O', 'Y1')
      // On 12 November there was school, and she has no mark at all; 13 November was an INSET day.
      await school.marks(await school.pupil('Ben'), '2026-11-12', '/', '\\')
      await school.marks(ada, '2026-11-13', '#', '#')
      await on(school, schoolDays('2026-11-16', 3), ada, 'O')
    }
    expect(await found(arrange, { parameters: { days: 11 } })).toEqual([])
    expect(await found(arrange)).toEqual(['Ada 10 02/11/2026 18/11/2026 18/11/2026 yes'])
  })

  test('says of a code that nobody knows that it counts nowhere', async () => {
    const { rows, remarks } = await absences(async (school, ada) => {
      await on(school, schoolDays('2026-11-02', 5), ada, 'O')
      await school.marks(ada, '2026-11-09', '?', 'O')
      await school.marks(await school.pupil('Ben'), '2026-11-09', '/', '\\')
      await on(school, schoolDays('2026-11-10', 4), ada, 'O')
    })
    expect(rows).toEqual(['Ada 10 02/11/2026 13/11/2026 13/11/2026 yes'])
    expect(remarks).toEqual([
      '1 session mark has a code that the register codes did not have on that day: counted nowhere.',
    ])
  })

  test('begins anew for a pupil who left and came back, and leaves out who has left', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada', '7A', { to: '2026-11-06' })
    await school.school.stay(ada, { from: '2026-11-16' })
    const ben = await school.pupil('Ben', '7A', { to: '2026-11-22' })
    await on(school, schoolDays('2026-11-02', 15), ben, 'O')
    await on(school, schoolDays('2026-11-02', 5), ada, 'O')
    await on(school, schoolDays('2026-11-16', 5), ada, 'O')
    expect((await school.make(REPORT)).rows).toEqual([])
    expect((await school.make(REPORT, { parameters: { days: 5 } })).rows).toEqual([
      'Year 7 | 7A | Test | Ada | 5 | 02/11/2026 | 06/11/2026 | 06/11/2026 | no',
      'Year 7 | 7A | Test | Ada | 5 | 16/11/2026 | 20/11/2026 | 20/11/2026 | yes',
    ])
  })

  test('goes on when only the kind of enrolment changed', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada', '7A', { to: '2026-11-06' })
    await school.school.stay(ada, { from: '2026-11-07', status: 'main' })
    await on(school, schoolDays('2026-11-02', 10), ada, 'O')
    expect((await school.make(REPORT)).rows).toHaveLength(1)
  })

  test.each([
    ['follows on', { to: '2026-11-09' }, { from: '2026-11-10', status: 'main' }],
    ['overlaps', {}, { from: '2026-11-10', status: 'subsidiary' }],
  ])('goes on when a stay %s, though nothing was required around it', async (_, before, after) => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada', '7A', before)
    await school.school.stay(ada, after)
    await on(school, schoolDays('2026-11-02', 15), await school.pupil('Ben'), '/')
    await on(school, schoolDays('2026-11-02', 5), ada, 'O')
    await on(school, schoolDays('2026-11-09', 3), ada, 'D')
    await on(school, schoolDays('2026-11-12', 5), ada, 'O')
    expect((await school.make(REPORT)).rows).toEqual([
      'Year 7 | 7A | Test | Ada | 10 | 02/11/2026 | 18/11/2026 | 18/11/2026 | yes',
    ])
  })

  test('covers what went on in the period, from its first day', async () => {
    const arrange = (school: ReportSchool, ada: number) => on(school, schoolDays('2026-10-12', 12), ada, 'O')
    expect(await found(arrange, { period: 'last-month', day: '2026-12-01' })).toEqual([
      'Ada 12 12/10/2026 23/10/2026 03/11/2026 yes',
    ])
    expect(await found(arrange, { period: '2026-11-04..2026-11-20' })).toEqual([])
  })

  test.each([1, 2, 3, 4])('finds what a plain look at the registers finds (%i)', async (seed) => {
    const school = await ReportSchool.open()
    const registers = await randomRegisters(school, seed)
    const [from, to, days] = ['2026-09-02', '2026-11-20', 3] as const
    const expected = [...registers].flatMap(([name, register]) =>
      runsOf(register, (code) => ['G', 'N', 'O', 'U'].includes(code))
        .filter((run) => run.days.length >= days && run.entries.at(-1)!.date >= from)
        .map(({ entries, days: whole, brokenOn }) =>
          [
            ...[name, whole.length, uk(entries[0]!.date), uk(whole[days - 1])],
            ...[uk(entries.at(-1)!.date), brokenOn ? 'no' : 'yes'],
          ].join(' '),
        ),
    )
    const { rows } = await school.make(REPORT, { parameters: { days }, period: `${from}..${to}` })
    expect(rows.map((row) => row.split(' | ').slice(3).join(' '))).toEqual(expected)
    expect(rows.length).toBeGreaterThan(5)
  })
})
