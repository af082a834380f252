import { describe, expect, test } from 'vitest'
import { outline } from '../../src/reports/outline.ts'
import { ReportSchool } from './school.ts'

const REPORT = 'attendance-summary'

describe('a mark counts as what its code meant on the day', () => {
  test('present and approved are attended; what was not required is not possible; - is nothing yet', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    for (const [at, code] of ['/', 'B', 'I', 'G', 'X', 'Y3', 'Z', '-'].entries())
      await school.marks(ada, `2026-11-${16 + Math.floor(at / 2)}`, at % 2 ? '' : code, at % 2 ? code : '')
    expect((await school.make(REPORT)).rows).toEqual([
      'Year 7 | 7A | 1 | 4 | 1 | 1 | 0 | 50.0% | 25.0% | 25.0%',
    ])
  })

  test('J was an approved activity until the codes of 2024, and H an authorised absence', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2024-07-17', 'J', 'H')
    const before = await school.make(REPORT, { period: '2024-07-15..2024-07-19' })
    expect(before.rows).toEqual(['Year 7 | 7A | 1 | 2 | 1 | 0 | 0 | 50.0% | 50.0% | 0.0%'])
    expect(before.document.remarks).toEqual([])
    await school.marks(ada, '2024-09-17', 'J', 'H')
    const after = await school.make(REPORT, { period: '2024-09-16..2024-09-20' })
    expect(after.rows).toEqual([])
    expect(after.document.remarks).toEqual([
      '2 session marks have a code that the register codes did not have on that day: counted nowhere.',
    ])
  })

  test('a code that changed its meaning within the period counts as both, each on its days', async () => {
    const school = await ReportSchool.open()
    const code = { code: 'Q9', late: 0, description: 'Of the school' }
    await school.add('register_code', {
      ...{ ...code, meaning: 'authorised', valid_from: '2026-09-01', valid_to: '2026-11-17' },
    })
    await school.add('register_code', {
      ...{ ...code, meaning: 'present', valid_from: '2026-11-18', valid_to: null },
    })
    const ada = await school.pupil('Ada')
    await school.marks(ada, '2026-11-17', 'Q9')
    await school.marks(ada, '2026-11-18', 'Q9', 'Q9')
    expect((await school.make(REPORT)).rows).toEqual([
      'Year 7 | 7A | 1 | 3 | 1 | 0 | 0 | 66.7% | 33.3% | 0.0%',
    ])
  })

  test('the remark about unknown codes is about the selected pupils, while they were on roll', async () => {
    const school = await ReportSchool.open()
    await school.marks(await school.pupil('Ada'), '2026-11-16', '?', '/')
    await school.marks(await school.pupil('Ben', '7B'), '2026-11-16', '?', '?')
    await school.marks(await school.pupil('Cleo', '7A', { to: '2026-11-15' }), '2026-11-16', '?', '?')
    const { document } = await school.make(REPORT, { select: { group: '7A' } })
    expect(document.remarks).toEqual([
      '1 session mark has a code that the register codes did not have on that day: counted nowhere.',
    ])
  })
})

test('the share of a year and of the school is that of all their sessions, not the mean of the groups', async () => {
  const school = await ReportSchool.open()
  await school.marks(await school.pupil('Ada'), '2026-11-16', '/', '\\')
  const ben = await school.pupil('Ben', '7B')
  for (const day of [16, 17, 18]) await school.marks(ben, `2026-11-${day}`, 'O', 'O')
  await school.marks(await school.pupil('Cleo', '8A'), '2026-11-16', '/', 'O')
  const totals: string[] = []
  for await (const line of outline((await school.make(REPORT)).document))
    if (line.kind === 'total')
      totals.push(`${line.words} ${line.sums.attended}/${line.sums.possible} ${line.sums.attendance}`)
  expect(totals).toEqual(['Year 7 2/8 0.25', 'Year 8 1/2 0.5', 'All 3/10 0.3'])
})

describe('how it is broken down', () => {
  async function threePupils() {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben', '8A')
    const cleo = await school.pupil('Cleo', '12A')
    await school.marks(ada, '2026-11-16', '/', 'I')
    await school.marks(ben, '2026-11-16', '/', '\\')
    await school.marks(cleo, '2026-11-16', 'O', '\\')
    return { school, ada, ben, cleo }
  }
  const partsOf = async (school: ReportSchool, by: string) =>
    (await school.make(REPORT, { parameters: { by } })).rows.map((row) => {
      const [part, group, pupils, possible] = row.split(' | ')
      return `${part}: ${group}, ${pupils} with ${possible}`
    })

  test('by year, within the key stages', async () => {
    const { school } = await threePupils()
    expect(await partsOf(school, 'year')).toEqual([
      'Key stage 3: Year 7, 1 with 2',
      'Key stage 3: Year 8, 1 with 2',
      'Sixth form: Year 12, 1 with 2',
    ])
  })

  test('by house; a pupil without one comes under none', async () => {
    const { school, ada } = await threePupils()
    const house_id = await school.add('house', { name: 'Kestrel' })
    await school.school.with((db) => db.run(db.sql('pupil').where({ id: ada }).update({ house_id })))
    expect(await partsOf(school, 'house')).toEqual([
      ': Year 8, 1 with 2',
      ': Year 12, 1 with 2',
      'Kestrel: Year 7, 1 with 2',
    ])
  })

  test('by Pupil Premium and free school meals as they were on the last day of the period, each pupil once', async () => {
    const { school, ada, ben, cleo } = await threePupils()
    for (const [pupil_id, start_date, end_date] of [
      [ada, '2025-09-01', null],
      [ada, '2026-09-01', '2026-11-22'],
      [ben, '2025-09-01', '2026-11-21'],
      [cleo, '2026-11-23', null],
    ] as const)
      for (const table of ['pupil_premium', 'free_school_meal'])
        await school.add(table, { pupil_id, start_date, end_date })
    expect(await partsOf(school, 'pupil-premium')).toEqual([
      'Pupil Premium: Year 7, 1 with 2',
      'No Pupil Premium: Year 8, 1 with 2',
      'No Pupil Premium: Year 12, 1 with 2',
    ])
    expect((await partsOf(school, 'free-school-meals'))[0]).toBe('Free school meals: Year 7, 1 with 2')
  })

  test('by SEN: of several statuses the one that gives most; an unreadable one is support', async () => {
    const { school, ada, ben } = await threePupils()
    for (const [pupil_id, status] of [
      [ada, 'K'],
      [ada, 'EHCP'],
      [ada, 'N'],
      [ben, 'something'],
    ] as const)
      await school.add('sen_stage', { pupil_id, status, start_date: '2025-09-01', end_date: null })
    expect(await partsOf(school, 'sen')).toEqual([
      'EHC plan or statement: Year 7, 1 with 2',
      'SEN support: Year 8, 1 with 2',
      'No SEN: Year 12, 1 with 2',
    ])
  })

  test('by first language, in codes and in words', async () => {
    const { school, ada, ben } = await threePupils()
    await school.add('pupil_language', { pupil_id: ada, language: 'believed to be English' })
    await school.add('pupil_language', { pupil_id: ben, language: 'Polish' })
    expect(await partsOf(school, 'first-language')).toEqual([
      'English as an additional language: Year 8, 1 with 2',
      'First language English: Year 7, 1 with 2',
      'First language not known: Year 12, 1 with 2',
    ])
  })
})
