import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import type { Comparison } from '../../src/shadow/comparison.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'

const notice = (school: TestSchool, expires_on: string | null, title = 'Old') =>
  school.add('notice', { title, body: '', created_at: '2026-01-01T00:00:00.000Z', expires_on })

async function compared(school: TestSchool, ...flags: string[]): Promise<Comparison[]> {
  const said = await school.run('shadow', 'report', '--json', ...flags)
  expect(said).toMatchObject({ code: 0, err: '' })
  return JSON.parse(said.out).jobs
}

const one = async (school: TestSchool, ...flags: string[]) => (await compared(school, ...flags))[0]!

/** A rehearsal of a night. */
async function night(school: TestSchool, day: string, time = '23:00'): Promise<void> {
  await school.tick(`${day} ${time}`)
}

async function beside(jobs: string): Promise<TestSchool> {
  const school = await TestSchool.open(jobs, { now: '2026-11-16 12:00' })
  await school.tick()
  return school
}

describe('a clean-up', () => {
  const JOBS = `  ${NOTICES}: { at: '23:00', shadow: true }`

  test('agrees when PARS has removed what we wanted to', async () => {
    const school = await beside(JOBS)
    const [old] = [await notice(school, '2026-11-01'), await notice(school, null)]
    await night(school, '2026-11-16')
    await school.remove('notice', { id: old })
    school.at('2026-11-18 09:00')
    expect(await one(school)).toMatchObject({ job: NOTICES, verdict: 'agrees', looks: 1, nights: 1 })
    expect((await one(school)).steps).toEqual([
      expect.objectContaining({ step: 'removed', planned: 1, done: 1, waiting: 0, open: 0, besides: 0 }),
    ])
    expect((await school.run('shadow', 'report')).out).toContain('notices deleted: 1 wanted, 1 done')
  })

  test('differs when it has not for more than a day; before that it is too early to tell', async () => {
    const school = await beside(JOBS)
    await notice(school, '2026-11-01')
    await night(school, '2026-11-16')
    school.at('2026-11-17 09:00')
    expect(await one(school)).toMatchObject({ verdict: 'agrees', steps: [{ waiting: 1, open: 0 }] })
    await night(school, '2026-11-17')
    school.at('2026-11-18 09:00')
    expect(await one(school)).toMatchObject({ verdict: 'differs', steps: [{ planned: 1, done: 0, open: 1 }] })
    const { out } = await school.run('shadow', 'report', NOTICES)
    expect(out).toContain(`${NOTICES}: differs`)
    expect(out).toContain('1 wanted, 0 done, 1 not done for over a day')
    expect(out).toMatch(/2026-11-17 +1 +notices deleted: 1/)
  })

  test('agrees quietly when PARS was there first', async () => {
    const school = await beside(JOBS)
    await night(school, '2026-11-16')
    expect(await one(school)).toMatchObject({ verdict: 'quiet', looks: 1, steps: [] })
    expect((await school.run('shadow', 'report')).out).toContain('agrees: nothing was ever left to do')
  })

  test('tells what went besides, of what we would have kept', async () => {
    const school = await beside(JOBS)
    const kept = await notice(school, null)
    const old = await notice(school, '2026-11-01')
    await night(school, '2026-11-16')
    await school.remove('notice', (rows) => rows.whereIn('id', [kept, old]))
    school.at('2026-11-18 09:00')
    expect((await one(school)).steps).toEqual([expect.objectContaining({ done: 1, besides: 1 })])
    expect((await school.run('shadow', 'report')).out).toContain(
      '1 that came about without being wanted, by PARS or by people',
    )
  })

  test('what is no longer wanted, and has not come about, is neither done nor left undone', async () => {
    const school = await beside(JOBS)
    const old = await notice(school, '2026-11-01')
    await night(school, '2026-11-16')
    await school.change('notice', { expires_on: '2027-01-01' }, { id: old })
    await night(school, '2026-11-17')
    school.at('2026-11-19 09:00')
    expect(await one(school)).toMatchObject({ verdict: 'agrees', steps: [{ done: 0, open: 0, dropped: 1 }] })
    await school.change('notice', { expires_on: '2026-11-01' }, { id: old })
    await night(school, '2026-11-19')
    school.at('2026-11-21 09:00')
    expect(await one(school)).toMatchObject({ verdict: 'differs', steps: [{ open: 1, dropped: 0 }] })
  })

  test('since a day leaves out what was before', async () => {
    const school = await beside(JOBS)
    await notice(school, '2026-11-01')
    await night(school, '2026-11-16')
    school.at('2026-11-18 09:00')
    expect(await one(school, '--since', '2026-11-17')).toMatchObject({ verdict: 'none', looks: 0 })
    expect((await school.run('shadow', 'report', '--since', 'Monday')).code).toBe(2)
    expect(await school.run('shadow', 'report', 'nope')).toMatchObject({ code: 2 })
  })
})

test('All Years: members that PARS added and took away are done, also after they have left again', async () => {
  const school = await beside(`  ${ALL_YEARS}: { at: '22:00', shadow: true }`)
  const group = await school.group('all-years')
  const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben', { to: '2026-11-10' })]
  await school.member(group, ben)
  await night(school, '2026-11-16', '22:00')
  await school.member(group, ada)
  await school.remove('group_member', { pupil_id: ben })
  await night(school, '2026-11-17', '22:00')
  await school.remove('group_member', { pupil_id: ada })
  school.at('2026-11-18 09:00')
  const { verdict, steps } = await one(school)
  expect(verdict).toBe('agrees')
  expect(steps.map(({ step, planned, done, fresh }) => [step, planned, done, fresh])).toEqual([
    ['left', 1, 1, 0],
    ['joined', 1, 1, 0],
  ])
})

test('All Years that is not there yet is wanted, and nobody can say whether it has come about', async () => {
  const school = await beside(`  ${ALL_YEARS}: { at: '22:00', shadow: true }`)
  await school.pupil('Ada')
  await night(school, '2026-11-16', '22:00')
  school.at('2026-11-18 09:00')
  expect(await one(school)).toMatchObject({
    verdict: 'blind',
    steps: [{ step: 'created', planned: 0, beyond: 1 }],
  })
  expect((await school.run('shadow', 'report')).out).toContain('cannot be compared')
  expect((await school.run('go-live', ALL_YEARS, '--dry-run')).out).toContain('look at it yourself')
})

describe('groups', () => {
  async function routes(): Promise<{ school: TestSchool; group: number; pupils: number[] }> {
    const school = await beside("  bus-route-groups: { at: '23:00', shadow: true }")
    const route = await school.add('bus_route', { name: 'Route 12', withdrawn_on: null })
    const pupils = []
    for (const name of ['Ada', 'Ben', 'Cem']) {
      const pupil = await school.pupil(name)
      pupils.push(pupil)
      await school.add('pupil_bus_route', {
        pupil_id: pupil,
        route_id: route,
        start_date: '2026-09-01',
        end_date: null,
      })
    }
    const group = await school.group('special', 'Route 12')
    return { school, group, pupils }
  }

  test('are compared with those of the same name that PARS keeps', async () => {
    const { school, group, pupils } = await routes()
    const left = await school.pupil('Dan')
    await school.member(group, pupils[0]!, pupils[1]!, left)
    await night(school, '2026-11-16')
    expect(await one(school)).toMatchObject({
      verdict: 'differs',
      groups: [{ name: expect.stringContaining('Route 12'), group, both: 2, onlyUs: 1, onlyThem: 1 }],
    })
    const { out } = await school.run('shadow', 'report')
    expect(out).toContain('0 of 1 group have the same pupils')
    expect(out).not.toMatch(/Ada|Ben|Cem|Dan/)
    await school.remove('group_member', { pupil_id: left })
    await school.member(group, pupils[2]!)
    expect(await one(school)).toMatchObject({
      verdict: 'agrees',
      groups: [{ both: 3, onlyUs: 0, onlyThem: 0 }],
    })
  })

  test('one that PARS does not have is told', async () => {
    const { school, group } = await routes()
    await school.change('pupil_group', { name: 'Something else' }, { id: group })
    await night(school, '2026-11-16')
    expect(await one(school)).toMatchObject({
      verdict: 'differs',
      groups: [{ both: 0, onlyUs: 3, onlyThem: 0 }],
    })
    expect((await school.run('shadow', 'report')).out).toContain('none of that name')
  })
})

test('awards: an incident of the same pupil, day, ground and outcome is PARS’ own; others came besides', async () => {
  const school = await beside(`  rule-based-behaviours: { at: '20:00', shadow: true }`)
  const ground = await school.add('behaviour_ground', { name: 'Late', positive: 0, sims_type_id: null })
  const outcome = await school.add('behaviour_outcome', {
    name: 'Detention',
    points: -1,
    sims_outcome_id: null,
  })
  await school.add('behaviour_rule', {
    ...{
      name: 'Late today',
      active: 1,
      criterion: 'meaning',
      criterion_value: 'late',
      counted_in: 'session',
    },
    ...{
      comparison: 'at-least',
      threshold: 1,
      awards: 'once',
      period: 'day',
      period_from: null,
      period_to: null,
    },
    ...{ award_ground_id: ground, award_outcome_id: outcome },
  })
  await school.add('register_code', {
    code: 'L',
    valid_from: '2024-08-19',
    valid_to: null,
    meaning: 'present',
    late: 1,
    description: 'Late',
  })
  const session = await school.add('session', { date: '2026-11-16', part: 'AM' })
  const pupils = [await school.pupil('Ada'), await school.pupil('Ben')]
  for (const pupil_id of pupils)
    await school.add('mark', {
      pupil_id,
      date: '2026-11-16',
      session_id: session,
      lesson_id: null,
      code: 'L',
      minutes_late: 5,
    })
  await night(school, '2026-11-16', '20:00')
  const award = (pupil_id: number, date: string) =>
    school.add('incident', {
      ...{ pupil_id, date, ground_id: ground, outcome_id: outcome, recorded_by: null, comment: 'PARS' },
      ...{ recorded_at: '2026-11-16T21:00:00.000Z', changed_at: null },
    })
  await award(pupils[0]!, '2026-11-16')
  await award(pupils[1]!, '2026-11-13')
  school.at('2026-11-18 09:00')
  const { verdict, steps } = await one(school)
  expect(verdict).toBe('differs')
  expect(steps).toEqual([
    expect.objectContaining({ step: 'awarded', planned: 2, done: 1, open: 1, besides: 1 }),
  ])
})

test('texts: one that is no longer in the queue has been dealt with', async () => {
  const school = await TestSchool.open('  sms: { every: 1m, shadow: true }', {
    now: '2026-11-16 12:00',
    rest: 'sms: { provider: file, file: { folder: texts } }\n',
  })
  await school.tick()
  const batch = await school.add('sms_batch', {
    purpose: 'general',
    urgent: 0,
    queued_by: null,
    queued_at: '2026-11-16T12:00:30.000Z',
  })
  const pupil = await school.pupil('Ada')
  const text = (number: string) =>
    school.add('sms_message', {
      ...{ batch_id: batch, pupil_id: pupil, contact_id: null, number, body: 'Hello' },
      ...{ about_date: null, about_part: null, not_before: null, not_after: null },
      ...{ state: 'queued', state_reason: null, state_at: null },
    })
  const [first] = [await text('07700900123'), await text('07700900456')]
  await school.tick('2026-11-16 12:01')
  await school.change('sms_message', { state: 'sent' }, { id: first })
  school.at('2026-11-16 14:00')
  const { verdict, steps } = await one(school)
  expect(verdict).toBe('differs')
  expect(steps.find(({ step }) => step === 'handedOver')).toMatchObject({ planned: 2, done: 1, open: 1 })
})

test('a report leaves nothing to compare, and a job that fails says why', async () => {
  const rest = 'mail: { from: office@riverside.example, folder: mails }\n'
  const school = await TestSchool.open(
    `  lates: { job: report, report: lates, at: '12:01', to: head@riverside.example, shadow: true }\n  ${NOTICES}: { at: '12:01', hours: any, shadow: true }`,
    { rest },
  )
  await school.tickUntil('2026-11-23 12:01')
  await school.database.lose('notice')
  const [lates, notices] = await compared(school)
  expect(lates).toMatchObject({ verdict: 'blind', looks: 1 })
  expect(notices).toMatchObject({ verdict: 'trouble', looks: 1 })
})

test('what is remembered names nobody, is bounded, and goes after 90 days', async () => {
  const school = await beside(`  ${NOTICES}: { at: '23:00', shadow: true }`)
  await school.with(async (db) => {
    const rows = Array.from({ length: 1500 }, () => [
      'Ada Test is ill',
      'x',
      '2026-01-01T00:00:00.000Z',
      '2026-11-01',
    ])
    await db.bulkInsert('notice', ['title', 'body', 'created_at', 'expires_on'], rows)
  })
  await night(school, '2026-11-16')
  const rows = await school.rows<{ trace: string }>(own('shadow_row'))
  expect(rows).toHaveLength(1000)
  expect(rows[0]!.trace).toMatch(
    /^\{"sign":"gone","table":"notice","find":\{"id":\d+,"created_at":"2026-01-01T00:00:00.000Z"\}\}$/,
  )
  expect((await one(school)).steps[0]).toMatchObject({ planned: 1000, beyond: 500 })
  await school.remove('notice')
  await night(school, '2027-03-01')
  expect(await school.rows(own('shadow_row'))).toEqual([])
  expect(await school.rows(own('shadow_day'), { day: '2026-11-16' })).toEqual([])
})

test('a rehearsal of many rows takes as many statements as one of few', async () => {
  const school = await beside(`  ${NOTICES}: { at: '23:00', shadow: true }`)
  await notice(school, '2026-11-01')
  const statements = async (day: string) => {
    let heard = 0
    school.world = { onStatement: () => (heard += 1) }
    await night(school, day)
    return heard
  }
  await statements('2026-11-16')
  const few = await statements('2026-11-17')
  for (let n = 0; n < 60; n++) await notice(school, '2026-11-02')
  await statements('2026-11-18')
  // What the night does besides, such as removing old records, may be a statement less.
  expect(await statements('2026-11-19')).toBeLessThanOrEqual(few)
})
