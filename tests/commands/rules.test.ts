import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { attends, awards, furnish, GROUND, incident, OUTCOME, rule, TERMS } from '../behaviour/school.ts'
import { TestSchool } from '../school.ts'

const JOB = 'rule-based-behaviours'
const FULL = '/ \\ / \\ / \\ / \\ / \\'
const BONUS = `  full-week: { job: bonus-behaviour-points, criterion: meaning, value: absent, comparison: none, ground: Effort, outcome: House point }`

/** Ada is late three times, Ben once, Cleo never; on the Friday of that week. */
async function open(now = '2026-11-20 20:00') {
  const school = await TestSchool.open(`  ${JOB}:\n${BONUS}`, { now, rest: TERMS })
  await furnish(school)
  const [ada, ben, cleo] = [await school.pupil('Ada'), await school.pupil('Ben'), await school.pupil('Cleo')]
  await attends(school, ada, '2026-11-16', 'L U L \\ / \\ / \\ / \\')
  await attends(school, ben, '2026-11-16', FULL.replace('/', 'L'))
  await attends(school, cleo, '2026-11-16', FULL.replace('/', 'I'))
  return { school, ada, ben, cleo }
}

const none = {
  name: 'no sanctions',
  criterion: 'sanctions',
  criterion_value: null,
  comparison: 'none',
  threshold: 0,
}
const praise = { award_ground_id: GROUND.effort, award_outcome_id: OUTCOME.point }

async function json(school: TestSchool, ...args: string[]) {
  return JSON.parse((await school.run('rules', ...args, '--json')).out)
}

/** Everything but what commands note about themselves. */
const contents = async (school: TestSchool) => [
  await school.rows('incident'),
  await awards(school),
  await school.rows(own('event')),
  await school.rows(own('run')),
]

describe('rules list', () => {
  test('says each rule in a sentence, with its awards and what is wrong with it', async () => {
    const { school } = await open()
    await rule(school)
    await rule(school, { ...none, ...praise, active: 0, period: 'half-term' })
    await rule(school, { name: 'moody', criterion: 'mood' })
    await school.run(JOB)
    const { code, out } = await school.run('rules', 'list')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'Rule       Name          Active  Awards  What it says',
        '1          three lates   yes     1       Whoever has at least 3 late session marks in a week is awarded “Lateness” with “Demerit” (-1).',
        '2          no sanctions  no      0       Whoever has no sanctions in a half term is awarded “Effort” with “House point” (+1).',
        '3          moody         yes     0       Whoever has at least 3 mood in a week is awarded “Lateness” with “Demerit” (-1).',
        '                                         Not applied: "mood" is none of code, meaning, ground, outcome, points, praise, sanctions.',
        'full-week  bonus job     yes     0       Whoever has no absent session marks in a week is awarded “Effort” with “House point” (+1).',
        '',
      ].join('\n'),
    )
  })

  test('says the same as JSON', async () => {
    const { school } = await open()
    await rule(school, {
      threshold: 2,
      awards: 'every',
      period: 'date-range',
      period_from: '2026-11-02',
      period_to: '2026-11-20',
    })
    expect((await json(school, 'list'))[0]).toEqual({
      rule: '1',
      name: 'three lates',
      active: true,
      meaning:
        'Whoever has at least 2 late session marks from 2 November 2026 to 20 November 2026 is awarded “Lateness” with “Demerit” (-1), once for every 2.',
      awards: 0,
      problem: null,
    })
  })

  test('of a school without rules says so', async () => {
    const school = await TestSchool.open(`  ${JOB}:`)
    expect((await school.run('rules', 'list')).out).toBe('There are no rules.\n')
  })
})

describe('rules show', () => {
  test('tells one rule in full', async () => {
    const { school } = await open()
    const choir = await school.group('special', 'Choir')
    await school.member(choir, 1)
    await rule(school)
    await school.add('behaviour_rule_scope', { rule_id: 1, group_id: choir })
    await school.run(JOB)
    await school.run('rules', 'withdraw', '1')
    const { out } = await school.run('rules', 'show', '1')
    expect(out).toBe(
      [
        'Rule     1',
        'Name     three lates',
        'Active   yes',
        'Says     Whoever of Choir has at least 3 late session marks in a week is awarded “Lateness” with “Demerit” (-1).',
        'For      Choir',
        'In view  week of 9 November 2026 (2026-11-09 to 2026-11-15, over)',
        '         week of 16 November 2026 (2026-11-16 to 2026-11-22, under way)',
        'Awards   week of 16 November 2026: 1, of which 1 withdrawn',
        '',
      ].join('\n'),
    )
  })

  test('refuses a rule that is not there', async () => {
    const { school } = await open()
    for (const verb of ['show', 'try', 'review'])
      expect(await school.run('rules', verb, '99')).toMatchObject({
        code: 2,
        err: 'There is no rule 99. See: pars-auto rules list\n',
      })
  })
})

describe('rules try', () => {
  test('says who would be awarded and why, of a rule that is not active, and writes nothing', async () => {
    const { school } = await open()
    await rule(school, { active: 0, threshold: 1, awards: 'every' })
    await school.run('rules', 'list')
    const before = await contents(school)
    const { code, out } = await school.run('rules', 'try', '1')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'Rule 1 on 20 November 2026: Whoever has at least 1 late session marks in a week is awarded “Lateness” with “Demerit” (-1), once for every 1. It is not active.',
        'Pupil   Counted  Period',
        '000001  3        week of 16 November 2026',
        '000001  3        week of 16 November 2026  award 2',
        '000001  3        week of 16 November 2026  award 3',
        '000002  1        week of 16 November 2026',
        'It would give 4 awards, to 2 pupils.',
        'Not decided yet for week of 16 November 2026: 3 pupils.',
        'Nothing was written.',
        '',
      ].join('\n'),
    )
    expect(out).not.toContain('Ada')
    expect(await contents(school)).toEqual(before)
  })

  test('says for how many it is not decided yet', async () => {
    const { school } = await open()
    await rule(school)
    await rule(school, { ...none, ...praise })
    expect((await json(school, 'try', '1')).periods[1]).toMatchObject({ isOver: false, undecided: 2 })
    expect((await json(school, 'try', '2')).periods[1]).toMatchObject({ isOver: false, undecided: 3 })
    await school.run(JOB)
    const again = await json(school, 'try', '1')
    expect(again.awards).toEqual([])
    expect(again.periods[1]).toMatchObject({ undecided: 2 })
  })

  test('of another day judges by that day', async () => {
    const { school } = await open()
    const full = await json(school, 'try', 'full-week', '--on', '2026-11-23')
    expect(full.awards).toEqual([
      {
        pupil: 2,
        admissionNumber: '000002',
        periodFrom: '2026-11-16',
        periodTo: '2026-11-22',
        period: 'week of 16 November 2026',
        n: 1,
        counted: 0,
      },
    ])
    await rule(school)
    expect((await json(school, 'try', '1', '--on', '2026-11-16')).awards).toEqual([])
  })

  test('refuses a day that is none, and a rule that cannot be applied', async () => {
    const { school } = await open()
    await rule(school, { criterion: 'mood' })
    expect((await school.run('rules', 'try', 'full-week', '--on', 'monday')).code).toBe(2)
    expect(await school.run('rules', 'try', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Rule 1 cannot be applied: "mood"'),
    })
  })

  test('finds what the job then awards', async () => {
    const { school } = await open()
    await rule(school, { threshold: 1 })
    const { awards: would } = await json(school, 'try', '1')
    await school.run(JOB)
    expect(would.map(({ pupil, n, counted }: Record<string, number>) => [pupil, n, counted])).toEqual(
      (await awards(school)).map(({ pupil_id, n, counted }) => [pupil_id, n, counted]),
    )
  })
})

describe('rules review', () => {
  test('finds nothing while every award is earned', async () => {
    const { school } = await open()
    await rule(school)
    await school.run(JOB)
    expect((await school.run('rules', 'review')).out).toBe(
      'Every award that can be judged is still earned.\n',
    )
  })

  test('lists an award whose marks were corrected, and changes nothing', async () => {
    const { school } = await open()
    await rule(school)
    await school.run(JOB)
    await school.with((db) => db.run(db.sql('mark').where({ code: 'U' }).update({ code: '/' })))
    const before = await contents(school)
    const { out } = await school.run('rules', 'review')
    expect(out).toBe(
      [
        'Award  Rule  Pupil   Period                    Then  Now',
        '1      1     000001  2026-11-16 to 2026-11-22  3     2',
        'To remove their incidents: pars-auto rules withdraw AWARD …, or --all-unearned',
        '',
      ].join('\n'),
    )
    expect(await contents(school)).toEqual(before)
    expect((await json(school, 'review', 'full-week')).unearned).toEqual([])
  })

  test('lists an award for doing nothing when something turns up, or the pupil was not there', async () => {
    const { school, ada, ben, cleo } = await open('2026-11-23 20:00')
    await rule(school, { ...none, ...praise })
    await school.run(JOB)
    expect(await awards(school)).toHaveLength(3)
    await incident(school, ada, '2026-11-17', GROUND.disruption, OUTCOME.demerit)
    await school.with(async (db) => {
      await db.run(db.sql('mark').where({ pupil_id: ben }).whereIn('code', ['/', '\\']).update({ code: 'I' }))
      await db.run(db.sql('school_history').where({ pupil_id: cleo }).update({ start_date: '2026-11-18' }))
    })
    expect(
      (await json(school, 'review')).unearned.map(({ pupil, why, countedNow }: Record<string, unknown>) => [
        pupil,
        why,
        countedNow,
      ]),
    ).toEqual([
      [ada, 'count', 1],
      [ben, 'attendance', 0],
      [cleo, 'roll', 0],
    ])
  })

  test('leaves alone what a rule gave before it was edited, and points that went down later', async () => {
    const { school, ada } = await open('2026-11-18 20:00')
    await incident(school, ada, '2026-11-16', GROUND.work, OUTCOME.five)
    await rule(school)
    await rule(school, { criterion: 'points', criterion_value: null, threshold: 5 })
    await school.run(JOB)
    expect(await awards(school)).toHaveLength(2)
    await incident(school, ada, '2026-11-19', GROUND.disruption, OUTCOME.detention)
    await school.with((db) => db.run(db.sql('behaviour_rule').where({ id: 1 }).update({ threshold: 4 })))
    school.at('2026-11-20 20:00')
    expect((await json(school, 'review')).unearned).toEqual([])
  })

  test('says of which rules the awards cannot be judged', async () => {
    const { school } = await open()
    await rule(school)
    await school.run(JOB)
    await school.with((db) => db.run(db.sql('behaviour_rule').delete()))
    expect((await school.run('rules', 'review')).out).toContain(
      'Awards of rule 1 cannot be judged: it is gone.',
    )
  })
})

describe('rules withdraw', () => {
  async function awarded() {
    const { school, ...pupils } = await open()
    await rule(school, { threshold: 1, awards: 'every' })
    await school.run(JOB)
    return { school, ...pupils }
  }

  test('removes the incident, and remembers who withdrew the award', async () => {
    const { school } = await awarded()
    const [first] = await awards(school)
    const { code, out } = await school.run('rules', 'withdraw', String(first?.id))
    expect({ code, out }).toEqual({ code: 0, out: 'Withdrew 1 award; incidents removed: 1.\n' })
    expect(await school.rows('incident', { id: first?.incident_id as number })).toEqual([])
    expect(await school.rows('incident')).toHaveLength(3)
    const person = (await awards(school))[0]
    expect(person).toMatchObject({
      withdrawn_at: '2026-11-20T20:00:00.000Z',
      withdrawn_by: expect.any(String),
    })
    expect(await school.rows(own('event'), { kind: 'withdrawn' })).toMatchObject([
      { detail: expect.stringMatching(/ withdrew 1 award: 1\.$/) },
    ])
  })

  test('twice changes nothing the second time', async () => {
    const { school } = await awarded()
    await school.run('rules', 'withdraw', '1', '2')
    const once = await contents(school)
    expect(await school.run('rules', 'withdraw', '2', '1')).toMatchObject({
      code: 0,
      out: 'Nothing to withdraw.\nWithdrawn before: 1, 2.\n',
    })
    expect(await contents(school)).toEqual(once)
  })

  test('refuses numbers that are of no award, and then withdraws none of the others', async () => {
    const { school } = await awarded()
    const before = await contents(school)
    expect(await school.run('rules', 'withdraw', '1', '99', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no award x, 99. Nothing was withdrawn.'),
    })
    expect(await contents(school)).toEqual(before)
  })

  test('asks which, and takes one way of saying it', async () => {
    const { school } = await awarded()
    expect((await school.run('rules', 'withdraw')).code).toBe(2)
    expect((await school.run('rules', 'withdraw', '1', '--all-unearned')).code).toBe(2)
    expect((await school.run('rules', 'withdraw', '--rule', '99')).code).toBe(2)
    expect(await awards(school, { withdrawn_at: null })).toHaveLength(4)
  })

  test('takes all awards of a rule, also of one that is gone', async () => {
    const { school } = await awarded()
    await school.with((db) => db.run(db.sql('behaviour_rule').delete()))
    expect((await school.run('rules', 'withdraw', '--rule', '1')).out).toContain('Withdrew 4 awards')
    expect(await school.rows('incident')).toEqual([])
  })

  test('takes what review lists, and nothing more', async () => {
    const { school, ada } = await awarded()
    await school.with((db) => db.run(db.sql('mark').where({ code: 'U' }).update({ code: '\\' })))
    expect((await school.run('rules', 'withdraw', '--all-unearned', '--rule', 'full-week')).out).toBe(
      'Nothing to withdraw.\n',
    )
    await school.run('rules', 'withdraw', '--all-unearned')
    expect(
      (await awards(school)).filter((one) => one.withdrawn_at).map(({ pupil_id, n }) => [pupil_id, n]),
    ).toEqual([[ada, 3]])
    expect((await json(school, 'review')).unearned).toEqual([])
  })

  test('does not mind an incident that is gone, and leaves a detention for it to be decided', async () => {
    const { school, ada } = await awarded()
    const [first, second] = await awards(school)
    await school.with((db) => db.run(db.sql('incident').where({ id: first?.incident_id }).delete()))
    await school.add('detention_pupil', {
      detention_id: 1,
      pupil_id: ada,
      incident_id: second?.incident_id as number,
    })
    const { out } = await school.run('rules', 'withdraw', '1', '2')
    expect(out).toContain('Withdrew 2 awards; incidents removed: 1.')
    expect(out).toContain('The detentions stay')
    expect(await school.rows('detention_pupil')).toMatchObject([{ incident_id: null }])
  })
})

test('rules alone explains its verbs', async () => {
  const { school } = await open()
  const { code, err } = await school.run('rules')
  expect(code).toBe(2)
  expect(err).toContain('withdraw')
})
