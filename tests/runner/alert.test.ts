import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { NO_SUCH_TABLE } from '../database.ts'
import { idle } from '../idle.ts'
import { TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'
const PROCESS = path.join(import.meta.dirname, '../faults/process.cjs')

const open = (settings: string, rest = '') => TestSchool.open(`  ${JOB}: { ${settings} }`, { rest })
const dropNotices = (school: TestSchool) => school.database.lose('notice')
const told = async (school: TestSchool) => (await school.alerts()).map(({ subject }) => subject)

describe('trouble is told', () => {
  test('when every slot of an interval fails, although each is made up for by the next', async () => {
    const school = await open('every: 5m, timeout: 10m')
    await school.tick()
    school.runOutOfTime()
    const out = await school.tickUntil('2026-11-23 13:00')
    expect(out.match(/^! clear/gm)).toHaveLength(1)
    expect(out).toContain('The job took longer than its timeout.')
  })

  test('when a slot is given up because nobody tried it again in time', async () => {
    const school = await open("at: '12:03', within: 1h, timeout: 10m")
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    expect(await school.tick('2026-11-23 13:30')).toMatchObject({
      code: 1,
      out: expect.stringContaining('! clear'),
    })
  })

  test('not after a power cut that the next tick makes good', async () => {
    const school = await open('every: 1m')
    await school.tick()
    const killAfter = { after: school.statement('insert into', own('lease')), at: 'COMMIT' }
    const orders = {
      args: ['run-due', '--config', school.file],
      cwd: school.folder,
      now: school.now + 60_000,
      killAfter,
    }
    expect(spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)]).signal).toBe('SIGKILL')
    await school.tick('2026-11-23 12:02')
    expect(await told(school)).toEqual([])
  })

  test('also when the process is killed at any moment after the failure', async () => {
    for (let killAt = 1; ; killAt += 1) {
      const school = await open("at: '12:03'")
      await school.tick()
      await dropNotices(school)
      school.at('2026-11-23 12:03')
      const orders = {
        args: ['run-due', '--config', school.file],
        cwd: school.folder,
        now: school.now,
        killAt,
      }
      const { signal } = spawnSync(process.execPath, [PROCESS, JSON.stringify(orders)])
      if (signal !== 'SIGKILL') break
      await school.tick('2026-11-23 12:04')
      await school.tick('2026-11-23 12:05')
      expect(await told(school)).toEqual([`job ${JOB} failed`])
    }
  }, 600_000)

  test('of one sort although another sort is open: a failure is not hidden by what the guard kept back', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: ['12:03', '12:10'] }`)
    const group = await school.group('all-years')
    for (let n = 0; n < 25; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
    await school.pupil('Ada')
    await school.tick()
    expect(await school.tick('2026-11-23 12:03')).toMatchObject({
      code: 4,
      out: expect.stringMatching(
        /25 of 25 .*the guard lets 20 go\. \(run 1\) To let the rest go as well: pars-auto approve 1/,
      ),
    })
    await school.database.lose('school_history')
    expect(await school.tick('2026-11-23 12:10')).toMatchObject({
      code: 1,
      out: expect.stringMatching(NO_SUCH_TABLE),
    })
    expect(await told(school)).toEqual([`job ${ALL_YEARS} partial`, `job ${ALL_YEARS} failed`])
  })

  test('once, on one line, although the job’s own line says the same', async () => {
    const school = await open("at: '12:03'")
    await school.tick()
    await dropNotices(school)
    expect((await school.tick('2026-11-23 12:03')).out.match(new RegExp(NO_SUCH_TABLE, 'g'))).toHaveLength(1)
  })

  test('daily while the calendar is over, and once more when it is mended', async () => {
    const calendar = (end: string) =>
      `calendar:\n  terms:\n    - { name: Autumn, from: 2026-09-01, to: ${end} }\n`
    const school = await open("at: '12:00'", calendar('2026-11-20'))
    const out = []
    for (const day of ['23', '24', '25']) out.push((await school.tick(`2026-11-${day} 12:00:0${day[1]}`)).out)
    expect(out.map((text) => text.match(/calendar in the config ended/g)?.length)).toEqual([1, 1, 1])
    school.configure(`  ${JOB}: { at: '12:00' }`, calendar('2026-12-18'))
    expect((await school.tick('2026-11-25 13:00')).out).toMatch(/^Over: The calendar/m)
  })
})

test('one job’s unexpected trouble does not keep the others from running, and a full disk is named', async () => {
  const school = await TestSchool.open(`  ${JOB}: { at: '12:03' }\n  ${ALL_YEARS}: { at: '12:03' }`)
  await school.pupil('Ada')
  await school.tick()
  let armed = false
  school.world = {
    onStatement: (sql) => {
      // The disk takes no run of the first job, however often it is tried.
      if (sql.includes(school.statement('update', own('job')))) armed = !armed
      if (!armed || !sql.includes(school.statement('insert into', own('run')))) return
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    },
  }
  const said = await school.tick('2026-11-23 12:03')
  expect(said).toMatchObject({
    code: 1,
    out: expect.stringContaining('The disk that holds the database is full.'),
  })
  expect(await school.allYears()).toEqual(['Ada'])
})

test('a disk that stays full ends the tick, and what was due stays due', async () => {
  const school = await open("at: '12:03'")
  await school.tick()
  school.world = {
    onStatement: (sql) => {
      if (!sql.includes(school.statement('insert into', own('run')))) return
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    },
  }
  expect((await school.tick('2026-11-23 12:03')).code).toBe(1)
  school.world = {}
  expect((await school.tick('2026-11-23 12:04')).code).toBe(0)
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
})

test('a webhook that stayed dead for a week keeps no tick from being idle', async () => {
  const school = await open("at: '12:03'", 'alerts:\n  webhook: ${ALERT_URL}\n')
  // Nothing listens on this port.
  school.world = { env: { ALERT_URL: 'http://127.0.0.1:9/' } }
  await school.tick()
  await dropNotices(school)
  await school.tick('2026-11-23 12:03')
  // Every reminder has been queued by now.
  for (const time of ['18:00', '18:10']) await school.tick(`2026-12-02 ${time}`)
  await school.with((db) => db.run(db.sql('auto_post').update({ given_up_at: '2026-12-01T00:00:00.000Z' })))
  await school.tick('2026-12-02 18:20')
  expect(idle(['run-due', '--config', school.file], school.now + 60_000)).toBe(true)
})
