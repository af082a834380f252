import { lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const SHADOW =
  "  clear-expired-notices: # tidy up\n    at: '12:30'\n    hours: any\n    shadow: true # beside PARS\n"

async function inShadow(jobs = SHADOW): Promise<TestSchool> {
  const school = await TestSchool.open(jobs)
  const notice = { title: 'Old', body: '', created_at: '2026-01-01T00:00:00.000Z', expires_on: '2026-11-01' }
  await school.add('notice', notice)
  await school.tick('2026-11-23 12:29')
  return school
}

test('a job in shadow records what it would have done, and changes nothing', async () => {
  const school = await inShadow()
  const said = await school.tick('2026-11-23 12:30')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toContain('clear-expired-notices: in shadow; it would have, notices deleted: 1')
  expect(await school.rows('notice')).toHaveLength(1)
  expect((await school.runs())[0]).toMatchObject({ state: 'succeeded', shadow: 1, counts: '{"removed":1}' })
  expect(await school.slotStates()).toEqual(['2026-11-23T12:30 done'])
  expect((await school.run('history')).out).toContain('would have: notices deleted: 1')
  expect((await school.run('show', '1')).out).toContain('in shadow: nothing was changed')
  expect((await school.run('list')).out).toContain('in shadow')
})

test('a job in shadow that takes longer than its timeout is given up', async () => {
  const school = await inShadow()
  school.runOutOfTime()
  expect((await school.tick('2026-11-23 12:30')).code).toBe(7)
  expect(await school.runs()).toMatchObject([{ state: 'timed-out' }])
})

test('a person who runs a job in shadow changes nothing either, and is told', async () => {
  const school = await inShadow()
  const said = await school.run('clear-expired-notices')
  expect(said.out).toContain('is in shadow: this is what it would have done, and nothing was changed')
  expect(said.out).toContain('pars-auto go-live clear-expired-notices')
  expect(await school.rows('notice')).toHaveLength(1)
})

test('what would be held is recorded, and holds nothing up', async () => {
  const school = await TestSchool.open("  refresh-all-years:\n    at: '12:30'\n    shadow: true\n")
  const group = await school.group('all-years')
  await school.member(group, await school.pupil('Ada', null))
  await school.tick('2026-11-23 12:29')
  expect((await school.tick('2026-11-23 12:30')).code).toBe(0)
  const [run] = await school.runs()
  expect(run).toMatchObject({ state: 'succeeded', shadow: 1 })
  expect(run!.message).toContain('It would have been held: There are no pupils on roll at all')
  expect((await school.run('approve', '1')).code).toBe(2)
})

test('go-live changes one word of the config, keeps its comments, and the next run acts', async () => {
  const school = await inShadow()
  const before = readFileSync(school.file, 'utf8')
  const said = await school.run('go-live', 'clear-expired-notices')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(school.file, 'utf8')).toBe(before.replace('shadow: true', 'shadow: false'))
  await school.tick('2026-11-23 12:30')
  expect(await school.rows('notice')).toEqual([])
  expect((await school.rows<{ detail: string }>(own('event'))).map(({ detail }) => detail)).toContainEqual(
    expect.stringContaining('clear-expired-notices went live'),
  )
})

test.each([
  ['Windows lines', (text: string) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
  ['flow style', (text: string) => text.replace(/ # tidy up[\s\S]*PARS/, ' { shadow: true } # beside PARS')],
])('go-live leaves %s as it is', async (_, edited) => {
  const school = await inShadow()
  const before = edited(readFileSync(school.file, 'utf8'))
  writeFileSync(school.file, before)
  expect(await school.run('go-live', 'clear-expired-notices')).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(school.file, 'utf8')).toBe(before.replace('shadow: true', 'shadow: false'))
})

test('go-live changes the file that a link leads to, and leaves the link', async () => {
  const school = await inShadow()
  const kept = path.join(school.folder, 'kept', 'school.yaml')
  mkdirSync(path.dirname(kept))
  renameSync(school.file, kept)
  symlinkSync(kept, school.file)
  expect(await school.run('go-live', 'clear-expired-notices')).toMatchObject({ code: 0, err: '' })
  expect(lstatSync(school.file).isSymbolicLink()).toBe(true)
  expect(readFileSync(kept, 'utf8')).toContain('shadow: false')
})

test('go-live of a file that cannot be written says so, and nothing is live', async () => {
  const school = await inShadow()
  mkdirSync(`${school.file}.new`)
  const said = await school.run('go-live', 'clear-expired-notices')
  expect(said.code).toBe(1)
  expect(said.err).toContain('automation.config.yaml cannot be changed: ')
  expect(await school.rows(own('job'), { live_since: null })).toHaveLength(1)
})

test('a job has been live since go-live, not since it was first seen; back in shadow it begins anew', async () => {
  const school = await inShadow()
  const since = async () => (await school.rows<{ live_since: string | null }>(own('job')))[0]!.live_since
  expect(await since()).toBeNull()
  await school.at('2026-11-24 09:00').run('go-live', 'clear-expired-notices')
  expect(await since()).toBe('2026-11-24T09:00:00.000Z')
  await school.tick('2026-11-24 09:01')
  expect(await since()).toBe('2026-11-24T09:00:00.000Z')
  school.configure(SHADOW)
  await school.tick('2026-11-24 09:02')
  expect(await since()).toBeNull()
})

test('go-live of a live job, of an unknown one, and of a value that others share', async () => {
  const school = await inShadow('  clear-expired-notices:\n')
  expect((await school.run('go-live', 'clear-expired-notices')).out).toContain('is live already')
  expect(await school.run('go-live', 'nothing')).toMatchObject({ code: 2 })
  const shared = '  clear-expired-notices:\n    shadow: &all true\n  refresh-all-years:\n    shadow: *all\n'
  school.configure(shared)
  const text = readFileSync(school.file, 'utf8')
  const said = await school.run('go-live', 'refresh-all-years')
  expect(said.code).toBe(3)
  expect(said.err).toContain("Take the line 'shadow: true' of refresh-all-years out of it")
  expect(readFileSync(school.file, 'utf8')).toBe(text)
})
