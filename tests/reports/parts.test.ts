import { describe, expect, test } from 'vitest'
import { queriesOn } from '../../src/jobs/queries.ts'
import { type Part, partsOf, type Split } from '../../src/reports/parts.ts'
import type { Selection } from '../../src/reports/selection.ts'
import { Day } from '../../src/schedule/day.ts'
import { ReportSchool } from './school.ts'

/** The parts in words: `7A HIL`, with the codes of who is responsible. */
async function split(
  { school }: ReportSchool,
  by: Split,
  selection: Selection = {},
): Promise<{ parts: string[]; inNone: number; all: Part[] }> {
  const { parts, inNone } = await school.with((db) =>
    db.snapshot((session) =>
      partsOf(queriesOn(session, { guests: false }), by, selection, Day.parse('2026-11-23')),
    ),
  )
  const words = ({ name, responsible }: Part) =>
    [name, ...responsible.map(({ staff_code }) => staff_code)].join(' ')
  return { parts: parts.map(words), inNone, all: parts }
}

let codes = 0
const head = (school: ReportSchool, role: string, row = {}) => {
  codes += 1
  const name = { surname: 'Test', forename: 'Test', email: null, left_on: null }
  return school.add('staff', { staff_code: `H${codes}`, ...name, role, ...row })
}

describe('the parts of a report', () => {
  test('are the registration groups that have a pupil on roll, each with its tutor', async () => {
    const school = await ReportSchool.open()
    await school.pupil('Dan', '8A')
    await school.pupil('Ada')
    await school.pupil('Eve', '7B', { to: '2026-11-22' })
    await school.pupil('Fay', null)
    expect(await split(school, 'group')).toMatchObject({ parts: ['7A HIL', '8A'], inNone: 1 })
  })

  test('without a tutor who has left, with one who leaves today', async () => {
    const school = await ReportSchool.open()
    await school.pupil('Ada')
    const leaves = (left_on: string) =>
      school.school.with((db) => db.run(db.sql('staff').where('id', school.tutor).update({ left_on })))
    await leaves('2026-11-23')
    expect((await split(school, 'group')).parts).toEqual(['7A HIL'])
    await leaves('2026-11-22')
    expect((await split(school, 'group')).parts).toEqual(['7A'])
  })

  test('are year groups in the order of the years, with whoever is their head', async () => {
    const school = await ReportSchool.open()
    for (const group of ['12A', '8A', '7B', '7A']) await school.pupil(`Of ${group}`, group)
    await head(school, 'Head of Year 7', { staff_code: 'SEVEN' })
    await head(school, ' head of  year 7', { staff_code: 'TOO' })
    await head(school, 'Head of Year 12', { staff_code: 'GONE', left_on: '2026-07-21' })
    await head(school, 'Deputy Head of Year 8')
    expect((await split(school, 'year')).parts).toEqual(['Year 7 SEVEN TOO', 'Year 8', 'Year 12'])
  })

  test('are houses, whose head is said with the word or without', async () => {
    const school = await ReportSchool.open()
    const house = async (name: string) => {
      const house_id = await school.add('house', { name })
      const pupil = await school.pupil(`Of ${name}`)
      await school.school.with((db) => db.run(db.sql('pupil').where('id', pupil).update({ house_id })))
    }
    for (const name of ['Oak', 'Elm House', 'Ash']) await house(name)
    await school.pupil('Ada')
    await head(school, 'Head of Oak House', { staff_code: 'OAK' })
    await head(school, 'Head of Elm', { staff_code: 'ELM' })
    await head(school, 'Head of Ash', { staff_code: 'ASH' })
    expect(await split(school, 'house')).toMatchObject({
      parts: ['Ash ASH', 'Elm House ELM', 'Oak OAK'],
      inNone: 1,
    })
  })

  test('are the classes that selected pupils are in on the day; of selected classes just those', async () => {
    const school = await ReportSchool.open()
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben', '7B')]
    const taught = async (name: string, staff_id: number | null, ...pupils: number[]) => {
      const class_id = await school.add('teaching_class', { name, subject: 'Any', staff_id })
      for (const pupil_id of pupils)
        await school.add('class_member', { class_id, pupil_id, start_date: '2026-09-02', end_date: null })
      return class_id
    }
    await taught('7X/Ma1', school.tutor, ada, ben)
    await taught('7X/En1', null, ada)
    const ended = await taught('7X/Ar1', null)
    await school.add('class_member', {
      ...{ class_id: ended, pupil_id: ada },
      ...{ start_date: '2026-09-02', end_date: '2026-10-01' },
    })
    expect((await split(school, 'class')).parts).toEqual(['7X/En1', '7X/Ma1 HIL'])
    expect((await split(school, 'class', { group: '7B' })).parts).toEqual(['7X/Ma1 HIL'])
    expect((await split(school, 'class', { class: '7X/Ma1' })).parts).toEqual(['7X/Ma1 HIL'])
  })

  test('each narrow the selection to their own pupils, whatever was selected before', async () => {
    const school = await ReportSchool.open()
    const [ada, ben, dan] = [
      await school.pupil('Ada'),
      await school.pupil('Ben', '7B'),
      await school.pupil('Dan', '8A'),
    ]
    for (const pupil of [ada, ben, dan]) await school.marks(pupil, '2026-11-18', 'N')
    const { all } = await split(school, 'group', { year: '7', group: ['7A', '7B', '8A'] })
    const made = await Promise.all(
      all.map(async ({ narrowed }) => {
        const { document, rows } = await school.make('unexplained-absences', { select: narrowed })
        return [document.selection, ...rows]
      }),
    )
    const row = '1 | 18/11/2026 | 18/11/2026'
    expect(made).toEqual([
      ['Year 7; registration group 7A', `Year 7 | 7A | Test | Ada | ${row}`],
      ['Year 7; registration group 7B', `Year 7 | 7B | Test | Ben | ${row}`],
    ])
  })
})
