import { describe, expect, test } from 'vitest'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import {
  attends,
  awards,
  furnish,
  GROUND,
  incident,
  inLesson,
  OUTCOME,
  rule,
  TERMS,
} from '../behaviour/school.ts'
import { TestSchool } from '../school.ts'

const JOB = 'rule-based-behaviours'

async function open(now = '2026-11-20 20:00', rest = TERMS) {
  const school = await TestSchool.open(`  ${JOB}:`, { now, rest })
  await furnish(school)
  return school
}

async function apply(school: TestSchool) {
  const { code, out } = await school.run(JOB, '--json')
  return { code, ...JSON.parse(out) }
}

/** What was awarded: `pupil from..to n counted`. */
const given = async (school: TestSchool, where: Row = {}) =>
  (await awards(school, where)).map(
    ({ pupil_id, period_from, period_to, n, counted }) =>
      `${pupil_id} ${period_from}..${period_to} ${n} ${counted}`,
  )

const WEEK = '2026-11-16..2026-11-22'
const none = { comparison: 'none', threshold: 0 }

describe('what is awarded', () => {
  test('is an incident with the ground and the outcome of the rule, which says why, recorded by nobody', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await attends(school, ada, '2026-11-16', 'L U L')
    await rule(school)
    expect(await apply(school)).toMatchObject({
      code: 0,
      counts: { awarded: 1 },
      message: 'Pupils awarded: 1.',
    })
    expect(await school.rows('incident')).toEqual([
      {
        id: 1,
        pupil_id: ada,
        date: '2026-11-20',
        ground_id: GROUND.lateness,
        outcome_id: OUTCOME.demerit,
        recorded_by: null,
        recorded_at: '2026-11-20T20:00:00.000Z',
        changed_at: null,
        comment: 'Rule 1 (three lates): week of 16 November 2026',
      },
    ])
    expect(await awards(school)).toMatchObject([
      { rule: '1', pupil_id: ada, n: 1, counted: 3, incident_id: 1 },
    ])
  })

  test('every N comes once for each multiple, each with an incident of its own', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await attends(school, ada, '2026-11-16', 'L L L L L')
    await rule(school, { threshold: 2, awards: 'every' })
    await apply(school)
    expect(await given(school)).toEqual([`1 ${WEEK} 1 5`, `1 ${WEEK} 2 5`])
    await attends(school, ada, '2026-11-19', 'L')
    await apply(school)
    const all = await awards(school)
    expect(all.map(({ n, counted }) => [n, counted])).toEqual([
      [1, 5],
      [2, 5],
      [3, 6],
    ])
    expect(new Set(all.map(({ incident_id }) => incident_id)).size).toBe(3)
    for (const award of all) {
      const [made] = await school.rows('incident', { id: award.incident_id })
      expect(made).toMatchObject({ pupil_id: ada })
      expect(String(made?.comment).endsWith(award.n === 1 ? '2026' : `award ${award.n}`)).toBe(true)
    }
  })

  test('once comes once, however often it is reached', async () => {
    const school = await open()
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L L L L L')
    await rule(school)
    await apply(school)
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    expect(await given(school)).toEqual([`1 ${WEEK} 1 7`])
  })

  test('leads to no other award', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await attends(school, ada, '2026-11-16', 'L L L')
    await rule(school)
    await rule(school, { criterion: 'outcome', criterion_value: String(OUTCOME.demerit), threshold: 1 })
    await rule(school, { criterion: 'points', comparison: 'at-most', threshold: -1, period: 'day' })
    await apply(school)
    school.at('2026-11-21 20:00')
    await apply(school)
    expect(await given(school)).toHaveLength(1)
  })

  test('counts for two rules when one incident meets both', async () => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await incident(school, ada, '2026-11-18', GROUND.disruption, OUTCOME.demerit)
    await rule(school, { criterion: 'sanctions', threshold: 1 })
    await rule(school, { criterion: 'ground', criterion_value: String(GROUND.disruption), threshold: 1 })
    expect((await apply(school)).counts).toEqual({ awarded: 2 })
  })
})

describe('what is counted', () => {
  const counted = async (given: Row) => {
    const school = await open()
    const ada = await school.pupil('Ada')
    await attends(school, ada, '2026-11-16', '/ \\ L U I B O \\ Q #')
    await inLesson(school, ada, '2026-11-17', 'L')
    await inLesson(school, ada, '2026-11-17', 'I')
    await inLesson(school, ada, '2026-11-17', '@')
    await incident(school, ada, '2026-11-16', GROUND.work, OUTCOME.point)
    await incident(school, ada, '2026-11-17', GROUND.effort, OUTCOME.five)
    await incident(school, ada, '2026-11-18', GROUND.disruption, OUTCOME.detention)
    await rule(school, { threshold: 1, ...given })
    await apply(school)
    return (await awards(school))[0]?.counted
  }

  test.each([
    ['late is L and U, in sessions', 'late', 'session', 2],
    ['late in lessons', 'late', 'lesson', 1],
    ['late in both', 'late', 'both', 3],
    ['absent is authorised and unauthorised', 'absent', 'session', 3],
    ['absent in both', 'absent', 'both', 4],
    ['attended is present and approved', 'attended', 'session', 5],
    ['unauthorised', 'unauthorised', 'session', 2],
    ['not required', 'not-required', 'session', 1],
    ['administrative', 'administrative', 'session', 1],
  ])('%s', async (_what, criterion_value, counted_in, count) => {
    expect(await counted({ criterion: 'meaning', criterion_value, counted_in })).toBe(count)
  })

  test('a register code is that code and no other', async () => {
    expect(await counted({ criterion: 'code', criterion_value: 'O', counted_in: 'both' })).toBe(1)
  })

  test('points are those of the outcomes, added up', async () => {
    expect(await counted({ criterion: 'points', criterion_value: null })).toBe(4)
  })

  test('praise and sanctions are incidents by the sort of their ground', async () => {
    expect(await counted({ criterion: 'praise' })).toBe(2)
    expect(await counted({ criterion: 'sanctions' })).toBe(1)
  })

  test('a code means what it meant on the day of the mark', async () => {
    const school = await open('2024-08-02 20:00', '')
    const ada = await school.pupil('Ada', { from: '2020-09-01' })
    await school.with((db) => db.run(db.sql('register_code').where('code', 'B').delete()))
    const b = { code: 'B', late: 0, description: 'B' }
    await school.add('register_code', {
      ...b,
      valid_from: '2006-09-01',
      valid_to: '2024-07-31',
      meaning: 'approved',
    })
    await school.add('register_code', {
      ...b,
      valid_from: '2024-08-01',
      valid_to: null,
      meaning: 'unauthorised',
    })
    await attends(school, ada, '2024-07-30', 'B B B B B B')
    await rule(school, { criterion_value: 'absent', threshold: 1 })
    await apply(school)
    expect((await awards(school))[0]?.counted).toBe(2)
  })
})

describe('when it is decided', () => {
  test('at least: as soon as it is reached', async () => {
    const school = await open('2026-11-17 20:00')
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    await apply(school)
    expect(await given(school)).toEqual([`1 ${WEEK} 1 3`])
  })

  test('none, at most and exactly: on the day after the period', async () => {
    const school = await open('2026-11-22 20:00')
    await attends(school, await school.pupil('Ada'), '2026-11-16', '/ \\ / \\ / \\ / \\ L \\')
    await rule(school, { ...none, criterion: 'sanctions' })
    await rule(school, { comparison: 'at-most', threshold: 1 })
    await rule(school, { comparison: 'exactly', threshold: 1 })
    await rule(school, { comparison: 'exactly', threshold: 2 })
    await rule(school, none)
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    await school.at('2026-11-23 20:00')
    await apply(school)
    expect((await awards(school)).map((award) => award.rule)).toEqual(['1', '2', '3'])
    expect((await school.rows('incident')).map(({ date }) => date)).toEqual(Array(3).fill('2026-11-22'))
  })

  test('a mark corrected within a week after the period still counts; later it does not', async () => {
    for (const [now, count] of [
      ['2026-11-29 20:00', 1],
      ['2026-11-30 20:00', 0],
    ] as const) {
      const school = await open(now)
      await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
      await rule(school)
      expect((await apply(school)).counts).toEqual({ awarded: count })
    }
  })

  test('what happened after the day of the slot does not count', async () => {
    const school = await open('2026-11-16 20:00')
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
  })

  test('a late run judges for the day of its slot', async () => {
    const school = await TestSchool.open(`  ${JOB}: { at: '20:00', hours: any }`, {
      now: '2026-11-16 12:00',
      rest: TERMS,
    })
    await furnish(school)
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L / \\ L L')
    await rule(school)
    await school.tick()
    await school.tick('2026-11-17 09:00')
    expect(await awards(school)).toEqual([])
    await school.tick('2026-11-18 20:00')
    expect(await given(school)).toEqual([`1 ${WEEK} 1 4`])
  })

  test('a week of holidays awards nothing, and one with a bank holiday goes by its other days', async () => {
    const school = await open('2026-11-02 20:00')
    const ada = await school.pupil('Ada')
    await rule(school, { ...none, criterion: 'sanctions' })
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    await attends(school, ada, '2026-10-27', 'Y1 Y1 # #')
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    await attends(school, ada, '2026-10-29', '/ \\')
    expect((await apply(school)).counts).toEqual({ awarded: 1 })
  })
})

describe('who is awarded', () => {
  const FULL = '/ \\ / \\ / \\ / \\ / \\'

  test('a pupil who joins mid-week is awarded for what he does, from his first day on', async () => {
    const school = await open()
    const ada = await school.pupil('Ada', { from: '2026-11-18' })
    await attends(school, ada, '2026-11-16', '/ L L L L L')
    await rule(school, { threshold: 2 })
    await apply(school)
    expect(await given(school)).toEqual([`1 ${WEEK} 1 2`])
  })

  test('and not for what he did not do', async () => {
    const school = await open('2026-11-23 20:00')
    const joined = await school.pupil('Ada', { from: '2026-11-18' })
    const stayed = await school.pupil('Ben')
    await attends(school, joined, '2026-11-18', '/ \\ / \\ / \\')
    await attends(school, stayed, '2026-11-16', FULL)
    await rule(school, { ...none, criterion: 'sanctions' })
    await apply(school)
    expect(await given(school)).toEqual([`${stayed} ${WEEK} 1 0`])
  })

  test('a week that begins before the term needs nobody on roll before the term', async () => {
    const school = await open('2026-09-07 20:00')
    const ada = await school.pupil('Ada', { from: '2026-09-02' })
    await attends(school, ada, '2026-09-02', '/ \\ / \\ / \\')
    await rule(school, none)
    expect((await apply(school)).counts).toEqual({ awarded: 1 })
  })

  test('stays that follow each other without a school day between them are one', async () => {
    const school = await open('2026-11-23 20:00')
    const ada = await school.pupil('Ada', { to: '2026-11-17' })
    await school.stay(ada, { from: '2026-11-18', status: 'main' })
    await school.stay(ada, { from: '2026-11-19', status: 'subsidiary' })
    const ben = await school.pupil('Ben', { to: '2026-11-16' })
    await school.stay(ben, { from: '2026-11-18' })
    for (const pupil of [ada, ben]) await attends(school, pupil, '2026-11-16', FULL)
    await rule(school, none)
    await rule(school, { criterion_value: 'present', threshold: 1 })
    await apply(school)
    expect(await given(school, { rule: '1' })).toEqual([`${ada} ${WEEK} 1 0`])
    expect(await given(school, { rule: '2' })).toEqual([`${ada} ${WEEK} 1 10`, `${ben} ${WEEK} 1 8`])
  })

  test('leavers, guests and applicants are awarded nothing', async () => {
    const school = await open()
    const left = await school.pupil('Ada', { to: '2026-11-19' })
    const guest = await school.pupil('Ben', { status: 'guest' })
    const applicant = await school.pupil('Cleo', { status: 'applicant' })
    const leaving = await school.pupil('Dan', { to: '2026-11-20' })
    for (const pupil of [left, guest, applicant, leaving]) await attends(school, pupil, '2026-11-16', 'L L L')
    await rule(school)
    await apply(school)
    expect(await given(school)).toEqual([`${leaving} ${WEEK} 1 3`])
  })

  test('who attended less than half is not praised for doing nothing', async () => {
    const school = await open('2026-11-23 20:00')
    const half = await school.pupil('Ada')
    const less = await school.pupil('Ben')
    const away = await school.pupil('Cleo')
    await attends(school, half, '2026-11-16', '/ \\ / \\ Q Q I I I O')
    await attends(school, less, '2026-11-16', '/ \\ / \\ I I I I O -')
    await attends(school, away, '2026-11-16', 'D D D D D D D D D D')
    await rule(school, { ...none, criterion: 'sanctions' })
    await apply(school)
    expect(await given(school)).toEqual([`${half} ${WEEK} 1 0`])
  })

  test('the scope is any of its groups', async () => {
    const school = await open()
    const year = await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 })
    const form = await school.add('registration_group', { name: '8A', year_group_id: 99 })
    const choir = await school.group('special', 'Choir')
    const pupils = []
    for (const name of ['Ada', 'Ben', 'Cleo', 'Dan']) pupils.push(await school.pupil(name))
    const [ada, ben, cleo] = pupils as [number, number, number]
    await school.with(async (db) => {
      await db.run(db.sql('pupil').where({ id: ada }).update({ year_group_id: year }))
      await db.run(db.sql('pupil').where({ id: ben }).update({ registration_group_id: form }))
    })
    await school.member(choir, cleo, cleo, ada)
    for (const pupil of pupils) await attends(school, pupil, '2026-11-16', 'L L L')
    const one = await rule(school)
    const scope: Row[] = [{ year_group_id: year }, { registration_group_id: form }, { group_id: choir }]
    for (const row of scope) await school.add('behaviour_rule_scope', { rule_id: one, ...row })
    await apply(school)
    expect((await awards(school)).map(({ pupil_id }) => pupil_id)).toEqual([ada, ben, cleo])
  })
})

describe('once in a period', () => {
  test('a rule edited mid-period keeps what it gave, and applies its new text to the whole period', async () => {
    const school = await open('2026-11-18 20:00')
    const ada = await school.pupil('Ada')
    const ben = await school.pupil('Ben')
    await attends(school, ada, '2026-11-16', 'L L L')
    await attends(school, ben, '2026-11-16', 'L L')
    await rule(school)
    await apply(school)
    await school.with((db) => db.run(db.sql('behaviour_rule').update({ threshold: 2 })))
    await apply(school)
    expect(await given(school)).toEqual([`${ada} ${WEEK} 1 3`, `${ben} ${WEEK} 1 2`])
  })

  test('a rule switched on mid-period counts from the start of the period', async () => {
    const school = await open('2026-11-18 20:00')
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school, { active: 0 })
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    await school.with((db) => db.run(db.sql('behaviour_rule').update({ active: 1 })))
    expect((await apply(school)).counts).toEqual({ awarded: 1 })
  })

  test('a period that was cut otherwise is the same where it overlaps', async () => {
    const school = await open('2026-11-18 20:00')
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    await apply(school)
    await school.with((db) => db.run(db.sql('behaviour_rule').update({ period: 'term' })))
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    school.configure(`  ${JOB}:`, TERMS.replace('2026-09-02', '2026-09-01'))
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
  })

  test('a corrected mark deletes nothing', async () => {
    const school = await open()
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    await apply(school)
    await school.with((db) => db.run(db.sql('mark').update({ code: '/' })))
    await apply(school)
    expect(await given(school)).toHaveLength(1)
    expect(await school.rows('incident')).toHaveLength(1)
  })

  test('a withdrawn award is not given again', async () => {
    const school = await open()
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    await apply(school)
    await school.run('rules', 'withdraw', '1')
    expect((await apply(school)).counts).toEqual({ awarded: 0 })
    expect(await school.rows('incident')).toEqual([])
  })
})

describe('a rule that cannot be applied', () => {
  test.each<[string, Row, string]>([
    ['an unknown criterion', { criterion: 'mood' }, '"mood" is none of code'],
    ['an unknown code', { criterion: 'code', criterion_value: '@' }, 'there is no register code "@"'],
    ['no code', { criterion: 'code', criterion_value: null }, 'it does not say which code'],
    ['an unknown meaning', { criterion_value: 'bored' }, '"bored" is no meaning'],
    ['no place to count in', { counted_in: null }, 'session marks, lesson marks or both'],
    ['an unknown ground', { criterion: 'ground', criterion_value: '99' }, 'there is no ground "#99"'],
    ['an unknown ground to award', { award_ground_id: 99 }, 'there is no ground "#99" to award'],
    ['an unknown outcome to award', { award_outcome_id: 99 }, 'there is no outcome "#99" to award'],
    ['at least 0', { threshold: 0 }, '"at-least" needs a number from 1'],
    ['every with none', { ...none, awards: 'every' }, '"every" goes with "at-least" only'],
    ['none of points', { ...none, criterion: 'points' }, 'points can add up to 0'],
    ['fewer than 0 lates', { comparison: 'at-most', threshold: -1 }, 'only points can be fewer than 0'],
    ['a range without dates', { period: 'date-range' }, 'a date range needs a first day'],
    [
      'a range backwards',
      { period: 'date-range', period_from: '2026-11-20', period_to: '2026-11-19' },
      'ends before it starts',
    ],
  ])('for %s is left out and named, and the others go on', async (_what, row, message) => {
    const school = await open()
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school, row)
    await rule(school)
    const run = await apply(school)
    expect(run).toMatchObject({ code: 4, outcome: 'partial', counts: { awarded: 1 } })
    expect(run.message).toContain('Rule 1: ')
    expect(run.message).toContain(message)
  })

  test('for want of terms says so, while rules for weeks go on', async () => {
    const school = await open(undefined, '')
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    await rule(school)
    await rule(school, { period: 'half-term' })
    expect(await apply(school)).toMatchObject({
      outcome: 'partial',
      counts: { awarded: 1 },
      message: expect.stringContaining('Rule 2: there are no terms in the calendar'),
    })
  })

  test('for a scope that is gone is for nobody', async () => {
    const school = await open()
    await attends(school, await school.pupil('Ada'), '2026-11-16', 'L L L')
    const one = await rule(school)
    await school.add('behaviour_rule_scope', { rule_id: one, group_id: 7 })
    expect((await apply(school)).message).toContain('there is no group "#7"')
    expect(await awards(school)).toEqual([])
  })

  test('while it is not active is no trouble', async () => {
    const school = await open()
    await rule(school, { active: 0, criterion: 'mood' })
    expect(await apply(school)).toMatchObject({ outcome: 'succeeded' })
  })
})

test('the number of statements does not grow with the pupils', async () => {
  const counts = []
  for (const pupils of [1, 30]) {
    const school = await open()
    for (let n = 0; n < pupils; n += 1)
      await attends(school, await school.pupil(`Pupil ${n}`), '2026-11-16', 'L L L L')
    await rule(school)
    await rule(school, { threshold: 1, awards: 'every', period: 'day' })
    await apply(school)
    await school.with((db) => db.run(db.sql(own('rule_award')).delete()))
    let statements = 0
    school.world = { onStatement: () => (statements += 1) }
    await apply(school)
    counts.push(statements)
  }
  expect(counts[1]).toBe(counts[0])
})

test('what PARS may have awarded while the job was in shadow is not awarded a second time', async () => {
  const shadow = `  ${JOB}:\n    at: '20:00'\n    shadow: true`
  const school = await TestSchool.open(shadow, { now: '2026-11-18 19:59', rest: TERMS })
  await furnish(school)
  const ada = await school.pupil('Ada')
  await rule(school, { threshold: 2 })
  await attends(school, ada, '2026-11-16', 'L L L L')
  await school.tick()
  await school.tick('2026-11-18 20:00')
  expect(JSON.parse((await school.runs())[0]!.counts!)).toEqual({ awarded: 1 })
  await school.at('2026-11-19 09:00').run('go-live', JOB)
  await school.tick('2026-11-19 20:00')
  expect(await given(school)).toEqual([])
  await attends(school, ada, '2026-11-23', 'L L')
  await school.tick('2026-11-23 20:00')
  expect(await given(school)).toEqual([`${ada} 2026-11-23..2026-11-29 1 2`])
})
