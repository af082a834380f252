import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { configureJob, loadConfig, loadConfigText } from '../../src/config/load.ts'
import { conflict, scheduleOf, type Timing } from '../../src/config/timing.ts'
import { jobs } from '../../src/jobs/index.ts'
import { Day } from '../../src/schedule/day.ts'
import type { ScheduleText } from '../../src/schedule/schedule.ts'
import { check, configOf, NOW, temporaryFile } from './kit.ts'

describe('a config', () => {
  it('has its file, its text and the hash of that', () => {
    const text = readFileSync('automation.config.yaml', 'utf8')
    const config = loadConfig('automation.config.yaml', { env: {}, now: NOW }).config
    expect(config?.file).toBe(path.resolve('automation.config.yaml'))
    expect(config?.text).toBe(text)
    expect(config?.hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('has the school, its zone, its database and its hours', () => {
    const config = configOf(
      "schoolHours: 08:00-16:30\nserver: { busy: [{ from: '23:45', to: 1:00, why: backup }] }\nalerts: { webhook: https://example.org }",
    )
    expect(config.school.name).toBe('Riverside')
    expect(config.school.zone.name).toBe('Europe/London')
    expect(config.database).toEqual({ type: 'sqlite', file: path.resolve('school.db') })
    expect(config.busy).toEqual([{ from: 1425, to: 60, why: 'backup' }])
    expect(config.schoolHours).toEqual({ from: 480, to: 990 })
    expect(config.alerts).toEqual({ webhook: 'https://example.org', mail: [], digestAt: 480 })
    expect(config.alsoRead).toEqual([])
  })

  it('is content with little', () => {
    const config = configOf('')
    expect(config).toMatchObject({ busy: [], schoolHours: { from: 450, to: 1020 }, alerts: {}, alsoRead: [] })
    expect(config.calendar.kindOf(Day.parse('2026-11-23')).kind).toBe('beyond')
  })

  it('has the calendar', () => {
    const { calendar } = loadConfig('tests/config/ok/every-key.yaml', { env: {}, now: NOW }).config!
    const kind = (day: string) => calendar.kindOf(Day.parse(day)).kind
    expect(kind('2026-09-02')).toBe('inset')
    expect(kind('2026-10-28')).toBe('holiday')
    expect(kind('2027-02-01')).toBe('holiday')
    expect(kind('2026-11-23')).toBe('school')
    expect(calendar.closesAt(Day.parse('2026-12-18'))).toBe(750)
  })

  it('has the jobs in the order of the file, each with its line', () => {
    const { jobs: configured } = configOf(
      "jobs:\n  clear-expired-notices:\n    at: '05:00'\n  temporary-group-housekeeping:\n  refresh-all-years:\n",
    )
    expect(configured.map(({ id, line }) => [id, line])).toEqual([
      ['clear-expired-notices', 4],
      ['temporary-group-housekeeping', 6],
      ['refresh-all-years', 7],
    ])
  })

  it('runs the mandatory jobs without being told, and no others', () => {
    const { jobs: configured } = configOf('')
    expect(configured.map(({ id, line, enabled }) => [id, line, enabled])).toEqual([
      ['temporary-group-housekeeping', undefined, true],
      ['refresh-all-years', undefined, true],
    ])
  })

  it('knows a mandatory job under an id of its own', () => {
    const { jobs: configured } = configOf("jobs: { roll: { job: refresh-all-years, at: '22:00' } }")
    expect(configured.map(({ id }) => id)).toEqual(['roll', 'temporary-group-housekeeping'])
  })
})

describe('a job of a config', () => {
  const only = (body: string) => configOf(`jobs: { clear-expired-notices: ${body} }`).jobs[0]!

  it('has its defaults when nothing is said', () => {
    expect(only('')).toMatchObject({
      id: 'clear-expired-notices',
      job: jobs['clear-expired-notices'],
      enabled: true,
      missed: { policy: 'once', hours: 'out-of-hours' },
      after: [],
      timeout: 30 * 60_000,
      guard: { percent: 10, atLeast: 20 },
      params: {},
      line: 3,
    })
    expect(only('').rules).toMatchObject({ days: 'all', nonSchoolDay: 'skip', busy: [] })
    expect(only('').missed).not.toHaveProperty('within')
  })

  it('has what is said', () => {
    const job = only(
      "{ days: staff, nonSchoolDay: next, missed: all, within: 7d, hours: any, timeout: 90m, guard: { percent: 5 }, after: refresh-all-years, at: '23:10', enabled: false }",
    )
    expect(job).toMatchObject({
      enabled: false,
      missed: { policy: 'all', within: 7 * 86_400_000, hours: 'any' },
      after: ['refresh-all-years'],
      timeout: 90 * 60_000,
      guard: { percent: 5, atLeast: 20 },
      rules: { days: 'staff', nonSchoolDay: 'next' },
    })
  })

  it.each([
    ["{ at: '05:00' }", 'every day at 05:00'],
    ["{ at: ['05:00', '06:00'] }", 'every day at 05:00 and 06:00'],
    ['{ cycle: weekends }', 'weekends at 00:30'],
    ["{ cycle: [mon], at: '05:00' }", 'Mondays at 05:00'],
    ['{ cron: 30 7 * * 1-5 }', 'cron 30 7 * * 1-5'],
    ['{ every: 2h }', 'every 2 hours'],
    [
      '{ every: 5m, between: 07:00-18:00, cycle: weekdays }',
      'every 5 minutes from 07:00 to 18:00 on weekdays',
    ],
  ])('runs as %s says', (body, text) => {
    expect(only(body).schedule.text).toBe(text)
  })

  it('has parameters of its own beside the common keys', () => {
    const [housekeeping] = configOf(
      'jobs: { temporary-group-housekeeping: { keepHours: 24, timeout: 1h } }',
    ).jobs
    expect(housekeeping).toMatchObject({ params: { keepHours: 24 }, timeout: 3_600_000 })
  })

  it('can be run by hand without being in the file', () => {
    const config = configOf('')
    const job = configureJob(config, jobs['clear-expired-notices'])
    expect(job).toMatchObject({ id: 'clear-expired-notices', enabled: true, params: {} })
    expect(job.schedule.text).toBe('every day at 00:30')
    expect(job.rules.calendar).toBe(config.calendar)
    expect(job).not.toHaveProperty('line')
  })
})

describe('when a job runs, where the file says a part of it', () => {
  const usually = (schedule: ScheduleText) => ({ ...jobs['clear-expired-notices'], schedule }) as never
  const textOf = (timing: Timing, schedule: ScheduleText) => {
    const compiled = scheduleOf(timing, usually(schedule))
    return compiled.ok ? compiled.schedule.text : compiled.message
  }

  it('keeps the days of the job with a new time', () => {
    expect(textOf({ at: '05:00' }, { cycle: 'weekdays', at: '23:00' })).toBe('weekdays at 05:00')
    expect(textOf({ at: '05:00' }, { cron: '0 23 * * 1' })).toBe('every day at 05:00')
  })

  it('keeps the time of the job with new days', () => {
    expect(textOf({ cycle: ['mon'] }, { cycle: 'weekdays', at: '23:00' })).toBe('Mondays at 23:00')
    expect(textOf({ cycle: ['mon'] }, { every: '5m' })).toBe('every 5 minutes on Mondays')
  })

  it('keeps the hours of the job with a new interval', () => {
    expect(textOf({ every: '10m' }, { every: '5m', between: '07:00-18:00' })).toBe(
      'every 10 minutes from 07:00 to 18:00',
    )
    expect(textOf({ every: '10m' }, { at: '23:00' })).toBe('every 10 minutes')
    expect(textOf({ between: '08:00-09:00' }, { every: '5m', between: '07:00-18:00' })).toBe(
      'every 5 minutes from 08:00 to 09:00',
    )
  })

  it('says what does not go together', () => {
    expect(conflict(['cycle'], usually({ cron: '0 23 * * *' }))?.key).toBe('cycle')
    expect(conflict(['between'], usually({ every: '5m' }))).toBeUndefined()
    expect(conflict(['between'], usually({ at: '23:00' }))?.key).toBe('between')
    expect(conflict(['every', 'between', 'cycle'], usually({ at: '23:00' }))).toBeUndefined()
  })
})

describe('problems', () => {
  it('come in the order of the file, each with its path', () => {
    const { problems } = check(
      "jobs:\n  clear-expired-notices:\n    at: [07:30, '25:00']\n    guard: { percents: 1 }\nx: 1\n",
    )
    expect(
      problems.map(({ path: place, line, column, endColumn }) => [place, line, column, endColumn]),
    ).toEqual([
      ['jobs.clear-expired-notices.at[1]', 5, 17, 24],
      ['jobs.clear-expired-notices.guard.percents', 6, 14, 22],
      ['x', 7, 1, 2],
    ])
  })

  it('of one job do not hide those of another', () => {
    const { problems } = check(
      "server: { busy: [{ from: '01:00', to: '02:00', why: x }] }\njobs:\n  temporary-group-housekeeping: { keepHours: few }\n  clear-expired-notices: { at: '01:30', timeout: soon }\n",
    )
    const errors = problems.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ rule }) => rule)).toEqual(['wrong-type', 'busy-hours', 'wrong-value'])
  })

  it('do not stop a config from being used when they are warnings', () => {
    const { config, problems } = check("alerts: { webhook: '${NOT_SET}' }")
    expect(problems.map(({ severity }) => severity)).toEqual(['warning'])
    expect(config?.alerts.webhook).toBeUndefined()
  })
})

describe('the text of a config', () => {
  it('gives the same config again', () => {
    const file = temporaryFile(readFileSync('automation.config.yaml'))
    const first = loadConfig(file, { env: {}, now: NOW }).config!
    const second = loadConfigText(first.text, file, { env: {}, now: NOW }).config!
    expect(second.hash).toBe(first.hash)
    expect(second.jobs.map(({ id, schedule }) => [id, schedule.key])).toEqual(
      first.jobs.map(({ id, schedule }) => [id, schedule.key]),
    )
  })
})
