import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { idle } from '../idle.ts'
import { TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'
const daily = (at: string, more = '') => `  ${JOB}: { at: '${at}'${more} }`

describe('approve', () => {
  const partial = async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '12:03' }`)
    const group = await school.group('all-years')
    for (let n = 0; n < 25; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
    await school.pupil('Ada')
    await school.tick()
    await school.tick('2026-11-23 12:03')
    return { school, group }
  }

  test('can be used once: months later it does not let other pupils go', async () => {
    const { school, group } = await partial()
    expect((await school.run('approve', '1')).code).toBe(0)
    for (let n = 0; n < 25; n += 1) await school.member(group, await school.pupil(`Other ${n}`, null))
    expect(await school.run('approve', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no longer the one to approve'),
    })
    expect(await school.allYears()).toHaveLength(26)
  })

  test('of a run that was held for two reasons names both', async () => {
    const { school } = await partial()
    school.clockError = -6 * 60_000
    school.configure(`  ${ALL_YEARS}: { at: '12:10' }`)
    await school.tick('2026-11-23 12:15')
    const { out } = await school.tick('2026-11-23 12:16')
    expect(out).toMatch(/clocks .* differ by 6 minutes.*25 of 26 would be removed/)
  })
})

describe('the note', () => {
  test('after a tick that took minutes is dated by the end of it', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '12:03' }\n${daily('12:09')}`)
    await school.tick()
    let once = true
    school.world = {
      onStatement: (sql) => {
        if (!once || !sql.includes(school.statement('insert into', 'pupil_group'))) return
        once = false
        school.now += 4 * 60_000
      },
    }
    await school.tick('2026-11-23 12:03')
    expect((await school.runs(ALL_YEARS))[0]).toMatchObject({
      started_at: '2026-11-23T12:03:00.000Z',
      ended_at: '2026-11-23T12:07:00.000Z',
    })
    school.now += 60_000
    await school.tickUntil('2026-11-23 12:10')
    expect((await school.runs(JOB)).map(({ started_at }) => started_at.slice(11, 16))).toEqual(['12:09'])
  })

  test('does not vouch for a config that was edited while the tick ran', async () => {
    const school = await TestSchool.open(daily('23:03'))
    let once = true
    school.world = {
      onStatement: () => {
        if (once) school.configure(daily('12:03'))
        once = false
      },
    }
    await school.tick()
    expect(idle(['run-due', '--config', school.file], school.now + 60_000)).toBe(false)
    await school.tickUntil('2026-11-23 12:03')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
  })

  test('of another database is no proof that this one was put back', async () => {
    const school = await TestSchool.open('  often: { job: clear-expired-notices, every: 1m }')
    await school.tickUntil('2026-11-23 12:03')
    const other = await TestSchool.open(`  ${ALL_YEARS}:`)
    const section = other.database.section.replace('school.db', path.join(other.folder, 'school.db'))
    writeFileSync(school.file, `school: { name: T }\n${section}jobs:\n  refresh-all-years:\n`)
    expect((await school.tick('2026-11-23 12:04')).out).not.toContain('backup')
  })
})

test('a run by hand that dies does not cost the job its night', async () => {
  const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '23:00' }`, { now: '2026-11-23 22:50' })
  await school.pupil('Ada')
  await school.tick()
  // Somebody's hand-started run on another host, of which nothing more is heard.
  await school.with(async (db) => {
    const run = {
      job: ALL_YEARS,
      attempt: 1,
      token: 't',
      state: 'running',
      started_by: 'ada',
      host: 'laptop',
      pid: 1,
    }
    const id = await db.insert('auto_run', { ...run, started_at: '2026-11-23T22:58:00.000Z' })
    const lease = { job: ALL_YEARS, token: 't', run_id: id, host: 'laptop', boot: 'x y', pid: 1 }
    await db.run(db.sql('auto_lease').insert({ ...lease, expires_at: '2026-11-23T23:08:00.000Z' }))
  })
  await school.tick('2026-11-23 23:00')
  expect(await school.slotStates(ALL_YEARS)).toEqual([])
  await school.tick('2026-11-23 23:09')
  expect(await school.slotStates(ALL_YEARS)).toEqual(['2026-11-23T23:00 done'])
  expect(await school.allYears()).toEqual(['Ada'])
})

describe('a job that was away', () => {
  test('taken out of the config and put back, it does not make up for its slots', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tick()
    school.configure(`  ${ALL_YEARS}:`)
    await school.tickUntil('2026-11-23 12:10')
    school.configure(daily('12:03'))
    await school.tickUntil('2026-11-23 12:15')
    expect(await school.slots(JOB)).toEqual([])
  })

  test('switched off while a slot waited to be tried again, it does not try it weeks later', async () => {
    const school = await TestSchool.open(daily('12:03', ', timeout: 10m'))
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    school.configure(daily('12:03', ', enabled: false'))
    await school.tick('2026-11-23 12:10')
    await school.tick('2027-01-11 08:00')
    school.configure(daily('12:03'))
    await school.tick('2027-01-11 08:02')
    expect(await school.runs(JOB)).toHaveLength(1)
    expect((await school.slots(JOB))[0]).toMatchObject({
      state: 'missed',
      reason: 'The job was switched off.',
    })
  })

  test('is not waited for by a job that comes after it', async () => {
    const chain = (enabled: boolean) =>
      `${daily('12:03', `, enabled: ${enabled}, timeout: 10m`)}\n  ${ALL_YEARS}: { at: '12:04', after: ${JOB} }`
    const school = await TestSchool.open(chain(true))
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    school.configure(chain(false))
    await school.tickUntil('2026-11-23 12:10')
    expect(await school.runs(ALL_YEARS)).toHaveLength(1)
  })

  test('on one host does not matter to another host that has it', async () => {
    const school = await TestSchool.open(daily('00:30'))
    const host = (name: string) => ({ host: { name, boot: ' ', pid: 1, person: 'ada' } })
    school.world = host('main')
    await school.tick()
    school.configure(daily('00:30', ', enabled: false'))
    school.world = host('standby')
    await school.tick('2026-11-23 13:00')
    await school.tick('2026-11-24 03:00')
    school.configure(daily('00:30'))
    school.world = host('main')
    await school.tick('2026-11-24 05:00')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-24T00:30 done'])
  })

  test('new day rules begin anew as well: a Saturday that was none is not made up for', async () => {
    const school = await TestSchool.open(daily('12:03', ', days: school'), { now: '2026-11-28 12:00' })
    await school.tickUntil('2026-11-28 12:10')
    school.configure(daily('12:03', ', days: all'))
    await school.tick('2026-11-28 18:00')
    expect(await school.slots(JOB)).toEqual([])
  })
})

test('`all` loses no slot: when one fails, those behind it wait for their turn', async () => {
  const school = await TestSchool.open(
    daily('12:03', ', missed: all, hours: any, timeout: 10m').replace(
      "'12:03'",
      "['12:03', '12:04', '12:05']",
    ),
  )
  await school.tick()
  school.runOutOfTime()
  await school.tick('2026-11-23 12:05')
  school.world = {}
  expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 pending'])
  await school.tickUntil('2026-11-23 12:06')
  expect(await school.slotStates(JOB)).toEqual([
    '2026-11-23T12:03 done',
    '2026-11-23T12:04 done',
    '2026-11-23T12:05 done',
  ])
})

describe('while the config is broken', () => {
  const broken = async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tick()
    school.configure('  nonsense: {}')
    await school.tick('2026-11-23 12:01')
    return school
  }

  test('one can still look and steer', async () => {
    const school = await broken()
    expect(await school.run('list')).toMatchObject({
      code: 0,
      out: expect.stringContaining(JOB),
      err: expect.stringContaining('last valid one'),
    })
    expect((await school.run('resume')).code).toBe(0)
    expect((await school.run(JOB)).code).toBe(3)
  })

  test('the school goes on without a note as well', async () => {
    const school = await broken()
    rmSync(path.dirname(noteFile(school.file)), { recursive: true })
    expect((await school.tick('2026-11-23 12:03')).code).toBe(3)
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:03 done'])
  })
})

test('clocks that differ hold the deletions of their own host only', async () => {
  const school = await TestSchool.open('  often: { job: clear-expired-notices, every: 5m }')
  const notice = { title: '', body: '', created_at: '2026-01-01T00:00:00.000Z', expires_on: '2026-01-01' }
  const host = (name: string) => ({ host: { name, boot: ' ', pid: 1, person: 'ada' } })
  await school.tick()
  await school.add('notice', notice)
  school.world = host('wrong')
  school.clockError = 10 * 60_000
  expect((await school.tick('2026-11-23 12:05')).code).toBe(8)
  school.world = host('right')
  school.clockError = 0
  expect((await school.tick('2026-11-23 12:20')).code).toBe(0)
  expect(await school.rows('notice')).toEqual([])
})

test('a dry run shows which rows, and nothing that was written about people', async () => {
  const school = await TestSchool.open(daily('12:03'))
  const notice = {
    title: 'Ada Lovelace',
    body: 'is ill',
    created_at: '2026-01-01T00:00:00.000Z',
    expires_on: '2026-01-01',
  }
  await school.add('notice', notice)
  for (const flags of [
    ['--dry-run', '--verbose'],
    ['--dry-run', '--verbose', '--json'],
  ]) {
    const { out } = await school.run(JOB, ...flags)
    expect(out).toMatch(/2026-01-01/)
    expect(out).not.toMatch(/Ada|ill/)
  }
})
