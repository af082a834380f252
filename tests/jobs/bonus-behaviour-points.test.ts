import { expect, test } from 'vitest'
import { attends, awards, furnish, GROUND, incident, OUTCOME, TERMS } from '../behaviour/school.ts'
import { TestSchool } from '../school.ts'

const FULL = '/ \\ / \\ / \\ / \\ / \\'
const FULL_WEEK = `full-week: { job: bonus-behaviour-points, criterion: meaning, value: absent, comparison: none, ground: Effort, outcome: House point }`
const GOOD_TERM = `good-half-term: { job: bonus-behaviour-points, criterion: sanctions, comparison: none, period: half-term, ground: ${GROUND.effort}, outcome: Five points }`

async function open(jobs: string[], now = '2026-11-23 03:30', rest = TERMS) {
  const school = await TestSchool.open(jobs.map((job) => `  ${job}`).join('\n'), { now, rest })
  await furnish(school)
  return school
}

async function run(school: TestSchool, id: string) {
  const { code, out } = await school.run('bonus-behaviour-points', '--id', id, '--json')
  return { code, ...JSON.parse(out) }
}

test('awards points for a week of full attendance', async () => {
  const school = await open([FULL_WEEK])
  const ada = await school.pupil('Ada')
  const ben = await school.pupil('Ben')
  await attends(school, ada, '2026-11-16', FULL)
  await attends(school, ben, '2026-11-16', FULL.replace('/', 'I'))
  expect(await run(school, 'full-week')).toMatchObject({ code: 0, counts: { awarded: 1 } })
  expect(await school.rows('incident')).toMatchObject([
    {
      pupil_id: ada,
      date: '2026-11-22',
      ground_id: GROUND.effort,
      outcome_id: OUTCOME.point,
      comment: 'Bonus full-week: week of 16 November 2026',
    },
  ])
  expect(await awards(school)).toMatchObject([{ rule: 'full-week', pupil_id: ada, incident_id: 1 }])
})

test('several jobs each give their own, and none counts what another gave', async () => {
  const praised = `praised: { job: bonus-behaviour-points, criterion: praise, comparison: at-least, threshold: 1, period: half-term, ground: Effort, outcome: House point }`
  const school = await open([FULL_WEEK, GOOD_TERM, praised], '2026-12-19 03:30')
  const ada = await school.pupil('Ada')
  const ben = await school.pupil('Ben')
  await attends(school, ada, '2026-12-07', `${FULL} ${FULL}`)
  await attends(school, ben, '2026-12-14', FULL)
  await incident(school, ben, '2026-11-05', GROUND.disruption, OUTCOME.demerit)
  expect((await run(school, 'full-week')).counts).toEqual({ awarded: 1 })
  expect((await run(school, 'good-half-term')).counts).toEqual({ awarded: 1 })
  expect((await run(school, 'praised')).counts).toEqual({ awarded: 0 })
  expect((await run(school, 'full-week')).counts).toEqual({ awarded: 0 })
  expect((await awards(school)).map(({ rule, pupil_id }) => [rule, pupil_id])).toEqual([
    ['full-week', ada],
    ['good-half-term', ada],
  ])
})

test('is for the year groups and groups that it names', async () => {
  const only = FULL_WEEK.replace('job:', 'yearGroups: [7], groups: [Choir], job:')
  const school = await open([only])
  const year = await school.add('year_group', { name: 'Year 7', national_curriculum_year: 7 })
  const choir = await school.group('special', 'Choir')
  const [ada, ben, cleo] = [await school.pupil('Ada'), await school.pupil('Ben'), await school.pupil('Cleo')]
  await school.with((db) => db.run(db.sql('pupil').where({ id: ada }).update({ year_group_id: year })))
  await school.member(choir, ben)
  for (const pupil of [ada, ben, cleo]) await attends(school, pupil, '2026-11-16', FULL)
  expect((await run(school, 'full-week')).counts).toEqual({ awarded: 2 })
})

test('that speaks of something the school does not have does nothing, and says so', async () => {
  const school = await open([FULL_WEEK.replace('House point', 'Gold star')])
  await attends(school, await school.pupil('Ada'), '2026-11-16', FULL)
  expect(await run(school, 'full-week')).toMatchObject({
    code: 4,
    counts: { awarded: 0 },
    message: 'Bonus full-week: there is no outcome "Gold star" to award.',
  })
})

test('whose keys do not fit together is refused by validate', async () => {
  const school = await open([
    `a: { job: bonus-behaviour-points, criterion: meaning, comparison: at-least, ground: Effort, outcome: House point }`,
    `b: { job: bonus-behaviour-points, criterion: points, comparison: none, awards: every, ground: Effort, outcome: House point }`,
    `c: { job: bonus-behaviour-points, criterion: praise, comparison: at-most, period: date-range, from: 2026-09-02, ground: Effort, outcome: 3 }`,
    `d: { job: bonus-behaviour-points }`,
  ])
  const said = await school.run('bonus-behaviour-points', '--id', 'a')
  expect(said.code).toBe(3)
  for (const words of [
    'it does not say which meaning',
    '"at-least" needs a number from 1',
    'points can add up to 0',
    '"every" goes with "at-least" only',
    'a date range needs a last day',
    "'criterion'",
  ])
    expect(said.err).toContain(words)
})

test('runs on its schedule, once a night', async () => {
  const school = await open([FULL_WEEK], '2026-11-23 02:00')
  await attends(school, await school.pupil('Ada'), '2026-11-16', FULL)
  await school.tick()
  await school.tick('2026-11-23 03:30')
  await school.tick('2026-11-24 03:30')
  expect((await school.runs('full-week')).map(({ counts }) => counts)).toEqual([
    '{"awarded":1}',
    '{"awarded":0}',
  ])
})
