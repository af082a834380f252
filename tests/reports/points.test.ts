import { describe, expect, test } from 'vitest'
import { Random } from '../../src/demo/random.ts'
import { behaviourAt } from './incidents.ts'
import { type Asked, ReportSchool } from './school.ts'

/** `Highest 1 Ada 4`: list, place, forename, points. */
async function places(school: ReportSchool, asked: Asked = {}) {
  const { rows, document } = await school.make('points', asked)
  const short = rows.map((row) => {
    const [list, among, place, , forename, , points] = row.split(' | ')
    return [list, ...(among === 'All pupils' ? [] : [among]), place, forename, points].join(' ')
  })
  return { rows: short, remarks: document.remarks }
}

describe('points', () => {
  test('gives the same points the same place, and lists all who share the last one', async () => {
    const school = await ReportSchool.open()
    const happens = await behaviourAt(school)
    for (const [name, work, phone] of [
      ['Ada', 3, 0],
      ['Ben', 2, 0],
      ['Cleo', 2, 0],
      ['Dan', 2, 0],
      ['Eve', 0, 1],
      ['Fay', 0, 1],
    ] as const) {
      const pupil = await school.pupil(name)
      await happens(pupil, '2026-11-16', 'work', work)
      await happens(pupil, '2026-11-17', 'phone', phone)
    }
    expect(await places(school, { parameters: { highest: 2, lowest: 1 } })).toEqual({
      rows: [
        ...['Highest 1 Ada 6', 'Highest 2 Ben 4', 'Highest 2 Cleo 4', 'Highest 2 Dan 4'],
        ...['Lowest 1 Eve -1', 'Lowest 1 Fay -1'],
      ],
      remarks: [],
    })
    expect((await places(school, { parameters: { highest: 0, lowest: 3 } })).rows).toHaveLength(5)
  })

  test('counts pupils without an incident as 0, and says how many share a place that is too long to list', async () => {
    const school = await ReportSchool.open()
    const happens = await behaviourAt(school)
    const ada = await school.pupil('Ada')
    await happens(ada, '2026-11-16', 'phone')
    for (let number = 0; number < 12; number++) await school.pupil(`Quiet ${number}`, '8A')
    expect(await places(school, { parameters: { highest: 1, lowest: 2 } })).toEqual({
      rows: ['Lowest 1 Ada -1'],
      remarks: [
        'Highest, All pupils: 12 pupils share place 1 with 0 points, and are not listed.',
        'Lowest, All pupils: 12 pupils share place 2 with 0 points, and are not listed.',
      ],
    })
    // Eleven are no more than ten over one.
    expect((await places(school, { parameters: { highest: 2, lowest: 0 } })).rows).toHaveLength(12)
  })

  test('ranks each year group by itself', async () => {
    const school = await ReportSchool.open()
    const happens = await behaviourAt(school)
    for (const [name, group, work] of [
      ['Ada', '7A', 1],
      ['Ben', '7B', 2],
      ['Dan', '8A', 1],
      ['Eve', '12A', 3],
    ] as const)
      await happens(await school.pupil(name, group), '2026-11-16', 'work', work)
    const { rows } = await places(school, { parameters: { by: 'year', highest: 1, lowest: 1 } })
    expect(rows).toEqual([
      ...['Highest Year 7 1 Ben 4', 'Highest Year 8 1 Dan 2', 'Highest Year 12 1 Eve 6'],
      ...['Lowest Year 7 1 Ada 2', 'Lowest Year 8 1 Dan 2', 'Lowest Year 12 1 Eve 6'],
    ])
  })

  test('leaves out who has left, what was done off roll and what was not in the period', async () => {
    const school = await ReportSchool.open()
    const happens = await behaviourAt(school)
    const ada = await school.pupil('Ada', '7A', { from: '2026-11-18' })
    const ben = await school.pupil('Ben', '7A', { to: '2026-11-22' })
    for (const pupil of [ada, ben])
      for (const date of ['2026-11-15', '2026-11-17', '2026-11-18', '2026-11-23'])
        await happens(pupil, date, 'work')
    const { rows } = await places(school, { parameters: { lowest: 0 } })
    expect(rows).toEqual(['Highest 1 Ada 2'])
  })

  test('adds up as a plain sum does', async () => {
    const school = await ReportSchool.open()
    const happens = await behaviourAt(school)
    const random = new Random(5, 'points')
    const sums = new Map<string, number>()
    for (let number = 0; number < 20; number++) {
      const name = `P${String(number).padStart(2, '0')}`
      const pupil = await school.pupil(name, random.pick(['7A', '8A']))
      const [work, phone] = [random.int(0, 4), random.int(0, 4)]
      await happens(pupil, '2026-11-18', 'work', work)
      await happens(pupil, '2026-11-18', 'phone', phone)
      sums.set(name, 2 * work - phone)
    }
    const all = [...sums.values()]
    const expected = (list: string, sign: number) =>
      [...sums]
        .map(([name, points]) => {
          const place = 1 + all.filter((other) => other * sign > points * sign).length
          return { name, points, place }
        })
        .filter(({ place }) => place <= 4)
        .sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1))
        .map(({ name, points, place }) => `${list} ${place} ${name} ${points}`)
    const { rows } = await places(school, { parameters: { highest: 4, lowest: 4 } })
    expect(rows).toEqual([...expected('Highest', 1), ...expected('Lowest', -1)])
  })
})
