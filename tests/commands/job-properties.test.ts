import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'

const JOBS = `  # The most important one
  refresh-all-years:
    at: '22:45'   # before the backup
  notices:
    job: clear-expired-notices
    shadow: true
    cycle: [mon, thu]
    at: '00:30'
    after: refresh-all-years
  scans:
    job: pupil-scan
    enabled: false
    registers: [{ part: AM, opens: '07:30', starts: '08:40' }]
    database: { type: sqlserver, server: SCANS, name: Scans, user: u, password: only-for-tests }`

const open = () => TestSchool.open(JOBS)
const configOf = (school: TestSchool) => readFileSync(school.file, 'utf8')

describe('job show', () => {
  test('says everything about a job, and which line of the config says so', async () => {
    const school = await open()
    await school.tick()
    await school.tick('2026-11-23 22:45')
    const { code, out } = await school.at('2026-11-23 22:50').run('job', 'show', 'refresh-all-years')
    expect(code).toBe(0)
    expect(out).toContain('refresh-all-years: Refresh All Years (mandatory)\n')
    expect(out).toContain('State   live\n')
    expect(out).toContain('Next    Tue 2026-11-24 22:45\n')
    expect(out).toMatch(/^Last {4}Mon 2026-11-23 22:45 succeeded \(run \d+\)$/m)
    const line =
      configOf(school)
        .split('\n')
        .findIndex((one) => one.includes("at: '22:45'")) + 1
    expect(out).toMatch(new RegExp(`^at +'22:45' +automation.config.yaml:${line}$`, 'm'))
    expect(out).toMatch(/^timeout +30m +as usual$/m)
    expect(out).not.toMatch(/^(cycle|days) /m)
  })

  test('shows what is usual where the config is silent, and nothing of another way to say when', async () => {
    const school = await open()
    const { out } = await school.run('job', 'show', 'notices')
    expect(out).toMatch(/^cycle +\[mon, thu\] +automation/m)
    expect(out).toMatch(/^missed +once +as usual$/m)
    expect(out).toMatch(/^after +refresh-all-years +automation/m)
    expect(out).toContain('in shadow: it records what it would do. To end that: pars-auto go-live notices')
    const { out: scans } = await school.run('job', 'show', 'scans')
    expect(scans).toMatch(/^every +1m +as usual$/m)
    expect(scans).not.toMatch(/^at /m)
  })

  test('shows no secret', async () => {
    const school = await open()
    for (const flags of [[], ['--json']]) {
      const { out } = await school.run('job', 'show', 'scans', ...flags)
      expect(out).toContain('SCANS')
      expect(out).not.toContain('only-for-tests')
    }
  })

  test('of one that the config does not have says that it does not run', async () => {
    const school = await open()
    const { out } = await school.run('job', 'show', 'clear-sync-table')
    expect(out).toContain(
      'not in the config, so it does not run. To add it: pars-auto job set clear-sync-table',
    )
    expect(out).toMatch(/^keepHours +1 +as usual$/m)
  })

  test('--json has it all in a shape', async () => {
    const school = await open()
    await school.tick()
    const { out } = await school.run('job', 'show', 'notices', '--json')
    const shown = JSON.parse(out)
    expect(shown).toMatchObject({
      ...{ job: 'notices', kind: 'clear-expired-notices', mandatory: false, inConfig: true },
      ...{ enabled: true, shadow: true, lastRun: null, waits: null },
      nextRuns: expect.arrayContaining([{ slot: '2026-11-26T00:30', at: '2026-11-26T00:30:00.000Z' }]),
    })
    expect(shown.settings).toContainEqual({ key: 'within', value: null, line: null, file: null })
    expect(shown.settings).toContainEqual({
      ...{ key: 'at', value: '00:30', line: expect.any(Number), file: 'automation.config.yaml' },
    })
  })

  test('of an unknown one names the nearest', async () => {
    const school = await open()
    expect(await school.run('job', 'show', 'notice')).toMatchObject({
      code: 2,
      err: 'The config has no job "notice". Did you mean notices?\n',
    })
  })

  test('shows the config in force while the file is broken', async () => {
    const school = await open()
    await school.tick()
    writeFileSync(school.file, configOf(school).replace("'22:45'", "'25:45'"))
    const { code, out, err } = await school.run('job', 'show', 'refresh-all-years')
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('last valid one') })
    expect(out).toMatch(/^at +'22:45'/m)
  })
})

describe('job set', () => {
  test('changes a key, shows the change, and leaves the rest as it was', async () => {
    const school = await open()
    const before = configOf(school)
    const { code, out } = await school.run('job', 'set', 'refresh-all-years', 'at=22:30', 'guard.percent=5')
    expect(code).toBe(0)
    expect(configOf(school)).toBe(
      before.replace(
        "'22:45'   # before the backup\n",
        "'22:30'   # before the backup\n    guard: { percent: 5 }\n",
      ),
    )
    expect(out).toContain("-    at: '22:45'   # before the backup\n+    at: '22:30'   # before the backup\n")
    expect(out).toContain('It runs Mon 2026-11-23 22:30, Tue 2026-11-24 22:30')
    expect(out).toContain('automation.config.yaml says so now.')
    expect(await school.rows(own('audit'))).toMatchObject([
      { command: 'job set', detail: 'refresh-all-years: at=22:30, guard.percent=5.' },
    ])
    const show = await school.run('job', 'show', 'refresh-all-years')
    expect(show.out).toMatch(/^guard +\{ percent: 5 \} +automation/m)
  })

  test('the new time is that of the next run', async () => {
    const school = await open()
    await school.tick()
    await school.run('job', 'set', 'refresh-all-years', 'at=22:30')
    await school.tick('2026-11-23 12:01')
    await school.tick('2026-11-23 22:30')
    expect(await school.slotStates('refresh-all-years')).toEqual(['2026-11-23T22:30 done'])
  })

  test('takes keys out, with KEY= as with --unset', async () => {
    const school = await open()
    await school.run('job', 'set', 'notices', 'after=', '--unset', 'cycle')
    expect(configOf(school)).not.toMatch(/cycle: \[mon|after: refresh/)
    expect(await school.rows(own('audit'))).toMatchObject([
      { detail: 'notices: without after, without cycle.' },
    ])
  })

  test('reads values as a person types them', async () => {
    const school = await open()
    const { err } = await school.run(
      ...['job', 'set', 'notices', 'cycle=mon,wed', 'at=7:30, 12:00', 'enabled=false', 'timeout=1h'],
    )
    expect(err).toBe('')
    expect(configOf(school)).toContain(
      "    shadow: true\n    cycle: [mon, wed]\n    at: ['7:30', '12:00']\n    after: refresh-all-years\n    enabled: false\n    timeout: 1h\n",
    )
    await school.run('job', 'set', 'notices', 'cycle=tue', 'enabled=')
    expect(configOf(school)).toContain('cycle: [tue]')
  })

  test('adds a job that the file does not have yet', async () => {
    const school = await open()
    const before = configOf(school)
    await school.run('job', 'set', 'remove-mark-owners', 'olderThanDays=90', 'at=03:15', 'guard.percent=5')
    expect(configOf(school)).toBe(
      `${before}  remove-mark-owners:\n    olderThanDays: 90\n    at: '03:15'\n    guard: {percent: 5}\n`,
    )
    await school.run('job', 'set', 'clear-sync-table')
    expect(configOf(school)).toMatch(/\n {2}clear-sync-table: ?(\{\})?\n$/)
    expect((await school.run('job', 'show', 'clear-sync-table')).out).toContain('State   live')
  })

  test('--dry-run shows the change, makes none and records none', async () => {
    const school = await open()
    const before = configOf(school)
    const { out } = await school.run('job', 'set', 'notices', 'at=01:30', 'cycle=', '--dry-run')
    expect(out).toContain("+    at: '01:30'")
    // What validate would say of it.
    expect(out).toContain('[clock-change]')
    expect(out).toContain('Dry run: nothing was written.')
    expect(configOf(school)).toBe(before)
    expect(await school.rows(own('audit'))).toEqual([])
  })

  test('says when there is nothing to change', async () => {
    const school = await open()
    expect((await school.run('job', 'set', 'notices', 'at=00:30')).out).toContain('Nothing to change')
    expect(await school.run('job', 'set', 'notices')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Say what to change: KEY=VALUE'),
    })
    expect(await school.run('job', 'set', 'notices', '--unset', 'timeout')).toMatchObject({
      code: 2,
      err: 'automation.config.yaml says nothing of timeout for notices, so there is nothing to take out.\n',
    })
  })

  test.each([
    ['notices', 'att=01:00', "notices has no key 'att'. Did you mean 'at'?"],
    ['notices', 'guard.percentage=1', "notices has no key 'guard.percentage'. Did you mean 'guard.percent'?"],
    ['notices', 'at', "'at' is no KEY=VALUE, such as at=23:30."],
    ['notices', 'at=25:00', "at must be a time such as 07:30, or a list of times, not '25:00'."],
    ['notices', 'enabled=maybe', "enabled must be true or false, not 'maybe'."],
    ['notices', 'guard.percent=200', "guard.percent must be a number from 0 to 100, not '200'."],
    ['notices', 'shadow=false', 'The shadow of notices ends with: pars-auto go-live notices'],
    ['notices', 'job=sms', 'Which job notices is cannot be changed'],
    ['refresh-all-years', 'cycle=mon', "is mandatory and runs every day, so 'cycle' cannot be set"],
    ['refresh-all-year', 'at=01:00', 'Did you mean refresh-all-years?'],
  ])('%s %s is exit 2 with the reason', async (id, change, reason) => {
    const school = await open()
    const before = configOf(school)
    const { code, err } = await school.run('job', 'set', id, change)
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(reason) })
    expect(configOf(school)).toBe(before)
  })

  test('refuses what the config as a whole would not take, and a config with errors', async () => {
    const school = await open()
    const before = configOf(school)
    expect(await school.run('job', 'set', 'notices', 'after=nobody')).toMatchObject({
      code: 3,
      err: expect.stringContaining('Nothing was changed. With this change the config would have errors:'),
    })
    expect(await school.run('job', 'set', 'refresh-all-years', 'enabled=false')).toMatchObject({ code: 3 })
    expect(configOf(school)).toBe(before)
    writeFileSync(school.file, before.replace("'22:45'", "'25:45'"))
    expect(await school.run('job', 'set', 'notices', 'at=02:30')).toMatchObject({
      code: 3,
      err: expect.stringContaining('25:45'),
    })
  })

  test('refuses to change what others share', async () => {
    const school = await TestSchool.open(
      "  one: &usual { job: clear-expired-notices, at: '12:01' }\n  two: { <<: *usual, at: '12:02' }",
    )
    const before = configOf(school)
    expect(await school.run('job', 'set', 'one', 'timeout=1h')).toMatchObject({
      code: 3,
      err: expect.stringContaining('one shares timeout with others, by & and *'),
    })
    expect(configOf(school)).toBe(before)
    expect((await school.run('job', 'set', 'two', 'at=12:03')).code).toBe(0)
    expect(configOf(school)).toBe(before.replace('12:02', '12:03'))
  })

  test('what goes on record has no value that may be about a person', async () => {
    const school = await TestSchool.open(
      '  mondays: { job: report, report: lates, to: head@riverside.example }\n',
      { rest: 'mail: { from: office@riverside.example, folder: mails }\n' },
    )
    await school.run('job', 'set', 'mondays', 'to=j.smith@riverside.example', 'parameters.atLeast=2')
    expect(configOf(school)).toContain('to: j.smith@riverside.example')
    expect(await school.rows(own('audit'))).toMatchObject([{ detail: 'mondays: to, parameters.atLeast.' }])
  })
})
