import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const JOB = 'refresh-all-years'
const open = (now?: string) => TestSchool.open(`  ${JOB}:`, now ? { now } : {})

async function refresh(school: TestSchool) {
  const said = await school.run(JOB, '--json')
  return { code: said.code, ...JSON.parse(said.out) }
}

test('makes the group when there is none', async () => {
  const school = await open()
  await school.pupil('Ada')
  expect((await refresh(school)).counts).toMatchObject({ created: 1, joined: 1 })
  expect(await school.allYears()).toEqual(['Ada'])
})

test('adds missing pupils, and takes out duplicates and leavers', async () => {
  const school = await open()
  const ada = await school.pupil('Ada')
  await school.pupil('Ben')
  const left = await school.pupil('Dan', { to: '2026-07-21' })
  await school.member(await school.group('all-years'), ada, ada, ada, left)
  expect((await refresh(school)).counts).toMatchObject({ duplicates: 2, left: 1, joined: 1 })
  expect(await school.allYears()).toEqual(['Ada', 'Ben'])
})

test('merges a duplicated group into the older one, and keeps its id', async () => {
  const school = await open()
  const ada = await school.pupil('Ada')
  const older = await school.group('all-years')
  const newer = await school.group('all-years')
  await school.member(newer, ada)
  expect((await refresh(school)).counts).toMatchObject({ moved: 1, merged: 1, joined: 0 })
  expect(await school.rows('pupil_group')).toMatchObject([{ id: older }])
  expect(await school.allYears()).toEqual(['Ada'])
})

test('never touches a group made by hand, even one of the same name', async () => {
  const school = await open()
  const ada = await school.pupil('Ada')
  const left = await school.pupil('Dan', { to: '2026-07-21' })
  const byHand = await school.group('special', 'All Years', { made_by: 'hand' })
  await school.member(byHand, ada, ada, left)
  await refresh(school)
  expect(await school.rows('group_member', { group_id: byHand })).toHaveLength(3)
})

test('counts a pupil with two stays once', async () => {
  const school = await open()
  const ada = await school.pupil('Ada', { from: '2020-09-01', to: '2023-07-20' })
  await school.stay(ada, { from: '2025-09-01' })
  await school.stay(ada, { from: '2025-10-01', status: 'subsidiary' })
  expect((await refresh(school)).counts).toMatchObject({ joined: 1 })
  expect(await school.allYears()).toEqual(['Ada'])
})

test('a pupil on the last day is on roll; guests, applicants and next term’s pupils are not', async () => {
  const school = await open()
  await school.pupil('Last', { to: '2026-11-23' })
  await school.pupil('Gone', { to: '2026-11-22' })
  await school.pupil('Guest', { status: 'guest' })
  await school.pupil('Applicant', { from: '2027-09-01', status: 'applicant' })
  await school.pupil('Future', { from: '2026-11-24' })
  await refresh(school)
  expect(await school.allYears()).toEqual(['Last'])
})

test('at 23:00 on 31 August it holds the new Year 7, and no longer those who leave that day', async () => {
  const school = await open('2026-08-31 23:00')
  await school.pupil('New', { from: '2026-09-01' })
  await school.pupil('Gone', { to: '2026-08-31' })
  await school.pupil('Stays')
  await refresh(school)
  expect(await school.allYears()).toEqual(['New', 'Stays'])
})

test('at 17:59 it still counts for today', async () => {
  const school = await open('2026-08-31 17:59')
  await school.pupil('New', { from: '2026-09-01' })
  await school.pupil('Gone', { to: '2026-08-31' })
  await refresh(school)
  expect(await school.allYears()).toEqual(['Gone'])
})

test('a normal September is not held: a fifth leaves, a fifth joins', async () => {
  const school = await open('2026-09-01 06:00')
  const group = await school.group('all-years')
  for (let n = 0; n < 100; n += 1) {
    const old = await school.pupil(`Old ${n}`, n < 20 ? { to: '2026-07-21' } : {})
    await school.member(group, old)
  }
  for (let n = 0; n < 20; n += 1) await school.pupil(`New ${n}`, { from: '2026-09-01' })
  expect(await refresh(school)).toMatchObject({
    code: 0,
    outcome: 'succeeded',
    counts: { left: 20, joined: 20 },
  })
})

test('removals that nothing explains are kept back beyond the limit; all else is done', async () => {
  const school = await open()
  const group = await school.group('all-years')
  for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
  await school.member(group, await school.pupil('Dan', { to: '2026-07-21' }))
  await school.pupil('Ada')
  const first = await refresh(school)
  expect(first).toMatchObject({ code: 4, outcome: 'partial', counts: { left: 1, joined: 1, unexplained: 0 } })
  expect(first.withheld).toEqual({ unexplained: 30 })
  expect(await school.allYears()).toHaveLength(31)

  const approved = await school.run('approve', String(first.run))
  expect(approved).toMatchObject({ code: 0, out: expect.stringContaining('30  pupils removed') })
  expect(await school.allYears()).toEqual(['Ada'])
})

test('an approval holds again when more would go than was approved', async () => {
  const school = await open()
  const group = await school.group('all-years')
  for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
  await school.pupil('Ada')
  const first = await refresh(school)
  await school.member(group, await school.pupil('One more', null))
  expect(await school.run('approve', String(first.run))).toMatchObject({ code: 4 })
  expect(await school.allYears()).toHaveLength(32)
})

test('an end date for everybody at once is held too: that is no leaving, it is a broken import', async () => {
  const school = await open()
  const group = await school.group('all-years')
  for (let n = 0; n < 60; n += 1)
    await school.member(group, await school.pupil(`P ${n}`, { to: '2026-11-22' }))
  const held = await refresh(school)
  expect(held).toMatchObject({ code: 8, outcome: 'held', withheld: { left: 60 } })
  expect(await school.allYears()).toHaveLength(60)
  expect(await school.run('approve', String(held.run))).toMatchObject({ code: 0 })
  expect(await school.allYears()).toEqual([])
})

test('an emptied source holds the whole run, and nothing changes', async () => {
  const school = await open()
  const group = await school.group('all-years')
  for (const name of ['Ada', 'Ben']) await school.member(group, await school.pupil(name, null))
  const held = await refresh(school)
  expect(held).toMatchObject({
    code: 8,
    outcome: 'held',
    message: expect.stringContaining('no pupils on roll at all'),
  })
  expect(await school.allYears()).toEqual(['Ada', 'Ben'])
})

test('a duplicated group is no way round the guard: its members are looked at like those of the first', async () => {
  const school = await open()
  await school.group('all-years')
  const newer = await school.group('all-years')
  for (let n = 0; n < 30; n += 1) await school.member(newer, await school.pupil(`Lost ${n}`, null))
  expect(await refresh(school)).toMatchObject({ code: 8, outcome: 'held', withheld: { unexplained: 30 } })
  expect(await school.allYears()).toHaveLength(30)
  await school.pupil('Ada')
  expect(await refresh(school)).toMatchObject({
    outcome: 'partial',
    counts: { moved: 30, merged: 1, unexplained: 0, joined: 1 },
  })
  expect(await school.rows('pupil_group')).toHaveLength(1)
  expect(await school.allYears()).toHaveLength(31)
})

test('the limit is a share of the pupils in the group, however often each is in it', async () => {
  const school = await open()
  const group = await school.group('all-years')
  await school.pupil('Ada')
  for (let n = 0; n < 100; n += 1) {
    const pupil = await school.pupil(`P ${n}`, n < 21 ? null : {})
    await school.member(group, pupil, pupil, pupil)
  }
  expect(await refresh(school)).toMatchObject({
    outcome: 'partial',
    counts: { duplicates: 200 },
    message: expect.stringContaining('21 of 100'),
  })
})

test('a group that is made anew has no members left of one that somebody deleted', async () => {
  const school = await open()
  const group = await school.group('all-years')
  await school.member(group, await school.pupil('Ada'), await school.pupil('Dan', { to: '2026-07-21' }))
  await school.with((db) => db.run(db.sql('pupil_group').delete()))
  expect((await refresh(school)).counts).toMatchObject({ created: 1, joined: 1 })
  expect(await school.allYears()).toEqual(['Ada'])
})

test('guests are on roll where the school says so, applicants never', async () => {
  const school = await TestSchool.open('  refresh-all-years:\n')
  await school.pupil('Ada')
  await school.pupil('Gus', { status: 'guest' })
  await school.pupil('Eve', { status: 'applicant' })
  await school.run('refresh-all-years')
  expect(await school.allYears()).toEqual(['Ada'])
  const config = readFileSync(school.file, 'utf8')
  writeFileSync(school.file, config.replace('school:\n', 'school:\n  guests: true\n'))
  await school.run('refresh-all-years')
  expect(await school.allYears()).toEqual(['Ada', 'Gus'])
})
