import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'
import { keptGroup, keptGroups, runJob } from './kit.ts'

// The engine, through the plainest of the jobs that stand on it.
const JOB = 'bus-route-groups'
const open = (now?: string) => TestSchool.open(`  ${JOB}:`, now ? { now } : {})

const route = (school: TestSchool, name: string, withdrawn_on: string | null = null) =>
  school.add('bus_route', { name, withdrawn_on })

const takes = (
  school: TestSchool,
  pupil_id: number,
  route_id: number,
  given: { from?: string; to?: string } = {},
) =>
  school.add('pupil_bus_route', {
    pupil_id,
    route_id,
    start_date: given.from ?? '2026-01-01',
    end_date: given.to ?? null,
  })

/** A route with so many pupils in its group. */
async function busOf(school: TestSchool, count: number) {
  const bus = await route(school, '14A')
  for (let n = 0; n < count; n += 1) await takes(school, await school.pupil(`P ${n}`), bus)
  await runJob(school, JOB)
  return bus
}

describe('a group', () => {
  test('made by hand is never touched, even one of the same name', async () => {
    const school = await open()
    const [ada, left] = [await school.pupil('Ada'), await school.pupil('Dan', { to: '2026-07-21' })]
    const byHand = await school.group('special', 'Bus: 14A', { made_by: 'hand' })
    const byPars = await school.group('special', 'Bus: 14A', { made_by: 'pars' })
    await school.member(byHand, ada, ada, left)
    await school.member(byPars, left)
    await route(school, '14A')
    expect(await runJob(school, JOB)).toMatchObject({ counts: { created: 1, left: 0, duplicates: 0 } })
    expect(await school.rows('group_member', { group_id: byHand })).toHaveLength(3)
    expect(await school.rows('group_member', { group_id: byPars })).toHaveLength(1)
  })

  test('of a renamed source keeps its number, and is renamed', async () => {
    const school = await open()
    await busOf(school, 1)
    const [before] = await school.rows('pupil_group')
    await school.change('bus_route', { name: ' 14B ' })
    expect((await runJob(school, JOB)).counts).toMatchObject({ renamed: 1, created: 0, joined: 0 })
    expect(await school.rows('pupil_group')).toEqual([{ ...before, name: 'Bus: 14B' }])
    expect(await school.rows(own('kept_group'))).toMatchObject([{ name: 'Bus: 14B' }])
  })

  test('says which it is where two sources have one name, however it is written', async () => {
    const school = await open()
    const [ada, ben] = [await school.pupil('Ada'), await school.pupil('Ben')]
    await takes(school, ada, await route(school, 'Town'))
    await takes(school, ben, await route(school, 'TOWN '))
    await route(school, 'Town (1)')
    await runJob(school, JOB)
    expect(await keptGroups(school)).toEqual({
      'Bus: Town (1) (1)': ['Ada'],
      'Bus: TOWN (2)': ['Ben'],
      'Bus: Town (1) (3)': [],
    })
    expect(Object.values((await runJob(school, JOB)).counts).every((n) => n === 0)).toBe(true)
  })

  test('that somebody deleted is made anew', async () => {
    const school = await open()
    await busOf(school, 2)
    await school.remove('group_member')
    await school.remove('pupil_group')
    expect((await runJob(school, JOB)).counts).toMatchObject({ created: 1, joined: 2 })
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['P 0', 'P 1'] })
    expect(await school.rows(own('kept_group'))).toHaveLength(1)
  })

  test('that is made anew has no members left of one that somebody deleted', async () => {
    const school = await open()
    await busOf(school, 2)
    await school.member(1, await school.pupil('Dan'))
    await school.remove('pupil_group')
    await runJob(school, JOB)
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['P 0', 'P 1'] })
  })

  test('is not ours because it has the number of one of ours that somebody deleted', async () => {
    const school = await open()
    await busOf(school, 2)
    const [ours] = await school.rows<{ id: number }>('pupil_group')
    await school.remove('group_member')
    await school.remove('pupil_group')
    const byHand = await school.group('special', 'Choir', { id: ours!.id, made_by: 'hand' })
    await school.member(byHand, await school.pupil('Ada'))
    expect((await runJob(school, JOB)).counts).toMatchObject({ created: 1, joined: 2, unexplained: 0 })
    expect(await school.rows('group_member', { group_id: byHand })).toHaveLength(1)
    expect(await school.rows('pupil_group', { id: byHand })).toMatchObject([{ name: 'Choir' }])
  })

  test('whose source is withdrawn or gone is emptied and kept, and used again when it returns', async () => {
    const school = await open()
    const bus = await busOf(school, 2)
    const [before] = await school.rows('pupil_group')
    await school.change('bus_route', { withdrawn_on: '2026-11-22' })
    expect((await runJob(school, JOB)).counts).toMatchObject({ retired: 1, ended: 2, deleted: 0 })
    expect(await school.rows('pupil_group')).toEqual([before])
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': [] })
    await school.change('bus_route', { withdrawn_on: null }, { id: bus })
    school.at('2027-02-01 12:00')
    expect((await runJob(school, JOB)).counts).toMatchObject({ revived: 1, created: 0, joined: 2 })
    expect(await school.rows('pupil_group')).toEqual([before])
  })

  test('that was put aside makes way for a new one of its name', async () => {
    const school = await open()
    await busOf(school, 1)
    await school.remove('bus_route')
    await school.add('bus_route', { id: 2, name: '14A', withdrawn_on: null })
    await school.change('pupil_bus_route', { route_id: 2 })
    expect((await runJob(school, JOB)).counts).toMatchObject({ created: 1, retired: 1, renamed: 1 })
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A (1)': [], 'Bus: 14A': ['P 0'] })
    expect(Object.values((await runJob(school, JOB)).counts).every((n) => n === 0)).toBe(true)
  })

  test('whose source stays away is deleted after 90 days, not after 89', async () => {
    const school = await open()
    await keptGroup(school, 'bus-route', 99, 'Bus: Old', { retired: '2026-08-26' })
    expect((await runJob(school, JOB)).counts).toMatchObject({ deleted: 0 })
    school.at('2026-11-24 12:00')
    expect((await runJob(school, JOB)).counts).toMatchObject({ deleted: 1 })
    expect(await school.rows('pupil_group')).toEqual([])
    expect(await school.rows(own('kept_group'))).toEqual([])
  })
})

describe('its members', () => {
  test('are pupils on roll: guests, applicants and those who have left are not', async () => {
    const school = await open()
    const bus = await route(school, '14A')
    for (const [name, stay] of [
      ['Ada', {}],
      ['Last', { to: '2026-11-23' }],
      ['Gone', { to: '2026-11-22' }],
      ['Guest', { status: 'guest' }],
      ['Next', { from: '2026-11-24' }],
    ] as const)
      await takes(school, await school.pupil(name, stay), bus)
    await runJob(school, JOB)
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['Ada', 'Last'] })
  })

  test('are those of tomorrow from 18:00 on', async () => {
    const school = await open('2026-08-31 23:20')
    const bus = await route(school, '14A')
    await takes(school, await school.pupil('New', { from: '2026-09-01' }), bus)
    await takes(school, await school.pupil('Gone', { to: '2026-08-31' }), bus)
    await runJob(school, JOB)
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['New'] })
  })

  test('are in it once, whatever the source says and however often somebody put them there', async () => {
    const school = await open()
    const bus = await route(school, '14A')
    const ada = await school.pupil('Ada')
    await takes(school, ada, bus)
    await takes(school, ada, bus)
    await keptGroup(school, 'bus-route', bus, 'Bus: 14A', { members: [ada, ada, ada] })
    expect((await runJob(school, JOB)).counts).toMatchObject({ duplicates: 2, joined: 0 })
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['Ada'] })
  })

  test('go as “left” when they have left, “ended” when the source ends it, “unexplained” otherwise', async () => {
    const school = await open()
    const bus = await route(school, '14A')
    const [ada, ben, cleo] = [
      await school.pupil('Ada', { to: '2026-11-22' }),
      await school.pupil('Ben'),
      await school.pupil('Cleo'),
    ]
    await takes(school, ada, bus, { to: '2026-11-01' })
    await takes(school, ben, bus, { to: '2026-11-22' })
    const vanished = await school.pupil('Dan', null)
    await takes(school, vanished, bus)
    await keptGroup(school, 'bus-route', bus, 'Bus: 14A', { members: [ada, ben, cleo, vanished] })
    expect((await runJob(school, JOB)).counts).toMatchObject({ left: 1, ended: 1, unexplained: 2 })
  })
})

describe('the guard', () => {
  test.each([
    ['who takes which route', 'pupil_bus_route', 'no pupils on bus routes at all'],
    ['the routes', 'bus_route', 'no bus routes at all'],
    ['the roll', 'school_history', 'no pupils on roll at all'],
  ])('an empty SIMS import wipes nothing: %s', async (_what, table, message) => {
    const school = await open()
    await busOf(school, 3)
    await school.remove(table)
    expect(await runJob(school, JOB)).toMatchObject({
      code: 8,
      outcome: 'held',
      message: expect.stringContaining(message),
    })
    expect(await keptGroups(school)).toEqual({ 'Bus: 14A': ['P 0', 'P 1', 'P 2'] })
    expect(await school.rows(own('kept_group'), { retired_on: null })).toHaveLength(1)
  })

  test('a normal September roll-over (a fifth leaves with leaving dates, a fifth joins, every year group changes) is not held', async () => {
    const school = await open('2026-07-01 12:00')
    await busOf(school, 150)
    await school.change('school_history', { end_date: '2026-07-21' }, (stay) => stay.where('id', '<=', 30))
    await school.change('pupil', { year_group_id: 7 })
    for (let n = 0; n < 30; n += 1)
      await takes(school, await school.pupil(`New ${n}`, { from: '2026-09-01' }), 1, { from: '2026-09-01' })
    school.at('2026-09-01 06:00')
    expect(await runJob(school, JOB)).toMatchObject({
      code: 0,
      outcome: 'succeeded',
      counts: { left: 30, joined: 30, unexplained: 0 },
    })
  })

  test('holds what nothing explains beyond the limit; an approval lets it go, unless it grew', async () => {
    const school = await open()
    await busOf(school, 40)
    await school.remove('pupil_bus_route', (row) => row.where('id', '<=', 21))
    const held = await runJob(school, JOB)
    expect(held).toMatchObject({ code: 8, withheld: { unexplained: 21 } })
    expect(held.message).toContain('bus routes: 21 of 40 would be removed')
    await school.remove('pupil_bus_route', { id: 22 })
    expect((await school.run('approve', String(held.run))).code).toBe(8)
    const again = await runJob(school, JOB)
    expect((await school.run('approve', String(again.run))).code).toBe(0)
    expect((await keptGroups(school))['Bus: 14A']).toHaveLength(18)
  })

  test('looks at each family by itself: a small one is not hidden by a large one', async () => {
    const school = await TestSchool.open('  pupil-characteristic-groups:')
    for (let n = 0; n < 300; n += 1) {
      const pupil = await school.pupil(`P ${n}`)
      await school.add('pupil_language', { pupil_id: pupil, language: 'Polish' })
      if (n < 30) await school.add('young_carer', { pupil_id: pupil, indicator: 'S' })
    }
    await runJob(school, 'pupil-characteristic-groups')
    await school.remove('young_carer', (row) => row.where('pupil_id', '<=', 25))
    expect(await runJob(school, 'pupil-characteristic-groups')).toMatchObject({
      outcome: 'held',
      message: expect.stringContaining('young carers: 25 of 30'),
    })
  })
})
