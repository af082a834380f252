import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'

async function open(): Promise<TestSchool> {
  const school = await TestSchool.open(`  ${NOTICES}: { at: '15:00' }\n  ${ALL_YEARS}: { at: '23:00' }`)
  school.world = { host: { name: 'SRV1', boot: 'b', pid: process.pid, person: 'ada' } }
  await school.tick()
  return school
}

const pauses = (school: TestSchool) => school.rows(own('pause'))

describe('pause', () => {
  test('refuses what nobody may pause, or that does not exist, and times that are past or none', async () => {
    const school = await open()
    const refused: [string[], string | RegExp][] = [
      [[ALL_YEARS], `${ALL_YEARS} is mandatory: it runs every day, and cannot be paused.`],
      [['nope'], 'The config has no job "nope"'],
      [[NOTICES, '--until', '11:00'], '--until "11:00" is past'],
      [[NOTICES, '--until', '2026-11-22'], '--until "2026-11-22 00:00" is past'],
      [[NOTICES, '--until', '2026-02-30'], '--until takes a moment'],
      [[NOTICES, '--until', '30/11/2026'], '--until takes a date such as 2026-11-30, the year first'],
      [[NOTICES, '--why', 'x'.repeat(201)], '--why takes 200 characters at most.'],
      [[], "missing required argument 'job'"],
    ]
    for (const [typed, words] of refused)
      expect(await school.run('pause', ...typed)).toMatchObject({
        code: 2,
        err: expect.stringContaining(words as string),
      })
    expect(await pauses(school)).toEqual([])
  })

  test('again changes the end, and keeps the reason', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-30', '--why', 'exams')
    await school.run('pause', NOTICES, '--until', '2026-12-07 07:00')
    expect(await pauses(school)).toMatchObject([
      { since: '2026-11-23T12:00:00.000Z', until: '2026-12-07T07:00:00.000Z', why: 'exams' },
    ])
    await school.run('pause', NOTICES)
    expect(await pauses(school)).toMatchObject([{ until: null }])
  })

  test('says that a run which is under way goes on', async () => {
    const school = await open()
    const expires_at = '2026-11-23T12:10:00.000Z'
    const lease = { token: 't', run_id: 7, host: 'SRV2', boot: '', pid: 1, expires_at }
    await school.add(own('lease'), { job: NOTICES, ...lease })
    expect((await school.run('pause', NOTICES)).out).toBe(
      [
        `${NOTICES} is paused until somebody says: pars-auto resume ${NOTICES}.`,
        'Run 7, which is under way, goes on.',
        'Runs that fall into the pause are recorded as skipped, and not made up for.',
        '',
      ].join('\n'),
    )
  })

  test('is on record, and in the history', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-30')
    await school.run('resume', NOTICES)
    expect(await school.rows(own('audit'))).toMatchObject([
      { person: 'ada', command: 'pause', detail: `${NOTICES} until 2026-11-30 00:00.` },
      { person: 'ada', command: 'resume', detail: `The pause of ${NOTICES} ended.` },
    ])
    expect((await school.run('history')).out).toMatch(
      /resumed +The pause of clear-expired-notices ended: ada said so\.\n.* paused +ada paused clear-expired-notices until/,
    )
  })
})

describe('resume', () => {
  test('of a job ends its pause, and nothing else', async () => {
    const school = await open()
    await school.run('pause', NOTICES)
    await school.run('pause', 'all', '--until', '2026-11-30')
    expect((await school.run('resume', NOTICES)).out).toBe(
      `The pause of ${NOTICES} is over: it runs again by schedule. What fell into the pause is not made up for.\nAll jobs are paused until 2026-11-30 00:00. To end that: pars-auto resume all\n`,
    )
    expect((await school.run('resume', NOTICES)).out).toMatch(
      /^clear-expired-notices is not paused by itself/,
    )
    expect((await school.run('resume', 'nope')).code).toBe(2)
    expect(await pauses(school)).toMatchObject([{ ended_by: 'ada' }, { ended_at: null }])
  })

  test('alone ends the pause of all and lifts what was held, and names what is still paused', async () => {
    const school = await open()
    const since = '2026-11-23T12:00:00.000Z'
    await school.add(own('caution'), { reason: 'long-gap', host: '', detail: 'Held.', since })
    await school.run('pause', 'all')
    await school.run('pause', NOTICES, '--until', '2026-11-30')
    expect((await school.run('resume')).out).toBe(
      [
        'Deletions and sending go on from the next run. Runs that were held wait for: pars-auto approve RUN',
        'The pause of all jobs is over: they run again by schedule. What fell into the pause is not made up for.',
        `Still paused: ${NOTICES}, until 2026-11-30 00:00. To end that: pars-auto resume ${NOTICES}`,
        '',
      ].join('\n'),
    )
    expect(await school.rows(own('caution'))).toEqual([])
  })

  test('of all leaves what is held for caution as it is', async () => {
    const school = await open()
    const since = '2026-11-23T12:00:00.000Z'
    await school.add(own('caution'), { reason: 'long-gap', host: '', detail: 'Held.', since })
    await school.run('pause', 'all')
    await school.run('resume', 'all')
    expect(await school.rows(own('caution'))).toHaveLength(1)
    expect((await school.run('resume', 'all')).out).toBe('Not all jobs are paused.\n')
  })

  test('with nothing paused and nothing held says so', async () => {
    expect((await (await open()).run('resume')).out).toBe('Nothing is being held back.\n')
  })
})

describe('a pause is shown', () => {
  test('by list: until when, and the first run after it', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-25')
    expect((await school.run('list')).out).toMatch(
      /^clear-expired-notices .* Wed 2026-11-25 15:00\n +paused until Wed 2026-11-25 00:00\n/m,
    )
    const [first, second] = JSON.parse((await school.run('list', '--json')).out)
    expect(first).toMatchObject({
      nextRun: { slot: '2026-11-25T15:00' },
      paused: { all: false, until: '2026-11-25T00:00:00.000Z', by: 'ada', why: null },
    })
    expect(second.paused).toBeNull()
    await school.run('pause', 'all')
    expect((await school.run('list')).out).toMatch(
      /^clear-expired-notices .* not while it is paused\n +paused\n/m,
    )
  })

  test('by next: the runs it takes away are not among those to come', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-24', '--why', 'exams')
    const { out } = await school.run('next', '-n', '3')
    expect(out).toBe(
      [
        `${NOTICES}: Paused by ada until 2026-11-24 00:00 (exams).`,
        'When                  Job',
        'Mon 2026-11-23 23:00  refresh-all-years',
        'Mon 2026-11-23 23:30  temporary-group-housekeeping',
        'Tue 2026-11-24 15:00  clear-expired-notices',
        '',
      ].join('\n'),
    )
    expect(JSON.parse((await school.run('next', '-n', '3', '--json')).out)).toHaveLength(3)
  })

  test('by why: of slots to come, of those that passed, and of now', async () => {
    const school = await open()
    await school.run('pause', NOTICES, '--until', '2026-11-25')
    expect((await school.run('why', NOTICES, '--at', '2026-11-24 15:00')).out).toContain(
      'The slot of 2026-11-24 15:00 will be skipped.\n  Paused by ada until 2026-11-25 00:00.',
    )
    await school.tick('2026-11-23 15:00')
    expect((await school.run('why', NOTICES)).out.match(/Paused by ada/g)).toHaveLength(1)
    await school.run('resume', NOTICES)
    expect((await school.run('why', NOTICES, '--at', '15:00')).out).toContain(
      'The slot of 2026-11-23 15:00 was skipped.\n  Paused by ada until 2026-11-25 00:00.',
    )
  })
})
