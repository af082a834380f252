import { describe, expect, test } from 'vitest'
import { codesOf } from '../../src/week/codes.ts'
import { TestSchool } from '../school.ts'

const CALENDAR = `calendar:
  terms: [{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }, { name: Spring 2027, from: 2027-01-04, to: 2027-07-21 }]
  holidays: [{ name: Autumn half term, from: 2026-10-26, to: 2026-10-30 }]
  inset: [2026-11-27]
server: { busy: [{ from: '01:00', to: '03:00', why: backup }] }
sms: { provider: file, file: { folder: sms } }
`
const JOBS = `  sms: { every: 5m, between: '00:00-12:59' }
  refresh-all-years: { at: '23:00' }
  temporary-group-housekeeping: { at: '23:30' }
  clear-expired-notices: { at: '23:10', after: refresh-all-years }
  mondays: { job: report, report: lates, cycle: [mon], at: '07:30', folder: { path: out } }
  fridays: { job: report, report: lates, cycle: [fri], at: '12:15', folder: { path: out } }`

async function weekAt(columns: number, ...args: string[]) {
  const school = await TestSchool.open(JOBS, { rest: CALENDAR, now: '2026-11-24 12:20' })
  school.vanish()
  school.world.columns = columns
  const { code, err, out } = await school.run('week', ...args)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

describe('week', () => {
  test('is a grid that fits 80 columns, readable without colours', async () => {
    const out = await weekAt(80)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toBe(`Test School: Monday 23 to Sunday 29 November 2026

       Mon 23    [Tue 24]  Wed 25    Thu 26    Fri 27    Sat 28    Sun 29
                                               INSET     weekend   weekend
00:00 │         │         │         │         │·        │·        │·
01:00  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░
02:00  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░  ░░░░░░░░
03-06 │         │         │         │         │·        │·        │·
07:00 │MON      │         │         │         │·        │·        │·
08-11 │         │         │         │         │·        │·        │·
12:00 │         │▸12:20   │         │         │·        │·        │·
13-22                                          ·         ·         ·
23:00  RAY CEN   RAY CEN   RAY CEN   RAY CEN   RAY CEN   RAY CEN   RAY CEN
       TGH       TGH       TGH       TGH       TGH       TGH       TGH

│    sms                           every 5 minutes from 00:00 to 12:59
MON  mondays                       Mondays at 07:30
RAY  refresh-all-years             every day at 23:00
CEN  clear-expired-notices         every day at 23:10
TGH  temporary-group-housekeeping  every day at 23:30
░    the server is busy: 01:00-03:00, backup

fridays does not run on Friday: INSET day; on Mon 2026-11-30 instead.
`)
  })

  test('of another date shows the week that it is in, and what is moved there', async () => {
    const out = await weekAt(80, '--date', '2026-12-02')
    expect(out).toContain('Monday 30 November 2026 to Sunday 6 December 2026')
    expect(out).toMatch(/^12:00 │FRI\* +│ +│ +│ +│FRI +│·/m)
    expect(out).toContain('* FRI, Mon 12:15: moved from Fri 2026-11-27 (INSET day)\n')
    expect(out).not.toContain('▸')
  })

  test('names the holiday, and says what the clocks do', async () => {
    const out = await weekAt(80, '--date', '2026-10-25')
    expect(out).toContain('Sunday: at 02:00 the clocks go back, to 01:00.\n')
    const after = await weekAt(100, '--date', '2026-10-26')
    expect(after).toContain(
      'mondays does not run on Monday: holiday: Autumn half term; on Mon 2026-11-02 instead.',
    )
  })

  test('uses the width of a wide terminal: minutes, and names where they fit', async () => {
    const minutes = await weekAt(160)
    expect(minutes).toMatch(/^23:00 +:00 RAY :10 CEN +:00 RAY :10 CEN/m)
    const names = await weekAt(290)
    expect(names).toMatch(/^23:00 +:00 refresh-all-years +:00 refresh-all-years/m)
    expect(names).not.toContain('RAY')
    expect(names.split('\n').filter((line) => line.length > 290)).toEqual([])
  })

  test('says the same as JSON', async () => {
    const { from, to, now, busy, days, notRun } = JSON.parse(await weekAt(80, '--json'))
    expect({ from, to, now }).toEqual({
      from: '2026-11-23',
      to: '2026-11-29',
      now: '2026-11-24T12:20:00.000Z',
    })
    expect(busy).toEqual([{ hours: '01:00-03:00', why: 'backup' }])
    expect(days).toHaveLength(7)
    expect(days[4]).toMatchObject({ day: '2026-11-27', kind: 'inset', explained: 'INSET day' })
    expect(days[0].runs[0]).toEqual({
      job: 'mondays',
      slot: '2026-11-23T07:30',
      at: '2026-11-23T07:30:00.000Z',
      local: '2026-11-23T07:30',
      remarks: [],
    })
    expect(days[0].allDay).toEqual([
      { job: 'sms', runs: 132, first: '2026-11-23T00:00:00.000Z', last: '2026-11-23T12:55:00.000Z' },
    ])
    expect(notRun).toMatchObject([{ job: 'fridays', from: '2026-11-27', instead: '2026-11-30' }])
  })

  test('refuses a date that is none', async () => {
    const school = await TestSchool.open(JOBS, { rest: CALENDAR })
    expect(await school.run('week', '--date', 'tomorrow')).toMatchObject({
      code: 2,
      err: '--date takes a date such as 2026-11-23; "tomorrow" is none.\n',
    })
  })
})

test('a code is short, tells of the name, and is that of one job alone', () => {
  const ids = [
    'refresh-all-years',
    'sms',
    'consent-groups',
    'class-groups',
    'report-1',
    'report-12',
    'very-long-name-of-a-job',
    'sms-',
    'smsx',
  ]
  expect([...codesOf(ids).values()]).toEqual(['RAY', 'SMS', 'CG', 'CG2', 'R1', 'R12', 'VLNO', 'SMS2', 'SMS3'])
})
