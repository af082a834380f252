import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/exit.ts'
import { queriesOn } from '../../src/jobs/queries.ts'
import { type Chosen, chosenFrom } from '../../src/reports/chosen.ts'
import { type Selection, selection } from '../../src/reports/selection.ts'
import { Day } from '../../src/schedule/day.ts'
import { ReportSchool } from './school.ts'

/** Whom a selection comes to on a Monday, by forename, and the words for it. */
async function choose(
  { school }: ReportSchool,
  select: Record<string, unknown>,
  day = '2026-11-23',
): Promise<{ words?: string; pupils?: string[] }> {
  return school.with((db) =>
    db.snapshot(async (session) => {
      const q = queriesOn(session, { guests: false })
      const chosen = await chosenFrom(q, selection.parse(select) as Selection, Day.parse(day))
      if (!chosen) return {}
      const { words, pupils }: Chosen = chosen
      const rows = await session.all<{ forename: string }>(
        session.sql('pupil').whereIn('id', pupils()).orderBy('id').select('forename'),
      )
      return { words, pupils: rows.map(({ forename }) => forename) }
    }),
  )
}

async function fails(school: ReportSchool, select: Record<string, unknown>): Promise<string> {
  const error = await choose(school, select).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(UserError)
  return (error as UserError).message
}

/** Ada and Cleo of 7A, Ben of 7B, Dan of 8A, Eve of 12A, and Fay, who has no group. */
async function riverside() {
  const school = await ReportSchool.open()
  const [ada, ben, cleo, dan, eve, fay] = [
    await school.pupil('Ada'),
    await school.pupil('Ben', '7B'),
    await school.pupil('Cleo'),
    await school.pupil('Dan', '8A'),
    await school.pupil('Eve', '12A'),
    await school.pupil('Fay', null),
  ]
  const set = (table: string, row: Record<string, string | number>, ...ids: number[]) =>
    school.school.with((db) => db.run(db.sql(table).whereIn('id', ids).update(row)))
  return { school, ada, ben, cleo, dan, eve, fay, set }
}

describe('a selection', () => {
  test('of nothing leaves everybody in', async () => {
    const { school } = await riverside()
    expect(await choose(school, {})).toEqual({})
  })

  test('of a year group goes by its name or by the year that people mean', async () => {
    const { school } = await riverside()
    const year7 = { words: 'Year 7', pupils: ['Ada', 'Ben', 'Cleo'] }
    expect(await choose(school, { year: 'Year 7' })).toEqual(year7)
    expect(await choose(school, { year: ' year 7 ' })).toEqual(year7)
    expect(await choose(school, { year: '7' })).toEqual(year7)
    expect(await choose(school, { year: ['7', 'Year 8'] })).toEqual({
      words: 'Year 7 and Year 8',
      pupils: ['Ada', 'Ben', 'Cleo', 'Dan'],
    })
  })

  test('of year 3 is never the third year group of a secondary school', async () => {
    const { school } = await riverside()
    expect(await fails(school, { year: '3' })).toBe(
      'There is no year group 3. The year groups are: Year 7, Year 8, Year 12.',
    )
  })

  test('of registration groups', async () => {
    const { school } = await riverside()
    expect(await choose(school, { group: '7a' })).toEqual({
      words: 'registration group 7A',
      pupils: ['Ada', 'Cleo'],
    })
    expect(await choose(school, { group: ['8A', '7B', '12A'] })).toEqual({
      words: 'registration groups 7B, 8A and 12A',
      pupils: ['Ben', 'Dan', 'Eve'],
    })
  })

  test('of the number of a row', async () => {
    const { school } = await riverside()
    const { words } = await choose(school, { group: `#${school.groups.get('7B')}` })
    expect(words).toBe('registration group 7B')
  })

  test('of a class has who is in it on the day, the first and the last included', async () => {
    const { school, ada, ben, cleo, dan } = await riverside()
    const class_id = await school.add('teaching_class', { name: '7X/Ma1', subject: 'Mathematics' })
    const member = (pupil_id: number, start_date: string, end_date: string | null = null) =>
      school.add('class_member', { class_id, pupil_id, start_date, end_date })
    await member(ada, '2026-11-23')
    await member(ben, '2026-09-02', '2026-11-23')
    await member(cleo, '2026-09-02', '2026-11-22')
    await member(dan, '2026-11-24')
    const words = 'class 7X/Ma1'
    expect(await choose(school, { class: '7x/ma1' })).toEqual({ words, pupils: ['Ada', 'Ben'] })
    expect(await choose(school, { class: '7X/Ma1' }, '2026-11-24')).toEqual({ words, pupils: ['Ada', 'Dan'] })
  })

  test('of a house', async () => {
    const { school, set, ben, eve } = await riverside()
    const house_id = await school.add('house', { name: 'Kestrel' })
    await set('pupil', { house_id }, ben, eve)
    expect(await choose(school, { house: 'kestrel' })).toEqual({
      words: 'house Kestrel',
      pupils: ['Ben', 'Eve'],
    })
    expect((await choose(school, { house: ['Nobody', 'Kestrel'] })).words).toBe('houses Kestrel and Nobody')
  })

  test('of a special group, not of a temporary one that a report has left', async () => {
    const { school, ada, dan } = await riverside()
    await school.school.member(await school.school.group('special', 'Choir'), ada, dan, dan)
    await school.school.member(await school.school.group('temporary', 'Lates'), ada)
    expect(await choose(school, { specialGroup: 'choir' })).toEqual({
      words: 'special group Choir',
      pupils: ['Ada', 'Dan'],
    })
    expect(await fails(school, { specialGroup: 'Lates' })).toContain('The special groups are: Choir')
  })

  test('of a site, that of the registration group', async () => {
    const { school, set } = await riverside()
    await set(
      'registration_group',
      { site: 'North site' },
      school.groups.get('7A')!,
      school.groups.get('12A')!,
    )
    await set('registration_group', { site: 'Mill Lane' }, school.groups.get('8A')!)
    expect(await choose(school, { site: 'north SITE' })).toEqual({
      words: 'North site',
      pupils: ['Ada', 'Cleo', 'Eve'],
    })
    expect((await choose(school, { site: 'Mill Lane' })).words).toBe('site Mill Lane')
  })

  test('of pupils by their admission numbers', async () => {
    const { school } = await riverside()
    expect(await choose(school, { pupil: ['000001', ' 000004'] })).toEqual({
      words: 'pupils 000001 and 000004',
      pupils: ['Ada', 'Dan'],
    })
  })

  test('of several kinds has who is in one of each', async () => {
    const { school, set, ada, ben, dan } = await riverside()
    await set('pupil', { house_id: await school.add('house', { name: 'Kestrel' }) }, ada, dan)
    await set('pupil', { house_id: await school.add('house', { name: 'Merlin' }) }, ben)
    expect(await choose(school, { house: 'Kestrel', year: '7' })).toEqual({
      words: 'Year 7; house Kestrel',
      pupils: ['Ada'],
    })
    const both = { year: ['7', '8'], house: ['Kestrel', 'Merlin'], group: ['7B', '8A', '12A'] }
    expect((await choose(school, both)).pupils).toEqual(['Ben', 'Dan'])
    expect((await choose(school, { group: '8A', year: '7' })).pupils).toEqual([])
  })

  test('of many names says the first of them', async () => {
    const { school } = await riverside()
    const names = Array.from({ length: 12 }, (_, at) => `9${String.fromCharCode(65 + at)}`)
    for (const name of names) await school.group(name, 9)
    expect((await choose(school, { group: names })).words).toBe(
      'registration groups 9A, 9B, 9C, 9D, 9E, 9F, 9G, 9H and 4 more',
    )
  })

  test('with names that nobody has says all of them at once, and what was probably meant', async () => {
    const { school } = await riverside()
    await school.add('house', { name: 'Kestrel' })
    expect(await fails(school, { group: ['7A', '7AA'], house: 'Kestral', class: '7X/Ma1', pupil: '1' })).toBe(
      [
        "There is no registration group 7AA: did you mean '7A'?",
        'There is no class 7X/Ma1: there are no classes at all.',
        "There is no house Kestral: did you mean 'Kestrel'?",
        'There is no pupil with the admission number 1.',
      ].join('\n'),
    )
  })

  test('does not give away a confidential group: neither above a report nor to who does not know its name', async () => {
    const { school, ada, ben } = await riverside()
    await school.school.member(await school.school.group('special', 'Epilepsy', { confidential: 1 }), ada)
    await school.school.member(await school.school.group('special', 'Choir'), ben)
    expect(await choose(school, { specialGroup: 'Epilepsy' })).toEqual({
      words: 'a confidential group',
      pupils: ['Ada'],
    })
    expect((await choose(school, { specialGroup: ['Epilepsy', 'Choir'] })).words).toBe(
      'special group Choir and a confidential group',
    )
    expect(await fails(school, { specialGroup: 'Epilepsie' })).toBe(
      'There is no special group Epilepsie. The special groups are: Choir.',
    )
  })

  test('takes as many statements for a long list of names as for one', async () => {
    const { school } = await riverside()
    const one = await school.make('unexplained-absences', { select: { group: '7A' } })
    const many = await school.make('unexplained-absences', { select: { group: ['7A', '7B', '8A', '12A'] } })
    expect(many.statements.length).toBe(one.statements.length)
    expect(many.document.selection).toBe('registration groups 7A, 7B, 8A and 12A')
  })
})
