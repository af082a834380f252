import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { ReportSchool } from './school.ts'

const log = (school: ReportSchool, pupil_id: number, at: string, row = {}) =>
  school.add('contact_log', { pupil_id, at, direction: 'out', channel: 'sms', body: 'Hello', ...row })

/** Of each message who it is about and what was said. */
async function said(school: ReportSchool, asked: Parameters<ReportSchool['make']>[1] = {}) {
  const { rows } = await school.make('contact-log', asked)
  return rows.map((row) => `${row.split(' | ')[3]}: ${row.split(' | ').at(-1)}`)
}

describe('the contact log', () => {
  test('goes by the days of the school’s clock, in summer too', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    await log(school, ada, '2026-06-30T22:59:59.999Z', { body: 'before' })
    await log(school, ada, '2026-06-30T23:00:00.000Z', { body: 'first' })
    await log(school, ada, '2026-07-01T22:59:59.999Z', { body: 'last' })
    await log(school, ada, '2026-07-01T23:00:00.000Z', { body: 'after' })
    expect(await said(school, { period: '2026-07-01' })).toEqual(['Ada: first', 'Ada: last'])
  })

  test('keeps what was said about a pupil together, in the order in which it was said', async () => {
    const school = await ReportSchool.open()
    const [zoe, ada] = [await school.pupil('Zoe'), await school.pupil('Ada')]
    await log(school, zoe, '2026-11-16T10:00:00.000Z', { body: 'one' })
    await log(school, ada, '2026-11-18T10:00:00.000Z', { body: 'two' })
    await log(school, zoe, '2026-11-17T10:00:00.000Z', { body: 'three', direction: 'in' })
    await log(school, ada, '2026-11-17T11:00:00.000Z', { body: 'four' })
    await log(school, ada, '2026-11-17T11:00:00.000Z', { body: 'five' })
    expect(await said(school)).toEqual(['Ada: four', 'Ada: five', 'Ada: two', 'Zoe: one', 'Zoe: three'])
    expect(await said(school, { parameters: { direction: 'in' } })).toEqual(['Zoe: three'])
    expect((await said(school, { parameters: { direction: 'out' } })).length).toBe(4)
  })

  test('has pupils who have left, and those without a group', async () => {
    const school = await ReportSchool.open()
    await log(school, await school.pupil('Ada', null), '2026-11-16T10:00:00.000Z')
    await log(school, await school.pupil('Ben', '7B', { to: '2026-11-18' }), '2026-11-20T10:00:00.000Z')
    expect(await said(school)).toEqual(['Ada: Hello', 'Ben: Hello'])
  })

  test('names a contact as far as the name is known', async () => {
    const school = await ReportSchool.open()
    const ada = await school.pupil('Ada')
    const names: Row[] = [
      { surname: 'Test' },
      { surname: 'Test', title: 'Dr' },
      { surname: 'Test', forename: 'Jo' },
      { surname: 'Test', forename: 'Jo', title: 'Mr' },
    ]
    for (const [at, name] of names.entries()) {
      const contact_id = await school.add('contact', name)
      await log(school, ada, `2026-11-16T10:0${at}:00.000Z`, { contact_id })
    }
    const { rows } = await school.make('contact-log')
    expect(rows.map((row) => row.split(' | ')[7])).toEqual(['Test', 'Dr Test', 'Jo Test', 'Mr Jo Test'])
  })
})
