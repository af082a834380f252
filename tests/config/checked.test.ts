import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'dotenv'
import { describe, expect, test } from 'vitest'
import { fileBeside } from '../../src/beside.ts'
import { type LoadResult, loadConfig, loadKept } from '../../src/config/load.ts'
import { nextSlot } from '../../src/schedule/slots.ts'
import { NOW, temporaryFile } from './kit.ts'

const HOUR = 3_600_000

/** A config in a folder of its own, with the files beside it. */
function place(text: string, beside: Record<string, string> = {}): string {
  const file = temporaryFile(text)
  for (const [name, content] of Object.entries(beside))
    writeFileSync(path.join(path.dirname(file), name), content)
  return file
}

const kept = (file: string) => fileBeside(file, 'checked.json')
const load = (file: string, { env = {}, now = NOW }: { env?: NodeJS.ProcessEnv; now?: number } = {}) =>
  loadKept(file, { env, now })

/** What was read from its file can be kept; what was kept was not read from it. */
const isKept = (loaded: LoadResult) => loaded.config !== undefined && loaded.keep === undefined

/** All that a tick can see of it. */
function seen({ config, places, log }: LoadResult) {
  const { lines, calendar, referredDatabase, jobs, ...rest } = config!
  return {
    ...rest,
    places: places?.database,
    log,
    referred: referredDatabase(),
    year: Array.from({ length: 500 }, (_, ahead) =>
      calendar.explain(config!.school.zone.dayAt(NOW - 100 * 24 * HOUR + ahead * 24 * HOUR)),
    ),
    jobs: jobs.map(({ schedule, rules, ...job }) => ({
      ...job,
      schedule: schedule.text,
      key: schedule.key,
      next: nextSlot(schedule, rules, NOW)?.name,
      line: lines.of(['jobs', job.id]),
    })),
    terms: lines.of(['calendar', 'terms']),
  }
}

const SCHOOL = `
envFile: secrets.env
school: { name: Riverside, timezone: Europe/London }
database: { type: sqlite, file: school.db }
alerts: { webhook: 'https://example.org/\${TOKEN}' }
jobs: { refresh-all-years: { ping: '\${PING}' } }
`
const SECRETS = { 'secrets.env': 'TOKEN=sesame\nPING=https://example.org/"door"\n' }

describe('a config that was found right', () => {
  const folder = path.join(__dirname, 'ok')
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  /** They have a secret in them, or one that is not set, or a value of the environment. */
  const READ_EACH_TIME = [
    'alerts.yaml',
    'database-azure-secret-not-set.yaml',
    'database-connection-not-set.yaml',
    'database-every-key.yaml',
    'database-literal-password.yaml',
    'database-password-not-set.yaml',
    'env-file.yaml',
    'every-key.yaml',
    'literal-secret.yaml',
    'secret-was-blanked.yaml',
  ]

  test.each(files)('%s is the same when it was kept', (name) => {
    const text = readFileSync(path.join(folder, name), 'utf8').replace('../..', path.join(folder, '../..'))
    const secrets = [...text.matchAll(/^# env: (.*)$/gm)].map(([, line]) => line).join('\n')
    const file = place('', { 'secrets.env': secrets })
    cpSync(folder, path.dirname(file), { recursive: true })
    const hasOne = /^envFile:/m.test(text)
    const silent = text.replace(/^# env: .*$/gm, '#')
    writeFileSync(file, hasOne ? silent : `${silent}\nenvFile: secrets.env\n`)
    const how = { env: hasOne ? parse(secrets) : {} }
    const first = load(file, how)
    const second = load(file, how)
    expect(seen(second)).toEqual(seen(first))
    expect(isKept(first)).toBe(false)
    expect(isKept(second)).toBe(!READ_EACH_TIME.includes(name))
  })

  test('that of the package is kept', () => {
    const file = place(readFileSync('automation.config.yaml', 'utf8'))
    const first = load(file)
    const second = load(file)
    expect(isKept(second)).toBe(true)
    expect(seen(second)).toEqual(seen(first))
  })

  test('with values of a file of secrets, which are not kept', () => {
    const file = place(SCHOOL, SECRETS)
    const first = load(file)
    const second = load(file)
    expect(isKept(second)).toBe(true)
    expect(seen(second)).toEqual(seen(first))
    expect(second.config?.alerts.webhook).toBe('https://example.org/sesame')
    expect(second.config?.jobs.find(({ id }) => id === 'refresh-all-years')?.ping).toBe(
      'https://example.org/"door"',
    )
    expect(readFileSync(kept(file), 'utf8')).not.toMatch(/sesame|door/)
    expect([...second.log!.confidential]).toEqual(
      expect.arrayContaining(['sesame', 'https://example.org/sesame']),
    )
  })

  test('with what it extends, and a secret in place of that of the trust', () => {
    const own = `
      extends: trust.yaml
      envFile: secrets.env
      school: { name: Riverside }
      database: { type: sqlite, file: a.db }
      alerts: { webhook: 'https://example.org/\${TOKEN}' }`
    const file = place(own.replace(/^ {6}/gm, ''), {
      ...SECRETS,
      'trust.yaml':
        "alerts: { webhook: '${TRUST_HOOK}' }\n\njobs:\n  refresh-all-years: { at: '03:15', ping: '${PING}' }\n",
    })
    const first = load(file)
    const second = load(file)
    expect(isKept(second)).toBe(true)
    expect(seen(second)).toEqual(seen(first))
    expect(second.config?.alerts.webhook).toBe('https://example.org/sesame')
    expect(second.config?.lines.of(['jobs', 'refresh-all-years'])).toEqual({
      line: 4,
      file: path.join(path.dirname(file), 'trust.yaml'),
    })
  })
})

test('a secret that stands somewhere else as well is not kept', () => {
  const file = place(SCHOOL.replace('Riverside', 'example.org/sesame'), {
    'secrets.env': 'TOKEN=sesame\nPING=https://example.org/sesame\n',
  })
  load(file)
  expect(isKept(load(file))).toBe(true)
  const shown = place(SCHOOL.replace('Riverside', 'See https://example.org/sesame'), SECRETS)
  load(shown)
  expect(isKept(load(shown))).toBe(false)
})

describe('what was kept is not believed when', () => {
  const own = (file: string) => path.join(path.dirname(file), 'secrets.env')
  /** As large as before and from the same moment: only what stands in it is another. */
  const edit = (file: string, from: string, to: string) => {
    const before = new Date(NOW)
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
    utimesSync(file, before, before)
  }
  const head = (file: string, change: (head: Record<string, unknown>) => void) => {
    const [first, ...rest] = readFileSync(kept(file), 'utf8').split('\n')
    const changed = JSON.parse(first!)
    change(changed)
    writeFileSync(kept(file), [JSON.stringify(changed), ...rest].join('\n'))
  }
  type How = { env?: NodeJS.ProcessEnv; now?: number }
  const events: [string, (file: string) => How | undefined][] = [
    ['the config has changed, in nothing but a letter', (file) => void edit(file, 'Riverside', 'Riverhead')],
    [
      'a file that it extends has changed',
      (file) => void edit(path.join(path.dirname(file), 'trust.yaml'), '05:10', '05:20'),
    ],
    ['a file that it extends is gone', (file) => void rmSync(path.join(path.dirname(file), 'trust.yaml'))],
    ['the file of secrets has changed', (file) => void writeFileSync(own(file), 'TOKEN=other\nPING=x\n')],
    ['the file of secrets is gone', (file) => void rmSync(own(file))],
    ['the environment has a value for one of its variables', () => ({ env: { TOKEN: 'outside' } })],
    ['another day has begun', () => ({ now: NOW + 12 * HOUR })],
    ['the clock was put back', () => ({ now: NOW - 1 })],
    [
      'the program is another version',
      (file) => void head(file, (it) => Object.assign(it, { versions: `0.0.1 ${process.version}` })),
    ],
    [
      'half of it is missing',
      (file) => void writeFileSync(kept(file), readFileSync(kept(file), 'utf8').slice(0, 2000)),
    ],
    ['it is empty', (file) => void writeFileSync(kept(file), '')],
  ]

  test.each(events)('%s', (_what, happen) => {
    const file = place(`extends: trust.yaml\n${SCHOOL}`, {
      ...SECRETS,
      'trust.yaml': "jobs: { clear-sync-table: { at: '05:10' } }\n",
    })
    load(file)
    expect(isKept(load(file))).toBe(true)
    const how = happen(file) ?? {}
    const loaded = load(file, how)
    expect(isKept(loaded)).toBe(false)
    const { config, problems } = loadConfig(file, { env: {}, now: NOW, ...how })
    expect(loaded.problems).toEqual(problems)
    expect(loaded.config?.alerts).toEqual(config?.alerts)
  })

  test('it is that of another folder', () => {
    const [file, other] = [place(SCHOOL, SECRETS), place(SCHOOL, SECRETS)]
    load(file)
    load(other)
    copyFileSync(kept(file), kept(other))
    expect(isKept(load(other))).toBe(false)
  })
})

describe('it is read each time when', () => {
  const least = 'school: { name: Riverside }\ndatabase: { type: sqlite, file: school.db }\n'
  const cases: [string, string, NodeJS.ProcessEnv?][] = [
    ['a secret stands in it', `${least}alerts: { webhook: https://example.org/sesame }\n`],
    [
      'a value comes from the environment',
      `${least}alerts: { webhook: '\${HOOK}' }\n`,
      { HOOK: 'https://example.org' },
    ],
    ['what it says looks like a reference', least.replace('Riverside', '\u27e6TOKEN\u27e7')],
    ['it has errors', `${least}jobs: { nothing: {} }\n`],
  ]

  test.each(cases)('%s', (_why, text, env = {}) => {
    const file = place(text)
    load(file, { env })
    expect(isKept(load(file, { env }))).toBe(false)
    expect(() => readFileSync(kept(file))).toThrow()
  })
})
