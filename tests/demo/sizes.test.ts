import { describe, expect, test } from 'vitest'
import { onRoll, withSchool } from './made-school.ts'
import { expectNoOrphans } from './orphans.ts'

describe.each([0, 1, 9, 10, 30, 120])('a school of %i pupils', (pupils) => {
  test('has so many on roll, and no reference into nothing', async () => {
    await withSchool({ pupils }, async (school) => {
      expect(await school.one(`SELECT count(*) FROM (${onRoll('2026-11-23')})`)).toBe(pupils)
      for (const [table, count] of Object.entries(school.summary.tables)) {
        expect(await school.one(`SELECT count(*) FROM "${table}"`), table).toBe(count)
      }
      await expectNoOrphans(school)
    })
  })
})

test('a school without pupils still has staff, lessons, codes, notices and an empty All Years group', async () => {
  await withSchool({ pupils: 0 }, async ({ summary }) => {
    const { tables } = summary
    expect(tables).toMatchObject({ pupil: 0, mark: 0, incident: 0, group_member: 0, detention_pupil: 0 })
    for (const table of ['staff', 'lesson', 'session', 'register_code', 'notice', 'pupil_group'] as const) {
      expect(tables[table], table).toBeGreaterThan(0)
    }
  })
})
