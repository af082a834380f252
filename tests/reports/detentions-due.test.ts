import { describe, expect, test } from 'vitest'
import { ReportSchool } from './school.ts'
import { detention } from './some-detentions.ts'

/** Who is listed, with the day and the detention: `23/11/2026 15:00, room H1, Ms Hill: Ada`. */
async function due(school: ReportSchool, asked: Parameters<ReportSchool['make']>[1] = {}) {
  const { rows, document } = await school.make('detentions-due', asked)
  const listed = rows.map((row) => {
    const [date, held, , , , forename] = row.split(' | ')
    return `${date} ${held}: ${forename}`
  })
  return { listed, remarks: document.remarks, explained: document.explained }
}

describe('detentions due', () => {
  test('are those of the day itself and of so many days after it', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    for (const date of ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25'])
      await detention(school, date, [ada])
    const held = '15:00, room H1, Ms Hill: Ada'
    expect(await due(school, { parameters: { daysAhead: 1 } })).toMatchObject({
      listed: [`23/11/2026 ${held}`, `24/11/2026 ${held}`],
      explained: 'Detentions of the day itself and of the day after it.',
    })
    expect((await due(school, { parameters: { daysAhead: 0 } })).listed).toEqual([`23/11/2026 ${held}`])
    expect((await due(school, { day: '2026-11-25' })).listed).toEqual([`25/11/2026 ${held}`])
  })

  test('come by day, time and room; in a room by the pupils’ names', async () => {
    const school = await ReportSchool.open()
    const [zoe, ada, ben] = [
      await school.pupil('Zoe', '7B'),
      await school.pupil('Ada', '8A'),
      await school.pupil('Ben'),
    ]
    const jones = await school.add('staff', { staff_code: 'JON', surname: 'Jones', forename: 'Jo' })
    await detention(school, '2026-11-24', [ben], { at: '15:00', room: 'H2' })
    await detention(school, '2026-11-24', [zoe, ada])
    await detention(school, '2026-11-24', [ben], { at: '13:10', room: 'H9', staff: jones })
    expect((await due(school)).listed).toEqual([
      '24/11/2026 13:10, room H9, Jones: Ben',
      '24/11/2026 15:00, room H1, Ms Hill: Ada',
      '24/11/2026 15:00, room H1, Ms Hill: Zoe',
      '24/11/2026 15:00, room H2, Ms Hill: Ben',
    ])
  })

  test('that have been called off are only counted, those of the selected pupils', async () => {
    const school = await ReportSchool.open()
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben', '7B')]
    await detention(school, '2026-11-24', [ada, ben], { cancelled: true })
    await detention(school, '2026-11-25', [ben], { cancelled: true })
    await detention(school, '2026-11-26', [], { cancelled: true })
    expect(await due(school)).toMatchObject({ listed: [], remarks: ['2 detentions called off: not listed.'] })
    expect((await due(school, { select: { group: '7A' } })).remarks).toEqual([
      '1 detention called off: not listed.',
    ])
    expect((await due(school, { select: { house: 'Nobody' } })).remarks).toEqual([])
  })

  test('leave out who has left by then, not who is there for the last day', async () => {
    const school = await ReportSchool.open()
    const pupils = [
      await school.pupil('Ada', '7A', { to: '2026-11-23' }),
      await school.pupil('Ben', '7A', { to: '2026-11-24' }),
      await school.pupil('Cleo', '7A', { from: '2026-11-24' }),
      await school.pupil('Dan', '7A', { from: '2026-11-25' }),
      await school.pupil('Eve', '7A', { status: 'applicant' }),
    ]
    await detention(school, '2026-11-24', pupils)
    expect((await due(school)).listed.map((row) => row.split(': ')[1])).toEqual(['Ben', 'Cleo'])
  })
})
