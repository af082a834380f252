import { describe, expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const NOTICES = 'clear-expired-notices'
const CALENDAR = `calendar:
  terms:
    - { name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }
    - { name: Spring 2027, from: 2027-01-04, to: 2027-03-25 }
    - { name: Summer 2027, from: 2027-04-12, to: 2027-07-21 }
    - { name: Autumn 2027, from: 2027-09-02, to: 2027-12-17 }
  holidays:
    - { name: Autumn half term, from: 2026-10-26, to: 2026-10-30 }
  inset: [2026-11-02]
`
const REPORT = 'job: report, report: lates, folder: { path: out }'
/** The mandatory jobs run at times that are in nobody's way here. */
const MANDATORY = `  refresh-all-years: { at: '23:00' }
  temporary-group-housekeeping: { at: '23:30' }
`

async function schoolWith(jobs: string, rest = CALENDAR): Promise<TestSchool> {
  const school = await TestSchool.open(`${MANDATORY}${jobs}`, { rest })
  school.world = { columns: 100 }
  return school
}

async function simulated(school: TestSchool, from: string, to: string, ...more: string[]) {
  const { code, err, out } = await school.run('simulate', '--from', from, '--to', to, ...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

/** What stands above the summary. */
const list = (out: string) => out.split('\n\n')[0]!.split('\n').slice(1)

describe('simulate', () => {
  test('lists the runs in the order in which they would start, and what each waits for', async () => {
    const school = await schoolWith(`  ${NOTICES}: { at: '23:00', after: refresh-all-years }`)
    expect(list(await simulated(school, '2026-11-23', '2026-11-24'))).toEqual([
      'Mon 2026-11-23 23:00  refresh-all-years',
      'Mon 2026-11-23 23:00  clear-expired-notices         after refresh-all-years',
      'Mon 2026-11-23 23:30  temporary-group-housekeeping',
      'Tue 2026-11-24 23:00  refresh-all-years',
      'Tue 2026-11-24 23:00  clear-expired-notices         after refresh-all-years',
      'Tue 2026-11-24 23:30  temporary-group-housekeeping',
    ])
  })

  test('marks what the clocks do to a run, on both nights', async () => {
    const school = await schoolWith(`  ${NOTICES}: { at: ['01:15', '01:45'] }`)
    const job = ['--job', NOTICES]
    expect(list(await simulated(school, '2027-03-28', '2027-03-28', ...job))).toEqual([
      'Sun 2027-03-28 02:00  clear-expired-notices  there is no 01:15: the clocks go forward, to 02:00,',
      '                                             where it stands for 01:45 too',
    ])
    expect(list(await simulated(school, '2026-10-25', '2026-10-25', ...job))).toEqual([
      'Sun 2026-10-25 01:15  clear-expired-notices  01:15 comes twice: the clocks go back, and it runs the',
      '                                             first time only',
      'Sun 2026-10-25 01:45  clear-expired-notices  01:45 comes twice: the clocks go back, and it runs the',
      '                                             first time only',
    ])
  })

  test('marks what a holiday does to a run: moved to the next school day, or not at all', async () => {
    const school = await schoolWith(
      `  moved: { ${REPORT}, cycle: [mon], at: '07:30' }\n  skipped: { ${REPORT}, cycle: [mon], at: '08:30', nonSchoolDay: skip }`,
    )
    const out = await simulated(school, '2026-10-26', '2026-11-03')
    expect(list(out).filter((line) => /moved|skipped/.test(line))).toEqual([
      'Mon 2026-10-26        moved                         does not run up to and including Mon 2026-11-02:',
      'Mon 2026-10-26        skipped                       does not run up to and including Mon 2026-11-02:',
      'Tue 2026-11-03 07:30  moved                         moved from Mon 2026-11-02 (INSET day)',
    ])
    expect(out).toContain('holiday: Autumn half term, INSET day; on Tue\n')
    expect(out).toMatch(/^moved +1 {2}2026-11-03 {2}2026-11-03 +1 +2$/m)
  })

  test('counts what runs all day, a line for each day, and lists it when asked', async () => {
    const school = await schoolWith(
      "  sms: { every: 15m, between: '00:00-03:00' }",
      'sms: { provider: file, file: { folder: sms } }\n',
    )
    expect(list(await simulated(school, '2026-10-24', '2026-10-25', '--job', 'sms'))).toEqual([
      'Sat 2026-10-24 00:00  sms  13 times, the last at 03:00',
      'Sun 2026-10-25 00:00  sms  17 times, the last at 03:00',
      '                           4 more than usual: the clocks go back',
    ])
    const each = list(await simulated(school, '2026-10-25', '2026-10-25', '--job', 'sms', '--every'))
    expect(each).toHaveLength(17)
    expect(each.filter((line) => /:00 {2}sms/.test(line))).toEqual([
      'Sun 2026-10-25 00:00  sms',
      'Sun 2026-10-25 01:00  sms  01:00 comes twice: the clocks go back, and this is the first',
      'Sun 2026-10-25 01:00  sms  01:00 comes twice: the clocks go back, and this is the second',
      'Sun 2026-10-25 02:00  sms',
      'Sun 2026-10-25 03:00  sms',
    ])
  })

  test('marks heavy jobs that start at the same minute, but for those that the config puts in an order', async () => {
    const school = await schoolWith(
      `  ${NOTICES}: { at: '22:00' }\n  clear-sync-table: { at: '22:00' }\n  consent-groups: { at: '23:00', after: refresh-all-years }`,
    )
    const out = await simulated(school, '2026-11-23', '2026-11-24')
    expect(list(out)[0]).toBe(
      'Mon 2026-11-23 22:00  clear-expired-notices         at once with clear-sync-table',
    )
    expect(out).toContain(
      '  ! clear-expired-notices and clear-sync-table start at once, at 22:00 (2 times, first on Mon\n      2026-11-23)\n',
    )
    expect(out).not.toContain('at once with consent-groups')
  })

  test('marks a run that the clocks move into busy hours, and a time that comes twice or not at all', async () => {
    const busy = `${CALENDAR}server: { busy: [{ from: '02:00', to: '03:00', why: backup }] }\n`
    const school = await schoolWith(`  ${NOTICES}: { at: '01:30' }`, busy)
    const out = await simulated(school, '2027-03-27', '2027-03-29', '--json')
    const { runs, clashes } = JSON.parse(out)
    const night = runs.find(
      ({ job, day }: { job: string; day: string }) => job === NOTICES && day === '2027-03-28',
    )
    expect(night).toEqual({
      job: NOTICES,
      slot: '2027-03-28T01:30',
      at: '2027-03-28T01:00:00.000Z',
      local: '2027-03-28T02:00',
      day: '2027-03-28',
      moved: 'clock-change',
      movedFrom: null,
      after: [],
      remarks: [
        { kind: 'clock-change', text: 'there is no 01:30: the clocks go forward, to 02:00' },
        { kind: 'busy', text: 'in busy hours: 02:00-03:00, backup' },
      ],
    })
    expect(clashes).toEqual([
      {
        kind: 'clock-hour',
        jobs: [NOTICES],
        text: 'at 01:30, which some nights have twice, or not at all',
        times: 3,
        first: '2027-03-27T01:30:00.000Z',
      },
      {
        kind: 'busy',
        jobs: [NOTICES],
        text: 'in busy hours: 02:00-03:00, backup',
        times: 1,
        first: '2027-03-28T01:00:00.000Z',
      },
    ])
  })

  test('marks a run before what it should come after, and not one whose predecessor has the day off', async () => {
    const school = await schoolWith(
      `  bonus: { job: bonus-behaviour-points, cycle: [mon, wed], at: '05:00', criterion: meaning, value: absent, countedIn: session, comparison: none, period: week, ground: Full attendance, outcome: House point }
  refresh-school-info: { at: '04:15' }`,
    )
    const out = await simulated(school, '2026-11-23', '2026-11-24', '--job', 'refresh-school-info')
    expect(list(out)).toEqual([
      'Mon 2026-11-23 04:15  refresh-school-info  before bonus, at 05:00, which it should come after',
      'Tue 2026-11-24 04:15  refresh-school-info',
    ])
  })

  test('sums up the runs of each job, the busiest nights and the clock changes', async () => {
    const school = await schoolWith(
      `  ${NOTICES}: { cycle: [fri], at: '00:30' }\n  off: { job: clear-sync-table, enabled: false }`,
    )
    const out = await simulated(school, '2027-03-22', '2027-03-28', '--summary')
    expect(out).toBe(
      [
        'Mon 2027-03-22 to Sun 2027-03-28: 7 days, 15 runs of 3 jobs.',
        '',
        'Job                              Runs  First       Last        Moved  Days off',
        'refresh-all-years                   7  2027-03-22  2027-03-28',
        'temporary-group-housekeeping        7  2027-03-22  2027-03-28',
        'clear-expired-notices               1  2027-03-26  2027-03-26',
        '',
        'Sunday 28 March 2027: at 01:00 the clocks go forward, to 02:00.',
        '',
        'The busiest nights, by the number of runs',
        '  from Thu 2027-03-25: 3',
        '  from Mon 2027-03-22: 2',
        '  from Tue 2027-03-23: 2',
        '  from Wed 2027-03-24: 2',
        '  from Fri 2027-03-26: 2',
        '',
        'Nothing clashes.',
        '',
      ].join('\n'),
    )
  })

  test('goes from today to the end of the school year unless told otherwise', async () => {
    const school = await schoolWith('')
    const { from, to } = JSON.parse((await school.run('simulate', '--json', '--summary')).out)
    expect({ from, to }).toEqual({ from: '2026-11-23', to: '2027-07-21' })
    school.at('2027-08-01 12:00')
    expect(JSON.parse((await school.run('simulate', '--json', '--summary')).out).to).toBe('2027-12-17')
  })

  test('says so where weekdays count as school days for want of a calendar', async () => {
    const school = await schoolWith('')
    expect(await simulated(school, '2027-12-01', '2028-01-10')).toContain(
      'The calendar ends on 2027-12-17: after that every weekday counts as a school day.',
    )
    const without = await schoolWith('', '')
    expect(await simulated(without, '2026-11-23', '2026-11-23')).toContain('The config has no calendar')
  })

  test('reads the config alone: there need be no database', async () => {
    const school = await schoolWith('')
    school.vanish()
    expect((await school.run('simulate')).code).toBe(0)
  })

  test.each([
    [['--from', '23/11/2026'], '--from takes a date such as 2026-11-23; "23/11/2026" is none.'],
    [['--to', '2026-02-30'], '--to takes a date such as 2026-11-23; "2026-02-30" is none.'],
    [['--from', '2026-12-01', '--to', '2026-11-01'], '--to 2026-11-01 is before --from 2026-12-01.'],
    [['--to', '2026-11-01'], '--to 2026-11-01 is before today (2026-11-23).'],
    [['--to', '2126-11-23'], 'From 2026-11-23 to 2126-11-23 are 36,525 days; it takes three years at most.'],
    [
      ['--job', 'refresh-all-year'],
      'The config has no job "refresh-all-year". Did you mean refresh-all-years?',
    ],
    [['--job', 'off'], 'off is switched off (enabled: false): it does not run.'],
    [
      ['--every', '--from', '2026-09-02', '--to', '2027-07-21'],
      '--every would list 465,120 runs: name fewer days with --from and --to, or one job with --job.',
    ],
  ])('refuses %j in words, with exit 2', async (args, message) => {
    const school = await schoolWith(
      `  off: { job: ${NOTICES}, enabled: false }\n  sms:`,
      `${CALENDAR}sms: { provider: file, file: { folder: sms } }\n`,
    )
    expect(await school.run('simulate', ...args)).toEqual({ code: 2, out: '', err: `${message}\n` })
  })

  test('of a config with errors says what they are, with exit 3', async () => {
    const school = await schoolWith('  nope: {}')
    expect(await school.run('simulate')).toMatchObject({ code: 3, err: expect.stringContaining('nope') })
  })
})
