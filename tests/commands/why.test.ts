import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const ALL_YEARS = 'refresh-all-years'

/** What is said, without the heading and the indentation. */
async function why(school: TestSchool, job: string, ...rest: string[]): Promise<string[]> {
  const { out } = await school.run('why', job, ...rest)
  return out
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
}

/** The line of the config on which a text stands. */
const lineOf = (school: TestSchool, text: string): number => {
  const lines = readFileSync(school.file, 'utf8').split('\n')
  return lines.findIndex((line) => line.includes(text)) + 1
}

const YEAR = `calendar:
  terms:
    - { name: Autumn, from: 2026-09-01, to: 2026-12-18 }
    - { name: Spring, from: 2027-01-04, to: 2027-03-25 }
  holidays:
    - { name: Half term, from: 2026-10-26, to: 2026-10-30 }
  inset:
    - 2026-11-27
`

describe('a moment without a slot, with the line of the config that says so:', () => {
  const days: [string, string, string, string?][] = [
    ['a holiday', '2026-10-27', '2026-10-27 is no school day: holiday: Half term', 'Half term'],
    ['an INSET day', '2026-11-27', '2026-11-27 is no school day: INSET day', '- 2026-11-27'],
    [
      'between two terms',
      '2026-12-22',
      '2026-12-22 is no school day: holiday: between Autumn and Spring',
      'Spring',
    ],
    ['a weekend, which needs no line', '2026-11-28', '2026-11-28 is no school day: Saturday'],
  ]
  test.each(days)('%s', async (_what, day, words, entry) => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:00', days: school }`, { rest: YEAR })
    const where = entry ? `, line ${lineOf(school, entry)} of the config` : ''
    const [first] = await why(school, NOTICES, '--at', `${day} 12:00`)
    expect(first).toBe(`${words}${where}.`)
    const told = JSON.parse((await school.run('why', NOTICES, '--at', `${day} 12:00`, '--json')).out)
    expect(told).toMatchObject({ state: 'no slot', sentences: expect.any(Array) })
    expect(told.reasonLine).toBe(entry ? lineOf(school, entry) : undefined)
  })

  test('a run that is moved to the next school day, and where it came from', async () => {
    const school = await TestSchool.open(
      `  ${NOTICES}: { at: '12:00', cycle: [sun], days: school, nonSchoolDay: next }`,
      { rest: YEAR },
    )
    expect((await why(school, NOTICES, '--at', '2026-11-29 12:00'))[0]).toBe(
      '2026-11-29 is no school day; its run is moved to the next such day: Sunday.',
    )
    expect((await why(school, NOTICES, '--at', '2026-11-30 12:00')).slice(0, 2)).toEqual([
      'It was moved here from 2026-11-29, which is no school day: Sunday.',
      'The slot of 2026-11-30 12:00 is still to come.',
    ])
  })

  test('not in its cycle', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:00', cycle: [mon] }`)
    const line = lineOf(school, 'cycle')
    expect((await why(school, NOTICES, '--at', '2026-11-24 12:00'))[0]).toBe(
      `2026-11-24 is not a day of its cycle, line ${line} of the config.`,
    )
  })

  test('the server’s busy hours', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { every: 30m }`, {
      rest: "server:\n  busy:\n    - { from: '01:00', to: '02:00', why: backup }\n",
    })
    expect((await why(school, NOTICES, '--at', '2026-11-24 01:30'))[0]).toBe(
      `The server is busy at 01:30 (backup), line ${lineOf(school, 'backup')} of the config.`,
    )
  })

  test('the second time that a clock shows it', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '01:30' }`)
    expect((await why(school, NOTICES, '--at', '2026-10-25T01:30Z'))[0]).toBe(
      'The clock showed 01:30 twice that night, and it runs the first time only.',
    )
  })
})

describe('a slot that did not run, or not as usual:', () => {
  test('switched off, with the line', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:\n    enabled: false`)
    expect((await why(school, NOTICES))[0]).toBe(
      `It is switched off (enabled: false), line ${lineOf(school, 'enabled')} of the config.`,
    )
  })

  test('in shadow', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:\n    at: '12:03'\n    shadow: true`)
    await school.tickUntil('2026-11-23 12:03')
    const told = await why(school, NOTICES)
    expect(told.join('\n')).toContain('succeeded in shadow')
    expect(told).toContain(
      `It is in shadow, line ${lineOf(school, 'shadow')} of the config: its runs work out what they would do, and change nothing. To let it act: pars-auto go-live ${NOTICES}`,
    )
  })

  test('held, with the run to approve', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '12:03' }`)
    const group = await school.group('all-years')
    for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
    await school.tickUntil('2026-11-23 12:03')
    const told = await why(school, ALL_YEARS)
    expect(told[0]).toBe('The slot of 2026-11-23 12:03 is held for a person.')
    expect(told).toContain('To let it go: pars-auto approve 1')
  })

  test('done in part, with what the guard kept back and the run to approve', async () => {
    const school = await TestSchool.open(`  ${ALL_YEARS}: { at: '12:03' }`)
    const group = await school.group('all-years')
    for (let n = 0; n < 30; n += 1) await school.member(group, await school.pupil(`Lost ${n}`, null))
    await school.pupil('Ada')
    await school.tickUntil('2026-11-23 12:03')
    const told = await why(school, ALL_YEARS)
    expect(told[0]).toBe('The slot of 2026-11-23 12:03 is done: partial.')
    expect(told[1]).toBe('To let the rest go as well: pars-auto approve 1')
    expect(told[2]).toMatch(/30 of 30 would be removed with no reason on record; the guard lets 20 go/)
  })

  test('waiting for another job', async () => {
    const school = await TestSchool.open(
      `  first: { job: ${NOTICES}, at: '12:03', timeout: 10m }\n  second: { job: ${NOTICES}, at: '12:04', after: first }`,
    )
    await school.tick()
    school.runOutOfTime()
    await school.tick('2026-11-23 12:03')
    school.world = {}
    // It is tried again at 12:04; nobody has ticked since.
    school.at('2026-11-23 12:04')
    expect((await why(school, 'second'))[0]).toBe(
      'The slot of 2026-11-23 12:04 waits for first (2026-11-23T12:03).',
    )
  })

  test('missed, because the host was off for too long', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03', within: 1h }`)
    await school.tick()
    await school.tick('2026-11-23 14:30')
    expect(await why(school, NOTICES)).toEqual([
      'The slot of 2026-11-23 12:03 was missed.',
      '2 h late: the limit is 60 min',
      'The host was off, or did not look, from 2026-11-23 12:00 to 2026-11-23 14:30.',
      expect.stringMatching(/^Next: /),
    ])
  })

  test('skipped, because it was still running', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03' }`)
    await school.tick()
    const at = '2026-11-23T12:01:00.000Z'
    const run = { job: NOTICES, token: 't', attempt: 1, started_by: 'schedule', host: 'SRV2', pid: 7 }
    const slot = { slot: '2026-11-23T11:58', due_at: at }
    const id = await school.add(own('run'), { ...run, ...slot, state: 'running', started_at: at })
    const lease = { job: NOTICES, token: 't', run_id: id, host: 'SRV2', boot: '', pid: 7 }
    await school.add(own('lease'), { ...lease, expires_at: '2026-11-23T13:00:00.000Z' })
    await school.tick('2026-11-23 12:03')
    expect((await why(school, NOTICES)).slice(0, 2)).toEqual([
      'The slot of 2026-11-23 12:03 was skipped.',
      `Run ${id} (since 2026-11-23 12:01, process 7 on SRV2) was still running.`,
    ])
  })

  test('not run, because the scheduler uses an account that may not', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03' }`)
    await school.tick()
    const rest = 'permissions:\n  access: { accounts: [ada] }\n  service:\n    accounts: [svc-pars]\n'
    school.configure(`  ${NOTICES}: { at: '12:03' }`, rest)
    const account = (person: string) => {
      school.world = {
        host: { name: 'SRV1', boot: 'b', pid: process.pid, person },
      }
    }
    account('somebody')
    expect((await school.tick('2026-11-23 12:03')).code).toBe(9)
    account('ada')
    expect((await why(school, NOTICES)).join('\n')).toContain(
      `The scheduler on SRV1 starts run-due as somebody, who may not, line ${lineOf(school, 'service')} of the config: it was refused at 2026-11-23 12:03.`,
    )
  })

  test('moved by a clock change', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '01:30' }`, { now: '2027-03-28 00:30' })
    await school.tickUntil('2027-03-28 02:01')
    expect((await why(school, NOTICES))[0]).toBe(
      'The clocks changed that night: 01:30 ran at 2027-03-28 02:00.',
    )
  })

  test('by the config that was in force then, and that it has been changed since', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03' }`)
    await school.tickUntil('2026-11-23 12:05')
    school.configure(`  ${NOTICES}: { at: '15:00' }\n  later: { job: ${NOTICES}, at: '12:02' }`)
    await school.tickUntil('2026-11-23 12:07')
    expect(await why(school, NOTICES, '--at', '12:03')).toEqual([
      'The slot of 2026-11-23 12:03 is done: succeeded.',
      expect.stringMatching(/^Attempt 1 /),
      'This goes by the config that was in force then. It was changed by 2026-11-23 12:05.',
    ])
    expect(await why(school, 'later', '--at', '12:02')).toEqual([
      'The config that was in force then did not have this job.',
      'This goes by the config that was in force then. It was changed by 2026-11-23 12:05.',
    ])
  })

  test('texts in the parents’ quiet hours', async () => {
    const school = await TestSchool.open('  sms: { every: 1m }', {
      rest: "sms:\n  provider: file\n  file: { folder: texts }\n  quietHours: '21:00-07:00'\n",
    })
    await school.tick()
    expect(await why(school, 'sms', '--at', '2026-11-23 22:00')).toEqual([
      'The slot of 2026-11-23 22:00 is still to come.',
      `These are the parents’ quiet hours (21:00-07:00, line ${lineOf(school, 'quietHours')} of the config): no text goes then, but those of an urgent batch.`,
    ])
  })
})
