import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const JOB = '  remove-mark-owners:\n    olderThanDays: 30\n'

/** Marks of Ada on these days, each with an owner. */
async function owned(...dates: string[]): Promise<TestSchool> {
  const school = await TestSchool.open(JOB)
  const ada = await school.pupil('Ada')
  for (const date of dates) {
    const mark_id = await school.add('mark', { pupil_id: ada, date, code: 'L', minutes_late: 5 })
    await school.add('mark_owner', { mark_id, altered_at: '2026-11-23T09:00:00.000Z' })
  }
  return school
}

const ownedDays = async (school: TestSchool) => {
  const owners = await school.rows<{ mark_id: number }>('mark_owner')
  const marks = await school.rows<{ id: number; date: string }>('mark')
  return owners.map((owner) => marks.find(({ id }) => id === owner.mark_id)?.date)
}

test('a mark of exactly so many days ago keeps its owner, one a day older loses it', async () => {
  const school = await owned('2026-10-23', '2026-10-24', '2026-11-23')
  await school.run('remove-mark-owners')
  expect(await ownedDays(school)).toEqual(['2026-10-24', '2026-11-23'])
})

test('the mark stays as it is', async () => {
  const school = await owned('2026-01-05')
  const before = await school.rows('mark')
  await school.run('remove-mark-owners')
  expect(await school.rows('mark')).toEqual(before)
})

test('what counts is the day of the mark, not when somebody altered it', async () => {
  const school = await owned('2026-01-05')
  await school.run('remove-mark-owners')
  expect(await ownedDays(school)).toEqual([])
})

test('the number of days has no default', async () => {
  const school = await TestSchool.open('  remove-mark-owners:\n')
  const said = await school.run('list')
  expect(said.code).toBe(3)
  expect(said.out + said.err).toContain('olderThanDays')
})

test('the help says what it means for "Allow changes to existing marks"', async () => {
  const school = await owned()
  const { out } = await school.run('remove-mark-owners', '--help')
  expect(out.replace(/\s+/g, ' ')).toContain('can then be changed only in Attendance view')
})

test('the day is the day of the school clock', async () => {
  const school = await owned('2026-10-24')
  // 23:30 in London is still the 23rd; half an hour later the mark is 31 days old.
  await school.at('2026-11-23 23:30').run('remove-mark-owners')
  expect(await ownedDays(school)).toEqual(['2026-10-24'])
  await school.at('2026-11-24 00:00').run('remove-mark-owners')
  expect(await ownedDays(school)).toEqual([])
})
