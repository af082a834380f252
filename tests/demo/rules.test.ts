import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MadeSchool, makeSchool, NOW } from './made-school.ts'

let school: MadeSchool
beforeAll(async () => {
  school = await makeSchool({ pupils: 300, seed: 2, lessons: false })
}, 120_000)
afterAll(() => school.remove())

describe('rules', () => {
  test('are in the words of the contract', async () => {
    const allowed: Record<string, string[]> = {
      criterion: ['code', 'meaning', 'ground', 'outcome', 'points', 'praise', 'sanctions'],
      comparison: ['at-least', 'at-most', 'exactly', 'none'],
      awards: ['once', 'every'],
      period: ['day', 'week', 'fortnight', 'half-term', 'term', 'date-range'],
    }
    for (const [column, words] of Object.entries(allowed)) {
      const used = await school.all(`SELECT DISTINCT ${column} AS word FROM behaviour_rule`)
      expect(words, column).toEqual(expect.arrayContaining(used.map(({ word }) => word)))
    }
  })

  test('have what their criterion and period need', async () => {
    const wrong = await school.all(
      `SELECT name FROM behaviour_rule WHERE (criterion IN ('code', 'meaning')) <> (counted_in IS NOT NULL)
      OR (criterion IN ('code', 'meaning', 'ground', 'outcome')) <> (criterion_value IS NOT NULL)
      OR (comparison = 'none') <> (threshold = 0)
      OR (period = 'date-range') <> (period_from IS NOT NULL)
      OR (period = 'date-range') <> (period_to IS NOT NULL) OR period_from > period_to`,
    )
    expect(wrong).toEqual([])
  })

  test('include a detention for three lates, one that is switched off and one for Year 7', async () => {
    const [lates] = await school.all(
      `SELECT r.name, threshold, positive, o.name AS outcome FROM behaviour_rule r
      JOIN behaviour_ground g ON g.id = award_ground_id JOIN behaviour_outcome o ON o.id = award_outcome_id
      WHERE criterion_value = 'late'`,
    )
    expect(lates).toEqual({
      name: '3 lates in a week',
      threshold: 3,
      positive: 0,
      outcome: 'After-school detention',
    })
    const off = await school.all('SELECT name FROM behaviour_rule WHERE NOT active')
    expect(off).toEqual([{ name: 'Full attendance in a week' }])
    const scopes = await school.all(
      'SELECT y.name FROM behaviour_rule_scope JOIN year_group y ON y.id = year_group_id',
    )
    expect(scopes).toEqual([{ name: 'Year 7' }])
  })

  test('do not count what they award', async () => {
    const circles = `SELECT count(*) FROM behaviour_rule WHERE criterion = 'ground' AND criterion_value = award_ground_id`
    expect(await school.one(circles)).toBe(0)
  })

  test('award what no teacher has awarded yet', async () => {
    const used = `SELECT count(*) FROM incident JOIN behaviour_ground g ON g.id = ground_id
      WHERE g.name IN ('Good conduct', 'Full attendance', 'Repeated lateness')`
    expect(await school.one(used)).toBe(0)
  })
})

describe('mirroring to SIMS', () => {
  test('has a counterpart for every outcome and every ground but one, which is in use', async () => {
    const without = await school.all('SELECT id, name FROM behaviour_ground WHERE sims_type_id IS NULL')
    expect(without.map(({ name }) => name)).toEqual(['Out of bounds'])
    expect(
      await school.one(`SELECT count(*) FROM incident WHERE ground_id = ${without[0]!.id}`),
    ).toBeGreaterThan(0)
    expect(await school.one('SELECT count(*) FROM behaviour_outcome WHERE sims_outcome_id IS NULL')).toBe(0)
  })

  test('has a few edited incidents, edited after they were recorded and not in the future', async () => {
    const [edited] = await school.all<Record<string, number>>(
      `SELECT avg(changed_at IS NOT NULL) AS share, sum(changed_at <= recorded_at) AS early,
      sum(changed_at > '${new Date(NOW).toISOString()}') AS late FROM incident`,
    )
    expect(edited).toMatchObject({ early: 0, late: 0 })
    expect(edited!.share).toBeGreaterThan(0.01)
    expect(edited!.share).toBeLessThan(0.06)
  })

  test('starts with nothing mirrored', async () => {
    expect(await school.one('SELECT count(*) FROM sims_incident')).toBe(0)
  })
})

describe('copies of reports', () => {
  test('are some hundreds, two of them being made right now and one that never will be', async () => {
    expect(await school.one('SELECT count(*) FROM sync_copy')).toBe(school.corruption('report-copies') + 2)
    const unfinished = await school.all<{ started_at: string }>(
      'SELECT started_at FROM sync_copy WHERE finished_at IS NULL ORDER BY started_at',
    )
    const minutes = unfinished.map(({ started_at: at }) => (NOW - Date.parse(at)) / 60_000)
    expect(minutes).toEqual([5 * 24 * 60, 9, 2])
  })

  test('are finished after they were started', async () => {
    expect(await school.one('SELECT count(*) FROM sync_copy WHERE finished_at <= started_at')).toBe(0)
  })
})

test('notices are about nobody in particular', async () => {
  expect(await school.one('SELECT count(*) FROM notice WHERE pupil_id IS NOT NULL')).toBe(0)
})
