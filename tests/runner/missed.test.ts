import { describe, expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'

/** Monday noon the host sees the job, then it is off until `back`. */
async function offUntil(back: string, job: string, settings: string) {
  const school = await TestSchool.open(`  ${job}: { ${settings} }`)
  await school.tick()
  await school.tick(back)
  return school
}

const states = (school: TestSchool, job = NOTICES) => school.slotStates(job)

describe('slots that came while the host was off', () => {
  test('a nightly job runs once, and the record says which slots it makes up for', async () => {
    const school = await offUntil('2026-11-26 05:00', NOTICES, "at: '00:30'")
    expect(await states(school)).toEqual([
      '2026-11-24T00:30 missed',
      '2026-11-25T00:30 missed',
      '2026-11-26T00:30 done',
    ])
    expect((await school.slots(NOTICES))[0]?.reason).toContain('made up for by the one of 2026-11-26 00:30')
    expect(await school.runs(NOTICES)).toHaveLength(1)
  })

  test('a late nightly job waits until the school is out', async () => {
    const school = await offUntil('2026-11-24 10:00', NOTICES, "at: '00:30'")
    expect(await states(school)).toEqual([])
    expect((await school.run('list')).out).toContain('17:00')
    await school.tick('2026-11-24 17:00')
    expect(await states(school)).toEqual(['2026-11-24T00:30 done'])
  })

  test('All Years runs at the first tick, whatever the hour', async () => {
    const school = await offUntil('2026-11-24 10:00', ALL_YEARS, "at: '23:00'")
    expect(await states(school, ALL_YEARS)).toEqual(['2026-11-23T23:00 done'])
  })

  test('`skip` runs none of them', async () => {
    const school = await offUntil('2026-11-26 05:00', NOTICES, "at: '00:30', missed: skip")
    expect((await states(school)).every((state) => state.endsWith('missed'))).toBe(true)
    expect(await school.runs(NOTICES)).toEqual([])
  })

  test('`all` runs each of them, oldest first', async () => {
    const school = await offUntil('2026-11-26 05:00', NOTICES, "at: '00:30', missed: all")
    expect((await school.runs(NOTICES)).map(({ slot }) => slot)).toEqual([
      '2026-11-24T00:30',
      '2026-11-25T00:30',
      '2026-11-26T00:30',
    ])
  })

  test('`within` is the age beyond which it is too late', async () => {
    const school = await offUntil('2026-11-24 05:00', NOTICES, "at: '00:30', within: 2h")
    expect(await states(school)).toEqual(['2026-11-24T00:30 missed'])
    expect((await school.slots(NOTICES))[0]?.reason).toContain('the limit is 2 h')
  })

  test('a thousand missed slots make one run', async () => {
    const school = await offUntil('2026-11-24 05:00', NOTICES, 'every: 1m')
    // One at the first sight on Monday noon, one for all that came after.
    expect((await school.runs(NOTICES)).map(({ started_at }) => started_at.slice(8, 16))).toEqual([
      '23T12:00',
      '24T05:00',
    ])
    const records = (await school.slots(NOTICES)).filter(({ state }) => state === 'missed')
    const stoodFor = records.reduce((sum, { others }) => sum + 1 + others, 0)
    expect(stoodFor + (await school.slots(NOTICES)).filter(({ state }) => state === 'done').length).toBe(
      17 * 60 + 1,
    )
    expect(records.length).toBeLessThanOrEqual(100)
  })

  test('`why` says that the host was off', async () => {
    const school = await offUntil('2026-11-26 05:00', NOTICES, "at: '00:30'")
    expect((await school.run('why', NOTICES, '--at', '2026-11-24 00:30')).out).toMatch(
      /was missed\.[\s\S]*host was off[\s\S]*2026-11-23 12:00 to 2026-11-26 05:00/,
    )
  })
})

describe('after a very long time', () => {
  test('59 days: deletions go on', async () => {
    const school = await offUntil('2027-01-21 05:00', NOTICES, "at: '00:30'")
    expect((await school.runs(NOTICES)).at(-1)?.state).toBe('succeeded')
  })

  test('61 days: deletions are held, told once, and go on after resume and approve', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '00:30' }`)
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-12-01',
    })
    await school.tick()
    const said = await school.tick('2027-01-24 05:00')
    expect(said).toMatchObject({ code: 8, out: expect.stringContaining('pars-auto resume') })
    expect(await school.rows('notice')).toHaveLength(1)
    expect((await school.run('resume')).code).toBe(0)
    const held = (await school.runs(NOTICES)).at(-1)!
    expect((await school.run('approve', String(held.id))).code).toBe(0)
    expect(await school.rows('notice')).toEqual([])
    expect(await states(school)).toContainEqual('2027-01-24T00:30 done')
  })

  test('a job that deletes nothing is not held', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '23:00' }`)
    await school.pupil('Ada')
    await school.tick()
    expect(await school.tick('2027-01-25 05:00')).toMatchObject({ code: 0 })
    expect(await school.allYears()).toEqual(['Ada'])
  })
})

describe('odd clocks and databases', () => {
  test('clocks that differ by over five minutes hold deletions until they agree', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: ['12:05', '12:10'] }`)
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-01',
    })
    await school.tick()
    school.clockError = -6 * 60_000
    expect(await school.tick('2026-11-23 12:11')).toMatchObject({
      code: 8,
      out: expect.stringContaining('differ by 6 minutes'),
    })
    expect(await school.rows('notice')).toHaveLength(1)
    school.clockError = 0
    expect((await school.tick('2026-11-23 12:12')).code).toBe(0)
    expect(await school.rows('notice')).toEqual([])
  })

  test('the database’s clock decides, not the host’s', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:05' }`)
    school.clockError = 2 * 60_000
    await school.tick()
    await school.tick('2026-11-23 12:03')
    expect(await states(school)).toEqual(['2026-11-23T12:05 done'])
  })

  test('a clock that had jumped two days ahead does not stop the jobs when it comes back', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '00:30' }`)
    await school.tick()
    await school.tick('2026-11-26 00:30')
    expect(await school.runs(NOTICES)).toHaveLength(1)
    const said = await school.tick('2026-11-23 12:01')
    expect(said.out).toContain('The clock had jumped ahead')
    await school.tickUntil('2026-11-24 00:31')
    expect(await states(school)).toEqual(['2026-11-24T00:30 done'])
  })

  test('a database older than what this host has seen is noticed, and deletions wait', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { every: 5m }`)
    await school.tickUntil('2026-11-23 12:10')
    await school.with(async (db) => {
      await db.run(db.sql('auto_run').where('id', '>', 1).delete())
      await db.run(db.sql('auto_slot').delete())
      await db.run(db.sql('auto_job').update({ handled_through: null }))
    })
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-01',
    })
    expect(await school.tick('2026-11-23 12:15')).toMatchObject({
      code: 8,
      out: expect.stringContaining('was a backup restored?'),
    })
    expect(await school.rows('notice')).toHaveLength(1)
  })
})
