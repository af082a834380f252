import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { checks } from '../../src/doctor/checks/index.ts'
import { thisMachine } from '../../src/host-schedule/machine.ts'
import { embeddedOnly, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'

const CALENDAR = 'calendar: { terms: [{ name: Autumn, from: 2026-09-02, to: 2027-07-21 }] }\n'
/** The server of the tests may be an old one, or not encrypt. */
const REACHED = SERVER ? expect.stringMatching(/^(ok|warning)$/) : 'ok'
const JOBS = '  refresh-all-years:\n  clear-expired-notices:'

interface Told {
  check: string
  state: string
  what: string
  cure: string | null
  milliseconds: number
}

async function examined(school: TestSchool, ...only: string[]) {
  const flags = only.length > 0 ? ['--only', ...only] : []
  const { code, err, out } = await school.run('doctor', '--json', ...flags)
  expect(err).toBe('')
  const checks = JSON.parse(out).checks as Told[]
  return { code, checks, states: Object.fromEntries(checks.map(({ check, state }) => [check, state])) }
}

async function ticking(rest = CALENDAR, jobs = JOBS): Promise<TestSchool> {
  const school = await TestSchool.open(jobs, { rest })
  await school.tick()
  return school
}

const everyFile = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort()

describe('doctor', () => {
  test('of a school at which all is well ends with 0, with a line for each check', async () => {
    const { code, states } = await examined(await ticking())
    expect(code).toBe(0)
    // What depends on the machine the tests run on is looked at elsewhere.
    const { node, disk, account, ...rest } = states
    expect(rest).toEqual({
      config: 'ok',
      'time-zone': 'ok',
      calendar: 'ok',
      folders: 'ok',
      database: REACHED,
      tables: 'ok',
      sims: 'none',
      clock: 'ok',
      ticks: 'ok',
      cautions: 'ok',
      alerts: 'none',
      mail: 'none',
      sms: 'none',
      printer: 'none',
      certificates: 'none',
    })
  })

  test('says it in lines that fit 80 columns, and how long each took', async () => {
    const school = await TestSchool.open(JOBS)
    school.world = { columns: 80 }
    const { code, out } = await school.run('doctor', '--only', 'config', 'calendar', 'ticks')
    expect(code).toBe(0)
    const lines = out.replace(/\d+(\.\d)? m?s$/gm, (took) => 'T'.padStart(took.length)).split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(lines).toContain(`${' '.repeat(23)}> Add the terms and holidays of the next school`)
    expect(lines.find((line) => line.startsWith('warning  ticks'))).toMatch(/No tick has ever come.* T$/)
    expect(lines.at(-2)).toBe('1 ok, 2 warnings. Nothing was sent or changed.')
  })

  test('changes nothing: no table is made, no file stays behind', async ({ skip }) => {
    skip(SERVER !== undefined, 'only of an embedded database: on a server its tables are there before')
    const school = await TestSchool.open(
      `${JOBS}\n  lates: { job: report, report: lates, folder: { path: out/deep } }`,
      {
        rest: `${CALENDAR}mail: { from: a@school.example, folder: mails }\n`,
      },
    )
    const before = everyFile(school.folder)
    const { states, checks } = await examined(school)
    expect(states).toMatchObject({ folders: 'ok', mail: 'ok' })
    expect(checks.find(({ check }) => check === 'tables')?.what).toContain('not there yet')
    // What lies beside an embedded database comes and goes with those who read it.
    const isOurs = (name: string) => !/-(shm|wal)$/.test(name)
    expect(everyFile(school.folder).filter(isOurs)).toEqual(before.filter(isOurs))
    expect(
      await school.with((db) => db.first(db.sql('sqlite_schema').where({ name: 'auto_run' }))),
    ).toBeUndefined()
  })

  test('of a config with errors looks at the rest by the last valid one', async () => {
    const school = await ticking()
    school.configure('  nope: {}', CALENDAR)
    const { code, checks, states } = await examined(school)
    expect(code).toBe(1)
    expect(states).toMatchObject({ config: 'failed', database: REACHED, tables: 'ok', ticks: 'ok' })
    expect(checks[0]).toMatchObject({
      what: expect.stringContaining("there is no job 'nope'"),
      cure: 'pars-auto validate',
    })
  })

  test.each([
    ['', 'win32', 'warning', 'Nobody is told: what ticks print, nobody reads under Task Scheduler.'],
    ['', 'linux', 'none', 'Alerts are only printed by ticks: whoever gets the mail of cron is told.'],
    ["alerts: { webhook: 'https://hooks.example' }", 'win32', 'ok', 'Alerts go to a webhook.'],
    [
      `alerts: { mail: [a@school.example, b@school.example], webhook: 'https://hooks.example' }\nmail: { from: a@school.example, folder: mails }`,
      'linux',
      'ok',
      'Alerts go by mail to 2 addresses and to a webhook.',
    ],
  ])('says who is told when something goes wrong (%j on %s)', async (rest, platform, state, what) => {
    const school = await ticking(`${CALENDAR}${rest}\n`)
    school.world.machine = { ...thisMachine(), platform: platform as NodeJS.Platform }
    expect((await examined(school, 'alerts')).checks).toMatchObject([{ state, what }])
  })

  test('of a config that was never valid looks at what needs none', async () => {
    const school = await TestSchool.open('  nope: {}')
    const { code, states } = await examined(school)
    expect(code).toBe(1)
    expect(states).toMatchObject({
      config: 'failed',
      'time-zone': 'ok',
      folders: 'ok',
      database: 'none',
      mail: 'none',
    })
  })

  test('of a database that is not there says so once, and looks at all else', async () => {
    const school = await ticking()
    school.vanish()
    const { code, states } = await examined(school)
    expect(code).toBe(1)
    expect(states).toMatchObject({
      config: 'ok',
      database: 'failed',
      tables: 'none',
      clock: 'none',
      ticks: 'none',
      cautions: 'none',
      calendar: 'ok',
    })
  })

  test('names what db check has against the tables', async () => {
    const school = await ticking()
    await school.database.lose('notice')
    const { code, checks } = await examined(school, 'tables')
    expect(code).toBe(1)
    expect(checks.at(-1)).toMatchObject({
      state: 'failed',
      what: expect.stringContaining('notice is not there'),
      cure: expect.stringContaining('pars-auto db check'),
    })
  })

  test.each([
    [0, 'ok'],
    [60_000, 'warning'],
    [-6 * 60_000, 'failed'],
  ])('of clocks that are %d ms apart says %s', async (apart, state) => {
    const school = await ticking()
    school.clockError = apart
    expect((await examined(school, 'clock')).states).toEqual({ clock: state })
  })

  test('says when ticks have stopped, and when others come instead', async () => {
    const school = await ticking()
    school.at('2026-11-23 15:00')
    const { code, checks } = await examined(school, 'ticks')
    expect(code).toBe(1)
    expect(checks).toMatchObject([
      { state: 'failed', what: 'No tick since 2026-11-23 12:00: nothing runs by itself.' },
    ])
    await school.add('auto_source', {
      source: 'SRV2:/etc/auto.yaml',
      last_tick_at: '2026-11-23T14:59:00.000Z',
    })
    expect((await examined(school, 'ticks')).checks).toMatchObject([
      { state: 'ok', what: 'Ticks come from SRV2, the last at 2026-11-23 14:59; none from here.' },
    ])
  })

  test('tells what is held, such as texts because another program sends them', async () => {
    const school = await ticking()
    const detail = 'Another program has dealt with texts of the queue.'
    await school.add('auto_caution', {
      reason: 'sms-queue',
      host: '',
      detail,
      since: '2026-11-23T11:00:00.000Z',
    })
    const { code, checks } = await examined(school, 'cautions')
    expect(code).toBe(0)
    expect(checks).toMatchObject([
      { state: 'warning', what: detail, cure: expect.stringContaining('resume') },
    ])
  })

  test('finds a folder that cannot be written to', async () => {
    const school = await ticking(
      `${CALENDAR}mail: { from: a@school.example, folder: notes.txt/mails }\nlog: { file: notes.txt/pars.log }\n`,
      `${JOBS}\n  lates: { job: report, report: lates, folder: { path: out } }`,
    )
    writeFileSync(path.join(school.folder, 'notes.txt'), 'not a folder')
    const { code, checks } = await examined(school, 'folders')
    expect(code).toBe(1)
    expect(checks).toMatchObject([
      { state: 'failed', what: expect.stringMatching(/notes\.txt \(log\) cannot be written to: ENOTDIR/) },
      {
        state: 'failed',
        what: expect.stringMatching(/notes\.txt\/mails \(mails\) cannot be written to: ENOTDIR/),
      },
    ])
    expect(readFileSync(path.join(school.folder, 'notes.txt'), 'utf8')).toBe('not a folder')
    expect(statSync(school.folder).isDirectory()).toBe(true)
  })

  test('warns whoever is not the account under which ticks come', async () => {
    const school = await ticking(
      `${CALENDAR}permissions: { service: { accounts: ['svc-pars'] }, setup: { accounts: [head] } }\n`,
    )
    const { checks } = await examined(school, 'account')
    expect(checks).toMatchObject([
      {
        state: 'warning',
        what: expect.stringContaining('but ticks run as svc-pars'),
        cure: expect.stringContaining('svc-pars'),
      },
    ])
  })

  test('never shows a secret', async () => {
    const rest = `${CALENDAR}alerts: { webhook: '\${HOOK}' }\nmail: { from: a@school.example, smtp: { host: 127.0.0.1, port: 1, security: none, user: ada, password: '\${PASS}' } }\n`
    const school = await TestSchool.open(JOBS, { rest })
    school.world.env = { HOOK: 'http://127.0.0.1:1/secret-path', PASS: 'secret-word' }
    for (const flags of [[], ['--json']]) {
      const { out, err } = await school.run('doctor', ...flags)
      expect(out + err).not.toContain('secret-')
    }
  })

  test('shows on a terminal what it looks at, and wipes it out at the end', async () => {
    const school = await ticking()
    const errors = new PassThrough({ encoding: 'utf8' })
    school.world.terminal = { errors }
    await school.run('doctor')
    const shown = errors.read() as string
    expect(shown).toContain(`Looking at config, account, node, time-zone … (0 of ${checks.length})`)
    expect(shown.endsWith('\r\u001B[K')).toBe(true)
  })

  test('refuses a check that there is none of, with the nearest', async () => {
    const school = await ticking()
    expect(await school.run('doctor', '--only', 'mial')).toEqual({
      code: 2,
      out: '',
      err: 'There is no check "mial". Did you mean mail?\n',
    })
  })
})

describe('on an embedded database', () => {
  embeddedOnly('there the clock is that of the host')

  test('a file that is none is told, and left as it is', async () => {
    const school = await ticking()
    const file = path.join(school.folder, 'school.db')
    for (const part of ['-wal', '-shm']) writeFileSync(file + part, '')
    writeFileSync(file, 'this is no database, but a text that somebody has saved under its name')
    const { code, checks } = await examined(school, 'database')
    expect(code).toBe(1)
    expect(checks).toMatchObject([
      { state: 'failed', what: expect.stringContaining('cannot be opened as a database') },
    ])
  })
})

test('docs/doctor.md has a line for each check, and none besides', () => {
  const page = readFileSync('docs/doctor.md', 'utf8')
  const lines = [...page.matchAll(/^\| `([\w-]+)` \| (?!what)/gm)].map(([, name]) => name)
  expect(lines).toEqual(checks.map(({ name }) => name))
})
