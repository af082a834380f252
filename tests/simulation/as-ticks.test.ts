import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'

const CALENDAR = `calendar:
  terms: [{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }, { name: Spring 2027, from: 2027-01-04, to: 2027-07-21 }]
  holidays:
    - { name: Autumn half term, from: 2026-10-26, to: 2026-10-30 }
    - { name: Easter Monday, on: 2027-03-29 }
server: { busy: [{ from: '04:00', to: '05:00', why: backup }] }
`

/** Jobs of each sort: fixed and by an interval, on all days and on school days, in the hour in which clocks change. */
const JOBS = `  refresh-all-years: { at: '23:00' }
  temporary-group-housekeeping: { at: '01:30' }
  clear-expired-notices: { at: ['01:15', '01:45', '02:00'], missed: all }
  clear-sync-table: { every: 30m, between: '00:30-05:30', missed: all, hours: any }
  mondays: { job: report, report: lates, cycle: [mon], at: '07:30', folder: { path: out } }
  daily: { job: report, report: lates, at: '07:45', nonSchoolDay: skip, folder: { path: out } }
  after-all: { job: clear-expired-notices, cycle: weekdays, at: '23:00', after: refresh-all-years }`

/** Ticks, at which all of these are due in their own minute: every five minutes of the small hours, and some by day. */
async function live(school: TestSchool, nights: string[]): Promise<void> {
  for (const night of nights) {
    school.at(`${night} 00:00`)
    const midnight = school.now
    // On the night on which the clocks go back there are five hours.
    for (; school.now <= midnight + 5 * 3_600_000; school.now += 5 * 60_000) await school.tick()
    for (const time of ['05:45', '07:30', '07:45', '12:00', '23:00', '23:59'])
      await school.tick(`${night} ${time}`)
  }
}

async function ran(school: TestSchool): Promise<string[]> {
  const slots = await school.slots()
  return slots
    .filter(({ state }) => state === 'done')
    .map(({ job, slot, due_at }) => `${due_at} ${job} ${slot}`)
    .sort()
}

test.each([
  ['the clocks go back, and half term begins', '2026-10-24', '2026-10-27'],
  ['half term is over', '2026-11-01', '2026-11-03'],
  ['the clocks go forward, and Monday is a bank holiday', '2027-03-27', '2027-03-30'],
])(
  'what ticks run when %s is what was simulated',
  async (_when, from, to) => {
    const first = Date.parse(from)
    const nights = Array.from({ length: (Date.parse(to) - first) / 86_400_000 + 1 }, (_, ahead) =>
      new Date(first + ahead * 86_400_000).toISOString().slice(0, 10),
    )
    const school = await TestSchool.open(JOBS, { rest: CALENDAR, now: `${from} 00:00` })
    const { out } = await school.run('simulate', '--from', from, '--to', to, '--every', '--json')
    await live(school, nights)
    const planned = (JSON.parse(out).runs as { job: string; slot: string; at: string }[]).map(
      ({ job, slot, at }) => `${at} ${job} ${slot}`,
    )
    expect(planned.length).toBeGreaterThan(30)
    expect(await ran(school)).toEqual(planned.sort())
  },
  300_000,
)
