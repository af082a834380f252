import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/exit.ts'
import { outline } from '../../src/reports/outline.ts'
import { ReportSchool } from './school.ts'

/** Who is listed, with the group: `Choir: Ada`. */
async function members(school: ReportSchool, parameters = {}, select = {}) {
  const { rows, document } = await school.make('group-membership', { parameters, select })
  const listed = rows.map((row) => `${row.split(' | ')[0]}: ${row.split(' | ').at(-1)}`)
  return { listed, remarks: document.remarks, explained: document.explained, document }
}

describe('group membership', () => {
  test('of the special groups, by name, whoever made them; counted for each', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const [ada, ben] = [await riverside.pupil('Ada'), await riverside.pupil('Ben', '7B')]
    await school.member(await school.group('special', 'chess', { made_by: 'hand' }), ben)
    await school.member(await school.group('special', 'Band'), ada, ben)
    const { document, listed } = await members(riverside)
    expect(listed).toEqual(['Band: Ada', 'Band: Ben', 'chess: Ben'])
    const totals = []
    for await (const line of outline(document))
      if (line.kind === 'total') totals.push(`${line.words} ${line.count}`)
    expect(totals).toEqual(['Band 2', 'chess 1', 'All 3'])
  })

  test('of one group, asked for by its name', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const ada = await riverside.pupil('Ada')
    await school.member(await school.group('special', 'Band'), ada)
    await school.member(await school.group('special', 'Choir'), ada)
    expect(await members(riverside, { group: ' choir' })).toMatchObject({
      listed: ['Choir: Ada'],
      explained: 'Members of the group choir.',
    })
  })

  test('of a confidential group only when it is asked for by its name, and it says so', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const ada = await riverside.pupil('Ada')
    await school.member(await school.group('special', 'Epilepsy', { confidential: 1 }), ada)
    expect(await members(riverside)).toMatchObject({
      listed: [],
      remarks: ['Not shown: 1 confidential group.'],
    })
    expect(await members(riverside, { group: 'Epilepsy' })).toMatchObject({
      listed: ['Epilepsy (confidential): Ada'],
      remarks: ['This is confidential: only for those who may see such things.'],
    })
  })

  test('of a group that there is not is an error, which does not give away the confidential ones', async () => {
    const riverside = await ReportSchool.open()
    await riverside.school.group('special', 'Epilepsy', { confidential: 1 })
    await riverside.school.group('special', 'Choir')
    const error = await members(riverside, { group: 'Epilepsie' }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect(error.message).toBe('There is no special group Epilepsie. The special groups are: Choir.')
  })

  test('has the pupils on roll on the day, each once, and says how many others are in', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const pupils = [
      await riverside.pupil('Ada', '7A', { to: '2026-11-23' }),
      await riverside.pupil('Ben', '7A', { to: '2026-11-22' }),
      await riverside.pupil('Cleo', '7A', { from: '2026-11-23' }),
      await riverside.pupil('Dan', '7A', { from: '2026-11-24' }),
    ]
    await school.member(await school.group('special', 'Choir'), ...pupils, ...pupils)
    expect(await members(riverside)).toMatchObject({
      listed: ['Choir: Ada', 'Choir: Cleo'],
      remarks: ['Not listed: 2 memberships of pupils who are not on roll.'],
    })
  })

  test('says which groups nobody is in, and tells groups of one name apart', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const [ada, ben] = [await riverside.pupil('Ada'), await riverside.pupil('Ben', '7B')]
    const first = await school.group('special', '14A')
    const second = await school.group('special', '14a')
    await school.member(first, ada)
    await school.member(second, ben)
    await school.group('special', 'Chess club')
    expect(await members(riverside)).toMatchObject({
      listed: [`14A #${first}: Ada`, `14a #${second}: Ben`],
      remarks: ['Without a member here: Chess club.'],
    })
    expect((await members(riverside, {}, { group: '7B' })).remarks).toEqual([
      `Without a member here: 14A #${first} and Chess club.`,
    ])
  })

  test('of the temporary groups and of All Years', async () => {
    const riverside = await ReportSchool.open()
    const { school } = riverside
    const ada = await riverside.pupil('Ada')
    await school.member(await school.group('temporary', 'Trip list'), ada)
    await school.member(await school.group('all-years', 'All Years'), ada)
    expect((await members(riverside, { kind: 'temporary' })).listed).toEqual(['Trip list: Ada'])
    expect((await members(riverside, { kind: 'all-years' })).listed).toEqual(['All Years: Ada'])
  })
})
