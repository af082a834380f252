import { loadConfigText } from '../../src/config/load.ts'
import { CELLS, type Cell } from '../../src/dashboard/cells.ts'
import type { Dashboard, ShownJob } from '../../src/dashboard/dashboard.ts'
import type { ShownRun } from '../../src/dashboard/read.ts'
import { shownDays } from '../../src/dashboard/window.ts'
import { nextSlot } from '../../src/schedule/slots.ts'

const NOW = Date.parse('2026-11-23T18:30:00Z')

const CALENDAR = `calendar:
  terms:
    - { name: Autumn, from: 2026-09-02, to: 2026-12-18 }
    - { name: Spring, from: 2027-01-04, to: 2027-03-25 }
    - { name: Summer, from: 2027-04-12, to: 2027-07-21 }
  holidays: [{ name: Autumn half term, from: 2026-10-26, to: 2026-10-30 }]
  inset: [2026-09-02, 2027-01-04]
  earlyClosing: [{ on: 2026-12-18, at: '12:30' }]
`

/** Each at a time of its own, between 17:00 and 24:00. */
const clock = (at: number) => `${17 + Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`

/** A made-up school of so many jobs, each of which has lived through everything. */
export function someDashboard(count = 8, name = 'Riverside Academy'): Dashboard {
  const jobs = Array.from({ length: count }, (_, at) => {
    const shadow = at % 7 === 3 ? '    shadow: true\n' : ''
    return `  nightly-clean-up-of-expired-notices-${at}:\n    job: clear-expired-notices\n    at: '${clock(at)}'\n${shadow}`
  })
  const text = `school: { name: ${JSON.stringify(name)} }\ndatabase: { type: sqlite, file: school.db }\n${CALENDAR}jobs:\n${jobs.join('')}`
  const { config, problems } = loadConfigText(text, '/school/automation.config.yaml', { env: {}, now: NOW })
  if (!config) throw new Error(problems.map(({ message }) => message).join('\n'))
  const shown = shownDays(config.school.zone, NOW)
  const wave = (at: number) => 1000 + 200 * (at % 5) + 90 * at
  const all = config.jobs.map(
    (configured, place): ShownJob => ({
      configured,
      days: shown.days.map((_, at): Cell => {
        const usual = configured.shadow ? 'shadow' : 'done'
        return (place + at) % 11 === 5 ? (Object.keys(CELLS)[(place * 3 + at) % 10] as Cell) : usual
      }),
      last: run(configured.id, place),
      next: nextSlot(configured.schedule, configured.rules, NOW)!,
      took: {
        days: shown.days.map((_, at) => (at % 6 === 4 ? null : wave(at))),
        median: 2300,
        last: 3610,
        longest: 3800,
        trend: place % 2 === 0 ? 'slower' : 'steady',
      },
    }),
  )
  const message = 'There are no bus routes at all, and 368 would be removed. Was an import cut short?'
  return {
    config,
    now: NOW,
    host: 'SRV1',
    shown,
    troubles: [
      {
        kind: 'held',
        job: all[0]!.configured.id,
        run: 412,
        since: '2026-11-22T23:14:00.000Z',
        what: message,
        todo: ['pars-auto approve 412', 'pars-auto show 412'],
      },
      {
        kind: 'failed',
        job: all.at(-1)!.configured.id,
        run: 415,
        since: '2026-11-23T00:30:00.000Z',
        what: 'SqliteError: no such table: notice',
        todo: ['pars-auto why notices', 'pars-auto show 415'],
      },
      {
        kind: 'unknown',
        since: '2026-11-23T09:00:00.000Z',
        what: '2 items of the outbox: nobody knows whether they were sent.',
        todo: ['pars-auto outbox list --state unknown'],
      },
    ],
    mishaps: Array.from({ length: Math.min(count, 100) }, (_, at) => ({
      at: `2026-11-${String(22 - (at % 20)).padStart(2, '0')}T23:14:00.000Z`,
      job: all[at]!.configured.id,
      run: 500 - at,
      what: at % 2 === 0 ? 'held' : 'failed',
      why: message,
    })),
    moreMishaps: count > 100 ? 12 : 0,
    jobs: all,
    volumes: [
      {
        kind: 'sms',
        state: 'delivered',
        days: shown.days.map((day, at) => (day.weekday > 5 ? 0 : 90 + 17 * (at % 9))),
      },
      { kind: 'sms', state: 'failed', days: shown.days.map((_, at) => (at % 4 === 0 ? 6 : 0)) },
      { kind: 'mail', state: 'sent', days: shown.days.map((_, at) => (at % 7 === 2 ? 43 : 2)) },
    ],
    hosts: [{ source: 'SRV1:/school/automation.config.yaml', last_tick_at: '2026-11-23T18:29:00.000Z' }],
  }
}

function run(job: string, at: number): ShownRun {
  const state = (['succeeded', 'failed', 'partial', 'held', 'timed-out'] as const)[at % 5]!
  return {
    ...{ id: 500 - at, job, slot: '2026-11-23T00:30', due_at: '2026-11-23T00:30:00.000Z', attempt: 1, state },
    ...{ started_at: '2026-11-23T00:30:04.000Z', ended_at: '2026-11-23T00:30:07.610Z' },
    ...{ approves: null, withheld: null, message: null, shadow: null },
  }
}

/** A school that has just been set up: nothing has run, and it has no calendar. */
export function emptyDashboard(): Dashboard {
  const full = someDashboard(2)
  const { config } = loadConfigText(
    'school: { name: Riverside }\ndatabase: { type: sqlite, file: school.db }\njobs: {}\n',
    '/school/automation.config.yaml',
    { env: {}, now: NOW },
  )
  const jobs = config!.jobs.map((configured) => ({
    configured,
    days: full.shown.days.map((): Cell => 'none'),
  }))
  return { ...full, config: config!, jobs, troubles: [], mishaps: [], volumes: [], hosts: [] }
}
