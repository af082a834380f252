import { describe, expect, test } from 'vitest'
import { SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const daily = (at: string) => `  ${NOTICES}: { at: '${at}' }`

describe('a slot', () => {
  test('runs once, at its minute', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tickUntil('2026-11-23 12:10')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
    expect((await school.runs(NOTICES)).map(({ started_at }) => started_at)).toEqual([
      '2026-11-23T12:03:00.000Z',
    ])
  })

  test.each([
    ['at :00.1 and :59.9 of the minutes', ['12:02:00', '12:02:59', '12:03:00', '12:03:59', '12:04:00']],
    ['twice in a minute', ['12:02', '12:03', '12:03', '12:03:30', '12:04']],
    ['61 s apart', ['12:01:58', '12:02:59', '12:04:00', '12:05:01']],
    ['a minute late', ['12:02', '12:04:59']],
  ])('runs once when the ticks come %s', async (_when, ticks) => {
    const school = await TestSchool.open(daily('12:03'))
    for (const time of ticks) await school.tick(`2026-11-23 ${time}`)
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
  })

  test('before the first tick ever is nobody’s: no backfill', async () => {
    const school = await TestSchool.open(daily('11:59'))
    await school.tickUntil('2026-11-23 12:05')
    expect(await school.slots(NOTICES)).toEqual([])
  })

  test('in the very minute of the first tick runs', async () => {
    const school = await TestSchool.open(daily('12:00'))
    await school.tick('2026-11-23 12:00:42')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:00 done'])
  })

  test('a tick with nothing due prints nothing and ends with 0', async () => {
    const school = await TestSchool.open(daily('12:03'))
    expect(await school.tick()).toEqual({ code: 0, out: '', err: '' })
  })
})

describe('on a night when the clocks change, ticking every minute', () => {
  const jobs = `
  ${NOTICES}: { at: ['00:30', '01:00', '01:15', '01:30', '01:59', '02:00', '03:30'] }
  quarter: { job: ${NOTICES}, every: 15m }`

  test('28 March 2027: times in the gap run at the first minute after it, each once', async () => {
    const school = await TestSchool.open(jobs, { now: '2027-03-28 00:00' })
    await school.tickUntil('2027-03-28 04:00')
    expect(
      (await school.slots(NOTICES)).map(({ slot, due_at, state }) => [slot, due_at.slice(11, 16), state]),
    ).toEqual([
      ['2027-03-28T00:30', '00:30', 'done'],
      // 01:00, 01:15, 01:30, 01:59 and 02:00 all fall on the first minute after the gap: one run.
      ['2027-03-28T01:00', '01:00', 'done'],
      ['2027-03-28T03:30', '02:30', 'done'],
    ])
    expect(await school.slots('quarter')).toHaveLength(13)
  })

  test('25 October 2026: a time that comes twice runs on the first pass only, an interval on both', async () => {
    const school = await TestSchool.open(jobs, { now: '2026-10-25 00:00' })
    await school.tickUntil('2026-10-25 04:00')
    expect(
      (await school.slots(NOTICES)).map(({ slot, due_at, state }) => [slot, due_at.slice(8, 16), state]),
    ).toEqual([
      ['2026-10-25T00:30', '24T23:30', 'done'],
      ['2026-10-25T01:00', '25T00:00', 'done'],
      ['2026-10-25T01:15', '25T00:15', 'done'],
      ['2026-10-25T01:30', '25T00:30', 'done'],
      ['2026-10-25T01:59', '25T00:59', 'done'],
      ['2026-10-25T02:00', '25T02:00', 'done'],
      ['2026-10-25T03:30', '25T03:30', 'done'],
    ])
    expect(await school.slots('quarter')).toHaveLength(21)
  })
})

describe('when the config changes', () => {
  test('a new time begins with the change, and is not made up for', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tickUntil('2026-11-23 12:05')
    school.configure(daily('12:04'))
    await school.tickUntil('2026-11-23 12:10')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
    await school.tick('2026-11-24 12:04')
    expect((await school.slots(NOTICES)).at(-1)).toMatchObject({ slot: '2026-11-24T12:04', state: 'done' })
  })

  test('a job that was switched off does not make up for its slots when it is switched on again', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tick()
    school.configure(`  ${NOTICES}: { at: '12:03', enabled: false }`)
    await school.tickUntil('2026-11-23 12:10')
    school.configure(daily('12:03'))
    await school.tickUntil('2026-11-23 12:15')
    expect(await school.slots(NOTICES)).toEqual([])
  })

  test('a renamed job begins anew; a removed one leaves its history behind', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tickUntil('2026-11-23 12:05')
    school.configure(`  renamed: { job: ${NOTICES}, at: '12:03' }`)
    await school.tickUntil('2026-11-23 12:10')
    expect(await school.slots('renamed')).toEqual([])
    expect((await school.run('history')).out).toContain(NOTICES)
  })

  test('two hosts with different files do not reset each other', async () => {
    const school = await TestSchool.open(daily('12:03'))
    const here = { name: 'one', boot: 'b', pid: process.pid, person: 'ada' }
    for (const minute of ['12:00', '12:01', '12:02', '12:06']) {
      school.configure(daily('12:03'))
      school.world = { host: here }
      await school.tick(`2026-11-23 ${minute}`)
      school.configure(daily('12:05'))
      school.world = { host: { ...here, name: 'two' } }
      await school.tick(`2026-11-23 ${minute}:30`)
    }
    expect((await school.runs(NOTICES)).length).toBeGreaterThan(0)
    expect(await school.rows('auto_schedule', { job: NOTICES })).toHaveLength(2)
  })
})

describe('a broken config', () => {
  const broken = (school: TestSchool) =>
    school.configure('  no-such-job: {}\n  refresh-all-years: { cycle: weekdays }')

  test('does not stop the school: the last valid one goes on, with an alert and exit 3', async () => {
    const school = await TestSchool.open(daily('12:03'))
    await school.tick()
    broken(school)
    expect(await school.tick('2026-11-23 12:02')).toMatchObject({
      code: 3,
      out: expect.stringContaining('last valid one goes on'),
    })
    expect(await school.tick('2026-11-23 12:03')).toMatchObject({
      code: 3,
      out: expect.stringContaining(`${NOTICES}: succeeded`),
    })
    expect(await school.tick('2026-11-23 12:04')).toEqual({ code: 3, out: '', err: '' })
    school.configure(daily('12:03'))
    expect(await school.tick('2026-11-23 12:05')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Over: '),
    })
  })

  test('that was never valid is explained, with exit 3', async () => {
    const school = await TestSchool.open(daily('12:03'))
    broken(school)
    expect(await school.tick()).toMatchObject({ code: 3, err: expect.stringContaining('no-such-job') })
  })
})

test('no database is exit 6, in words', async () => {
  const school = await TestSchool.open(daily('12:03'), { rest: '' })
  school.vanish()
  const words = SERVER ? 'There is no connection to SQL Server at 127.0.0.1:1' : 'There is no database'
  expect(await school.tick()).toMatchObject({ code: 6, err: expect.stringContaining(words) })
})
