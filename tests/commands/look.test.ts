import { describe, expect, test } from 'vitest'
import { NO_SUCH_TABLE, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'

/** A school that has lived through an hour: one job ran, one failed, one is still to come. */
async function anHour() {
  const school = await TestSchool.open(`
  ${ALL_YEARS}: { at: '12:03' }
  ${NOTICES}: { at: '12:04' }
  temporary-group-housekeeping: { at: '23:30' }`)
  await school.pupil('Ada')
  await school.tickUntil('2026-11-23 12:03')
  await school.database.lose('notice')
  await school.tick('2026-11-23 12:04')
  school.at('2026-11-23 12:05')
  return school
}

describe('list', () => {
  test('shows for each job its schedule, its last run and its next', async () => {
    const { code, out } = await (await anHour()).run('list')
    expect(code).toBe(0)
    expect(out).toBe(
      [
        'Job                           Runs                Last run                        Next run',
        'refresh-all-years             every day at 12:03  Mon 2026-11-23 12:03 succeeded  Tue 2026-11-24 12:03',
        'clear-expired-notices         every day at 12:04  Mon 2026-11-23 12:04 failed     Tue 2026-11-24 12:04',
        'temporary-group-housekeeping  every day at 23:30  never                           Mon 2026-11-23 23:30',
        '',
      ].join('\n'),
    )
  })

  test('says the same as JSON', async () => {
    const [first] = JSON.parse((await (await anHour()).run('list', '--json')).out)
    expect(first).toEqual({
      job: ALL_YEARS,
      kind: ALL_YEARS,
      shadow: false,
      title: 'Refresh All Years',
      enabled: true,
      mandatory: true,
      schedule: 'every day at 12:03',
      lastRun: {
        run: 1,
        state: 'succeeded',
        shadow: false,
        startedAt: '2026-11-23T12:03:00.000Z',
        endedAt: '2026-11-23T12:03:00.000Z',
      },
      nextRun: { slot: '2026-11-24T12:03', at: '2026-11-24T12:03:00.000Z' },
      waits: null,
      paused: null,
    })
  })

  test('names a job that is switched off', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { enabled: false }`)
    expect((await school.run('list')).out).toContain('switched off')
  })
})

describe('next', () => {
  test('shows the runs to come in order, and those that a clock change moves', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '01:30' }\n  ${ALL_YEARS}: { at: '23:00' }`, {
      now: '2027-03-27 12:00',
    })
    const { out } = await school.run('next', '-n', '3')
    expect(out).toBe(
      [
        'When                  Job',
        'Sat 2027-03-27 23:00  refresh-all-years',
        'Sat 2027-03-27 23:30  temporary-group-housekeeping',
        'Sun 2027-03-28 02:00  clear-expired-notices         clock change',
        '',
      ].join('\n'),
    )
  })

  test('refuses a count that is none', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:`)
    for (const count of ['0', 'many', '1.5', '-3'])
      expect((await school.run('next', `--count=${count}`)).code).toBe(2)
  })
})

describe('history', () => {
  test('shows what ran, newest first, with what it did or what went wrong', async () => {
    const { out } = await (await anHour()).run('history', '-n', '2')
    const error = SERVER ? 'StatementFailed' : 'SqliteError'
    expect(out).toMatch(
      new RegExp(`12:04  clear-expired-notices +2 +failed +${error}: .*(${NO_SUCH_TABLE.source}).*\\n`),
    )
    expect(out).toMatch(
      /12:03 {2}refresh-all-years +1 +succeeded +All Years groups created because there was none: 1; pupils added: 1\n/,
    )
  })

  test('of one job leaves out the others, and refuses one that is unknown', async () => {
    const school = await anHour()
    expect((await school.run('history', NOTICES)).out).not.toContain(ALL_YEARS)
    expect(await school.run('history', 'nope')).toMatchObject({
      code: 2,
      err: expect.stringContaining('It has: refresh-all-years'),
    })
  })
})

describe('show', () => {
  test('tells one run in full', async () => {
    const { out } = await (await anHour()).run('show', '2')
    expect(out).toMatch(
      /^Run +2\nJob +clear-expired-notices\nState +failed\nFor +the slot of Mon 2026-11-23 12:04, attempt 1\n/,
    )
    expect(out).toMatch(NO_SUCH_TABLE)
  })

  test('never gives away the token that fences a run', async () => {
    const school = await anHour()
    const shown = JSON.parse((await school.run('show', '1', '--json')).out)
    expect(shown).toMatchObject({ run: 1, counts: { joined: 1 } })
    expect(shown).not.toHaveProperty('token')
  })
})

describe('why', () => {
  const ask = async (school: TestSchool, job: string, ...at: string[]) =>
    (await school.run('why', job, ...at)).out

  test('names the line of the config', async () => {
    expect(await ask(await anHour(), NOTICES)).toMatch(
      new RegExp(
        `^clear-expired-notices \\(every day at 12:04; automation\\.config\\.yaml:${SERVER ? 13 : 11}\\)\\n`,
      ),
    )
  })

  test('of a failed run says what failed', async () => {
    expect(await ask(await anHour(), NOTICES)).toContain('The slot of 2026-11-23 12:04 is done: failed.')
  })

  test('of a job that no tick has seen asks whether the ticks are set up', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '11:00' }`)
    expect(await ask(school, NOTICES)).toContain(
      'Does Task Scheduler, or cron, start pars-auto run-due every minute?',
    )
  })

  test('of a slot to come says so', async () => {
    expect(await ask(await anHour(), NOTICES, '--at', '2026-11-24 12:04')).toContain('still to come')
  })

  test('of a moment without a slot says why there is none', async () => {
    const school = await TestSchool.open(
      `  ${NOTICES}: { at: '12:00', cycle: [mon, tue, sat], days: school }\n  often: { job: ${NOTICES}, every: 30m }`,
      {
        rest: 'calendar:\n  terms:\n    - { name: Autumn, from: 2026-09-01, to: 2026-12-18 }\n  holidays:\n    - { name: Half term, from: 2026-10-26, to: 2026-10-30 }\nserver:\n  busy:\n    - { from: "01:00", to: "02:00", why: nightly backup }\n',
      },
    )
    expect(await ask(school, NOTICES, '--at', '2026-11-24 09:17')).toContain(
      'It has no slot at 09:17 on 2026-11-24, line ',
    )
    expect(await ask(school, NOTICES, '--at', '2026-11-25 12:00')).toContain(
      '2026-11-25 is not a day of its cycle, line ',
    )
    expect(await ask(school, NOTICES, '--at', '2026-11-28 12:00')).toContain(
      '2026-11-28 is no school day: Saturday.',
    )
    expect(await ask(school, NOTICES, '--at', '2026-10-27 12:00')).toContain('holiday: Half term')
    expect(await ask(school, 'often', '--at', '01:30')).toContain(
      'The server is busy at 01:30 (nightly backup), line ',
    )
  })

  test('of the past goes by the config that was in force then', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03' }`)
    await school.tickUntil('2026-11-23 12:05')
    school.configure(`  ${NOTICES}: { at: '15:00' }`)
    await school.tickUntil('2026-11-23 12:10')
    expect(await ask(school, NOTICES, '--at', '12:03')).toContain(
      'The slot of 2026-11-23 12:03 is done: succeeded.',
    )
  })

  test('of a job that is switched off says so', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { enabled: false }`)
    expect(await ask(school, NOTICES)).toContain('switched off')
  })

  test('refuses a time that is none', async () => {
    const school = await anHour()
    for (const time of ['noon', '25:00', '2026-02-30 12:00', '']) {
      expect(await school.run('why', NOTICES, '--at', time)).toMatchObject({
        code: 2,
        err: expect.stringContaining('--at takes a moment'),
      })
    }
  })
})
