import { describe, expect, test } from 'vitest'
import { onRoll, withSchool } from './made-school.ts'

const TODAY = '2026-11-23'
const MAIN = `(SELECT min(id) FROM pupil_group WHERE kind = 'all-years')`
const MEMBERS = `(SELECT pupil_id FROM group_member WHERE group_id = ${MAIN})`

/** How to count what the summary says is wrong. */
const counted: Record<string, string> = {
  'all-years-missing': `SELECT count(*) FROM (${onRoll(TODAY)}) WHERE pupil_id NOT IN ${MEMBERS}`,
  'all-years-repeated': `SELECT count(*) - count(DISTINCT pupil_id) FROM group_member WHERE group_id = ${MAIN}`,
  'all-years-departed': `SELECT count(DISTINCT pupil_id) FROM school_history
    WHERE pupil_id IN ${MEMBERS} AND pupil_id NOT IN (${onRoll(TODAY)}) AND end_date < '${TODAY}'`,
  'all-years-applicants': `SELECT count(DISTINCT pupil_id) FROM school_history
    WHERE pupil_id IN ${MEMBERS} AND pupil_id NOT IN (${onRoll(TODAY)}) AND enrolment_status = 'applicant'`,
  'all-years-second-group': `SELECT count(*) - 1 FROM pupil_group WHERE kind = 'all-years'`,
  'all-years-second-group-members': `SELECT count(*) FROM group_member WHERE group_id <> ${MAIN}
    AND group_id IN (SELECT id FROM pupil_group WHERE kind = 'all-years')`,
  'overlapping-stays': `SELECT count(DISTINCT one.pupil_id) FROM school_history one JOIN school_history other
    ON other.pupil_id = one.pupil_id AND other.id > one.id
    AND one.start_date <= coalesce(other.end_date, '9999') AND other.start_date <= coalesce(one.end_date, '9999')`,
  'stale-temporary-groups': `SELECT count(*) FROM pupil_group WHERE kind = 'temporary' AND created_at < '2026-11-22T22:20:00.000Z'`,
  'expired-notices': `SELECT count(*) FROM notice WHERE expires_on < '${TODAY}'`,
  'report-copies': `SELECT count(*) FROM sync_copy WHERE finished_at IS NOT NULL OR started_at < '2026-11-23T09:20:00.000Z'`,
  'missing-session-marks': `SELECT count(*) FROM mark WHERE session_id IS NOT NULL AND code = '-' AND date < '${TODAY}'`,
}

describe.each([
  [0, 1],
  [1, 1],
  [30, 2],
  [60, 3],
  [150, 4],
])('in a school of %i pupils (seed %i)', (pupils, seed) => {
  test('exactly what the summary says is wrong, is', async () => {
    await withSchool({ pupils, seed, lessons: false }, async (school) => {
      for (const [what, sql] of Object.entries(counted)) {
        expect(await school.one(sql), what).toBe(school.corruption(what))
      }
      expect(Object.keys(counted)).toEqual(
        expect.arrayContaining(school.summary.corruptions.map(({ what }) => what)),
      )
    })
  })
})

test('a school of some size has every fault there is', async () => {
  await withSchool({ pupils: 120, lessons: false }, async ({ summary }) => {
    expect(summary.corruptions.map(({ what }) => what)).toEqual(Object.keys(counted))
    for (const { count, about } of summary.corruptions)
      expect([count > 0, about.length > 10]).toEqual([true, true])
  })
})

test('nobody in All Years is there for another reason than being on roll, departed or an applicant', async () => {
  await withSchool({ pupils: 120, lessons: false }, async ({ one, corruption }) => {
    const strangers = await one(`SELECT count(DISTINCT pupil_id) FROM group_member
      WHERE group_id = ${MAIN} AND pupil_id NOT IN (${onRoll(TODAY)})`)
    expect(strangers).toBe(corruption('all-years-departed') + corruption('all-years-applicants'))
  })
})

describe('groups', () => {
  test('made by hand are there, some of them called as automatic ones are', async () => {
    await withSchool({ pupils: 120, lessons: false }, async ({ all }) => {
      const byHand = await all(`SELECT name, kind FROM pupil_group WHERE made_by = 'hand' ORDER BY id`)
      expect(byHand.map(({ name }) => name)).toEqual([
        'Choir',
        'Football first team',
        'Duke of Edinburgh',
        'All Years',
        'Pupil Premium',
      ])
      expect(new Set(byHand.map(({ kind }) => kind))).toEqual(new Set(['special']))
    })
  })

  test('of reports are about sixty, four of them still in use, one only just', async () => {
    await withSchool({ lessons: false }, async ({ one }) => {
      expect(await one(`SELECT count(*) FROM pupil_group WHERE kind = 'temporary'`)).toBe(60)
      const since = (moment: string) =>
        one(`SELECT count(*) FROM pupil_group WHERE kind = 'temporary' AND created_at >= ?`, moment)
      expect(await since('2026-11-22T22:20:00.000Z')).toBe(4)
      expect(await since('2026-11-22T22:40:00.000Z')).toBe(3)
      expect(await since('2026-11-22T22:10:00.000Z')).toBe(5)
      const empty = `SELECT count(*) FROM pupil_group g WHERE kind = 'temporary' AND NOT EXISTS (SELECT 1 FROM group_member WHERE group_id = g.id)`
      expect(await one(empty)).toBe(0)
    })
  })
})
