import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { TestSchool } from '../school.ts'
import { textOf } from './blocks.ts'
import { Desk } from './desk.ts'
import { trust } from './lives/many.ts'
import { afterAnEmptyImport } from './morning.ts'

/** What a page says about a program's output: from some words on, up to others or to its end. */
function piece(page: string, from: string, to: string): string {
  const text = textOf(page)
  expect(text).toContain(from)
  return text.slice(text.indexOf(from)).split(to)[0]!
}

/** The words in backticks, `config.valid` as two, without those that are no keys. */
const named = (text: string, ...others: string[]) =>
  unique([...text.matchAll(/`([\w.-]+)`/g)].flatMap(([, words]) => words!.split('.'))).filter(
    (word) => !word.startsWith('--') && !others.includes(word),
  )

const unique = (words: string[]) => [...new Set(words)].sort()

type Json = Record<string, unknown>

/** The keys of the objects at these places: '' is the whole, `days` the entries of that list. */
function keysAt(json: Json[], ...places: string[]): string[] {
  return unique(
    places.flatMap((place) => {
      const found = place
        .split('.')
        .reduce<unknown[]>(
          (objects, step) => (step === '' ? objects : objects.flatMap((one) => (one as Json)[step] ?? [])),
          json,
        )
      expect({ place, found: found.length > 0 }).toEqual({ place, found: true })
      return found.flatMap((one) => Object.keys(one as Json))
    }),
  )
}

async function printed(desk: Desk, ...lines: string[]): Promise<Json[]> {
  const all: Json[] = []
  for (const line of lines) all.push(JSON.parse((await desk.type(`pars-auto ${line} --json`)).said))
  return all
}

test('docs/doctor.md names the keys of doctor --json', async () => {
  const about = piece('docs/doctor.md', 'As JSON:', ' A check can have')
  const json = await printed(Desk.withConfig('2026-11-23 12:00'), 'doctor --only config')
  expect(named(about, 'warning', 'failed', 'none')).toEqual(keysAt(json, '', 'checks'))
})

test('docs/status.md names the keys of status --json', async () => {
  const desk = await afterAnEmptyImport()
  await desk.type('pars-auto ack 1')
  await desk.type('pars-auto pause clear-expired-notices --until 2026-12-01')
  desk.world.databaseClock = () => desk.now + 600_000
  await desk.type('pars-auto run-due')
  const json = await printed(desk, 'status')
  // Where there is no database.
  json.push(...(await printed(Desk.withConfig('2026-11-24 08:05'), 'status')))
  const about = piece('docs/status.md', '| `ok`, `exit`', '\n\n')
  const places = ['config', 'database', 'here', 'ticks', 'ticks.hosts', 'jobs', 'mandatory', 'incidents']
  const rest = ['incidents.acknowledged', 'pauses', 'cautions', 'outbox', 'next']
  expect(named(about, 'partial', 'held')).toEqual(keysAt(json, '', ...places, ...rest))
})

test('docs/why.md names the keys of why --json', async () => {
  const desk = await trust()
  const shared = `calendar: { terms: [{ name: Autumn, from: 2026-09-02, to: 2026-12-18 }], holidays: [{ name: Fair, on: 2026-11-20 }] }
jobs:\n  clear-expired-notices: { cycle: weekdays, at: '12:00', days: school, nonSchoolDay: skip }\n`
  writeFileSync(path.join(desk.folder, 'trust.yaml'), shared)
  const why = 'why clear-expired-notices --config schools/ashton-primary.yaml'
  const json = await printed(desk, why, `${why} --at "2026-11-20 12:00"`)
  const about = piece('docs/why.md', '`--json` prints one object', ' `state` is one of')
  expect(named(about)).toEqual(keysAt(json, ''))
})

test('docs/planning.md names the keys of week --json and of simulate --json', async () => {
  const desk = Desk.withConfig('2026-11-23 12:00')
  const config = readFileSync(desk.config, 'utf8')
  writeFileSync(desk.config, config.replace("at: '03:15'", "at: '03:30'"))
  const week = piece('docs/planning.md', '`--json` has', ' Instants are')
  expect(named(week)).toEqual(keysAt(await printed(desk, 'week'), '', 'days'))
  const about = piece('docs/planning.md', '### As JSON', 'With `--summary`')
  const kinds = ['clock-change', 'next-school-day', 'at-once', 'busy', 'clock-hour']
  const lists = [
    'runs',
    'runs.remarks',
    'allDay',
    'notRun',
    'clashes',
    'clockChanges',
    'jobs',
    'busiestNights',
  ]
  const simulated = await printed(desk, 'simulate --from 2026-10-19 --to 2027-04-30')
  expect(named(about, ...kinds)).toEqual(keysAt(simulated, '', ...lists))
  const [short] = await printed(desk, 'simulate --summary')
  const left = ['runs', 'allDay', 'notRun']
  expect(Object.keys(simulated[0]!).filter((key) => !(key in short!))).toEqual(left)
})

test('docs/moving-from-pars.md names the keys of shadow report --json', async () => {
  const jobs = ['clear-expired-notices', 'bus-route-groups', 'clear-sync-table']
  const school = await TestSchool.open(
    jobs.map((job) => `  ${job}: { at: '23:00', shadow: true }`).join('\n'),
    { now: '2026-11-16 22:59' },
  )
  await school.tick()
  const expired = { body: '', created_at: '2026-01-01T00:00:00.000Z', expires_on: '2026-11-01' }
  await school.add('notice', { title: 'Old', ...expired })
  const route = await school.add('bus_route', { name: 'Route 12', withdrawn_on: null })
  const ada = { pupil_id: await school.pupil('Ada'), start_date: '2026-09-01', end_date: null }
  await school.add('pupil_bus_route', { route_id: route, ...ada })
  await school.group('special', 'Route 12')
  await school.tick('2026-11-16 23:00')
  await school.database.lose('sync_copy')
  const json = await printed(Desk.in(school), 'shadow report')
  const about = piece('docs/moving-from-pars.md', '`--json` gives', '\n\n##').replace(
    '{ since, jobs }',
    '`since` `jobs`',
  )
  const lists = ['jobs', 'jobs.steps', 'jobs.groups', 'jobs.days']
  expect(named(about)).toEqual(keysAt(json, '', ...lists))
})

test('docs/dashboard.md: 30 days, and of each job a cell for each', async () => {
  const [json] = await printed(await afterAnEmptyImport(), 'dashboard')
  const { days, jobs } = json as { days: string[]; jobs: { days: unknown[] }[] }
  expect([days.length, ...jobs.map((job) => job.days.length)]).toEqual([30, 30, 30, 30])
  expect(days.at(-1)).toBe('2026-11-23')
})

test('docs/logs.md names the fields of each event', async () => {
  const desk = await afterAnEmptyImport()
  await desk.type('pars-auto approve 4')
  await desk.type('pars-auto approve 99')
  const lines = readFileSync(path.join(desk.folder, '.pars-auto/log/pars-auto.log'), 'utf8')
    .trimEnd()
    .split('\n')
  const events = lines.map((line): Json => JSON.parse(line))
  const table = piece('docs/logs.md', '| `run-start`', '\n\n')
  const every = named(piece('docs/logs.md', '| `at`', '\n\n'), 'info', 'warn', 'error')
  let before = ''
  for (const [, event, said] of table.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$/gm)) {
    const fields = said!.replace('the same', () => before)
    before = said!
    const met = unique(events.filter((one) => one.event === event).flatMap(Object.keys))
    const own = met.filter((key) => !every.includes(key))
    expect({ event, unnamed: own.filter((key) => !fields.includes(`\`${key}\``)) }).toEqual({
      event,
      unnamed: [],
    })
    expect({ event, met: own.length > 0 }).toEqual({ event, met: true })
    expect({ event, every: every.filter((key) => !met.includes(key)) }).toEqual({ event, every: [] })
  }
})
