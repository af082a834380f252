import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'dotenv'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createSqlite } from '../../src/db/sqlite.ts'
import { createSchoolTables } from '../../src/demo/school.ts'
import { registry } from '../../src/jobs/index.ts'
import { Day } from '../../src/schedule/day.ts'
import type { World } from '../../src/world.ts'
import { at } from '../school.ts'
import { CTRL_C, DOWN, ENTER, Keyboard } from './keyboard.ts'
import { typed } from './pars.ts'

const NOW = at('2026-11-23 12:00')
const BIN = path.join(import.meta.dirname, '../../bin/pars-auto.js')
const HOST = { name: 'SRV1', boot: 'one two', pid: 1, person: 'b.khan' }

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-init-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const pars = (folder: string, args: string[], world: Partial<World> = {}) =>
  typed(args, {
    cwd: folder,
    clock: () => NOW,
    host: HOST,
    directory: { account: async () => undefined, groupsAmong: async () => [] },
    ...world,
  })

const fileIn = (folder: string) => path.join(folder, 'automation.config.yaml')
const textIn = (folder: string) => readFileSync(fileIn(folder), 'utf8')

/** The config as it is in force, and what is left to do in it. */
function loadedIn(folder: string, env: NodeJS.ProcessEnv = {}) {
  const { config, problems } = loadConfig(fileIn(folder), { env, now: NOW })
  return { config: config!, rules: problems.map(({ rule }) => rule) }
}

const SERVER = [
  ...['init', '--school', 'Riverside', '--server', 'SIMSSRV\\SIMS2012', '--database-name', 'SIMS'],
  ...['--domain', 'RIVERSIDE', '--user', 'svc-pars'],
]

describe('in a script', () => {
  test('--yes writes a config in which every job there is is in shadow', async () => {
    const folder = emptyFolder()
    const { code, out, err } = await pars(folder, ['init', '--yes'])
    expect({ code, err, wide: out.split('\n').filter((line) => line.length > 80) }).toEqual({
      ...{ code: 0, err: '', wide: [] },
    })
    const { config, rules } = loadedIn(folder)
    expect(rules).toEqual(['permissions-service'])
    expect(new Set(config.jobs.map(({ job }) => job.name))).toEqual(new Set(Object.keys(registry)))
    expect(config.jobs.filter(({ shadow }) => !shadow)).toEqual([])
    expect(config.jobs.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual([
      'bonus-behaviour-points',
    ])
  })

  test('every job has its title and what it does above it', async () => {
    const folder = emptyFolder()
    await pars(folder, ['init', '--yes'])
    const said = textIn(folder)
      .split('\n')
      .map((line) => line.replace(/^ *# ?/, ''))
      .join(' ')
    for (const { name, title, summary } of Object.values(registry).filter(({ name }) => name !== 'report')) {
      expect(said).toContain(title)
      expect({ name, summary, isThere: said.includes(summary) }).toMatchObject({ isThere: true })
    }
  })

  test('whoever runs it has access and setup, and personal data only when that was asked for', async () => {
    const folder = emptyFolder()
    await pars(folder, ['init', '--yes'])
    expect(loadedIn(folder).config.permissions).toEqual({
      access: { accounts: ['b.khan'], groups: [] },
      setup: { accounts: ['b.khan'], groups: [] },
    })
    const directory = { account: async () => 'RIVERSIDE\\b.khan', groupsAmong: async () => [] }
    await pars(folder, ['init', '--yes', '--force', '--personal'], { directory })
    expect(loadedIn(folder).config.permissions?.personal?.accounts).toEqual(['RIVERSIDE\\b.khan'])
  })

  test('the program takes the file as it is: jobs run in shadow, and whoever ran init may look at them', async () => {
    const folder = emptyFolder()
    await pars(folder, ['init', '--yes'])
    const database = createSqlite(path.join(folder, 'school.db'), { clock: () => NOW })
    await createSchoolTables(database)
    await database.close()
    await pars(folder, ['run-due'])
    expect(await pars(folder, ['run-due'], { clock: () => at('2026-11-23 23:00') })).toMatchObject({
      code: 0,
      err: '',
    })
    const { code, out } = await pars(folder, ['list'], { clock: () => at('2026-11-23 23:01') })
    expect(code).toBe(0)
    expect(out).toMatch(/^refresh-all-years .* Mon 2026-11-23 23:00 succeeded .* in shadow$/m)
    expect((await pars(folder, ['list'], { host: { ...HOST, person: 'somebody.else' } })).code).toBe(9)
  })

  test('flags say everything, and names stand as they were typed', async () => {
    const folder = emptyFolder()
    const school = 'St. Mary’s: C of E {x} #1 ${HOME}'
    const { code, err } = await pars(folder, [
      ...['init', '--school', school, '--timezone', 'Europe/Dublin', '--file', 'data base.db'],
      ...['--term', '2026-09-02..2026-12-18', '--term', '2027-01-04..2027-03-25'],
      ...['--holiday', '2026-10-26..2026-10-30', '--holiday', '2026-11-30', '--inset', '2026-09-02'],
      ...['--busy', '23:00-03:00 backup, of all', '--busy', '12:00-13:00', '--no-personal'],
      ...['--mail-from', 'Riverside <office@riverside.example>', '--mail-server', 'smtp.riverside.example'],
      ...['--service-account', 'RIVERSIDE\\svc-pars'],
    ])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { config, rules } = loadedIn(folder)
    expect(rules).toEqual([])
    expect(config.school).toMatchObject({ name: school, zone: { name: 'Europe/Dublin' } })
    expect(config.database).toMatchObject({ type: 'sqlite', file: path.join(folder, 'data base.db') })
    expect(config.busy).toEqual([
      { from: 1380, to: 180, why: 'backup, of all' },
      { from: 720, to: 780, why: 'backup' },
    ])
    expect(config.mail).toMatchObject({ smtp: { host: 'smtp.riverside.example', port: 587 } })
    expect(config.permissions?.service?.accounts).toEqual(['RIVERSIDE\\svc-pars'])
    expect(textIn(folder)).not.toContain('these are the dates that are usual')
    const kind = (day: string) => config.calendar.explain(Day.parse(day))
    expect(kind('2026-10-27')).toContain('Autumn half term')
    expect(kind('2026-11-30')).toContain('Holiday')
  })

  test('a password is named and never in the config; the file for it is for its owner alone', async () => {
    const folder = emptyFolder()
    const { code, out } = await pars(folder, SERVER)
    expect(code).toBe(0)
    expect(textIn(folder)).toContain('\n  password: ${PARS_DB_PASSWORD}\n')
    const env = path.join(folder, 'pars-auto.env')
    expect(readFileSync(env, 'utf8')).toMatch(/^PARS_DB_PASSWORD=$/m)
    if (process.platform !== 'win32') expect(statSync(env).mode & 0o777).toBe(0o600)
    expect(out).toContain('${PARS_DB_PASSWORD} is not set')
    writeFileSync(env, 'PARS_DB_PASSWORD=abc\n')
    expect(loadedIn(folder)).toMatchObject({
      rules: [],
      config: {
        database: {
          ...{ type: 'sqlserver', server: 'SIMSSRV', instance: 'SIMS2012', database: 'SIMS' },
          login: { kind: 'domain', domain: 'RIVERSIDE', user: 'svc-pars', password: 'abc' },
        },
      },
    })
  })

  test('names the steps on a server in an order in which each can be done, on 80 columns', async () => {
    const { out } = await pars(emptyFolder(), SERVER)
    const steps = [...out.matchAll(/^ {2}pars-auto (db [a-z]+(?: --sql)?) /gm)].map(([, step]) => step)
    expect(steps).toEqual(['db contract --sql', 'db migrate --sql', 'db grants', 'db ping', 'db check'])
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('the login that everybody comes with is that of the service, not of a person', async () => {
    const folder = emptyFolder()
    await pars(folder, [...SERVER, '--service-account', 'riverside\\SVC-PARS'])
    expect(loadedIn(folder).config.permissions?.service?.accounts).toEqual(['riverside\\SVC-PARS'])
    await pars(folder, [...SERVER, '--force', '--service-account', 'pars'])
    expect(loadedIn(folder).config.permissions?.service?.accounts).toEqual(['pars', 'RIVERSIDE\\svc-pars'])
  })

  test('an application logs in by ids, and its secret is named', async () => {
    const folder = emptyFolder()
    const args = ['--tenant-id', 'aaaa', '--client-id', 'bbbb', '--server', 'x.database.windows.net']
    await pars(folder, ['init', '--yes', ...args, '--database-name', 'SIMS'])
    expect(loadedIn(folder, { PARS_DB_CLIENT_SECRET: 'c' }).config.database).toMatchObject({
      login: { kind: 'azure-app', tenantId: 'aaaa', clientId: 'bbbb', clientSecret: 'c' },
    })
  })

  test('refuses to replace a config, and with --force keeps the old one beside it', async () => {
    const folder = emptyFolder()
    writeFileSync(fileIn(folder), 'ours: true\n')
    expect(await pars(folder, ['init', '--yes'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is a config already: automation.config.yaml.'),
    })
    expect(textIn(folder)).toBe('ours: true\n')
    expect((await pars(folder, ['init', '--yes', '--force'])).out).toContain(
      '\nThe one before is automation.config.yaml.bak now.',
    )
    expect((await pars(folder, ['init', '--yes', '--force', '--school', 'B'])).code).toBe(0)
    expect(readFileSync(`${fileIn(folder)}.bak`, 'utf8')).toBe('ours: true\n')
    expect(readFileSync(`${fileIn(folder)}.bak2`, 'utf8')).toContain('Our School')
    expect(textIn(folder)).toContain('name: B\n')
  })

  test('names what has to be said, and writes nothing', async () => {
    const folder = emptyFolder()
    expect(await pars(folder, ['init'])).toMatchObject({
      code: 2,
      err: 'To write a config, say also --school, what it is called; --database, sqlite or sqlserver. With --yes the rest is as usual.\n',
    })
    expect(await pars(folder, ['init', '--yes', '--server', 'SRV'])).toMatchObject({
      code: 2,
      err: 'To write a config, say also --database-name; --user.\n',
    })
    expect(existsSync(fileIn(folder))).toBe(false)
  })

  test.each([
    [['--timezone', 'London'], "Did you mean 'Europe/London'?"],
    [['--busy', '25:00-03:00'], '--busy must be hours such as 01:00-03:00'],
    [['--busy', '00:00-24:00'], '--busy must be hours such as 01:00-03:00'],
    [['--busy', '00:00-12:00', '--busy', '12:00-24:00'], 'The server is busy at all hours'],
    [['--term', '1/9/2026'], "--term must be a date such as 2026-09-02, not '1/9/2026'."],
    [['--term', '2026-12-18..2026-09-02'], '--term ends on 2026-09-02, before it starts'],
    [['--inset', '2026-09-02'], '--holiday and --inset belong to --term.'],
    [['--term', '2026-09-02..2026-12-18', '--term', '2026-12-01..2026-12-20'], 'overlap'],
    [['--mail-from', 'office'], '--mail-from must be a mail address'],
    [['--mail-server', 'smtp.x'], '--mail-server needs --mail-from'],
    [['--mail-user', 'x'], '--mail-port and --mail-user belong to --mail-server.'],
    [['--alerts', 'mail', '--mail-from', 'a@b.example'], '--alerts mail needs --alerts-to'],
    [['--alerts-to', 'it@b.example'], '--alerts-to needs --mail-from'],
    [['--alerts-to', 'it', '--mail-from', 'a@b.example'], '--alerts-to must be a mail address'],
    [['--alerts', 'none', '--alerts-to', 'it@b.example'], 'and --alerts none that they are not.'],
    [['--alerts-to', 'it@c.example', '--mail-from', 'a@b.example'], 'c.example'],
    [['--server', 'np:\\\\x'], 'the server can only be reached by TCP/IP'],
    [['--file', 'a.db', '--server', 'x'], '--file belongs to --database sqlite'],
    [['--database', 'sqlite', '--server', 'x'], 'belong to --database sqlserver.'],
    [['--service-account', 'a/b'], '--service-account must be an account'],
    [['--school', ' '], '--school must not be empty.'],
    [['--school', 'a\u001Bb'], '--school has a character that cannot be seen'],
  ])('%j is exit 2 with the reason, and nothing is written', async (flags, reason) => {
    const folder = emptyFolder()
    expect(await pars(folder, ['init', '--yes', ...flags])).toMatchObject({
      code: 2,
      err: expect.stringContaining(reason),
    })
    expect(existsSync(fileIn(folder))).toBe(false)
  })

  test('a config elsewhere makes its folder, and the commands to come name it', async () => {
    const folder = emptyFolder()
    const { code, out } = await pars(folder, ['init', '--yes', '-c', 'a b/school.yaml'])
    expect(code).toBe(0)
    expect(existsSync(path.join(folder, 'a b/school.yaml'))).toBe(true)
    expect(out).toContain('pars-auto list -c "a b/school.yaml"')
  })

  test('where it cannot be written it says why', async () => {
    const folder = emptyFolder()
    writeFileSync(path.join(folder, 'file'), '')
    expect(await pars(folder, ['init', '--yes', '-c', 'file/school.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('school.yaml cannot be written: '),
    })
  })
})

describe('at a terminal', () => {
  const seated = (...answers: [string, ...string[]][]) => {
    const keyboard = new Keyboard(...answers)
    return { folder: emptyFolder(), keyboard, world: { terminal: keyboard.terminal } }
  }

  test('asks, asks again with the reason, shows the whole, and writes it', async () => {
    const clear = '\u0001\u000B'
    const { folder, keyboard, world } = seated(
      ['What is the school called?', ENTER],
      ['It must not be empty.', 'Riverside', ENTER],
      ['In which time zone is it?', clear, 'Lodnon', ENTER],
      ['must be a time zone such as Europe/London', clear, 'Europe/London', ENTER],
      ['Which database?', DOWN, ENTER],
      ['Which server?', 'SIMSSRV', ENTER],
      ['Which of its databases?', ENTER],
      ['How does it log in there?', ENTER],
      ['Which login?', ENTER],
      ['Its password?', "s3cr#t'x", ENTER],
      ['The term dates of 2026/27?', ENTER],
      ['When is the server busy', '23:00-03:00 backup', ENTER],
      ['How are mails sent?', DOWN, DOWN, ENTER],
      ['From which address?', 'office@riverside.example', ENTER],
      ['Where do alerts go', DOWN, ENTER],
      ['Its address?', 'https://hooks.example/abc', ENTER],
      ['b.khan may see, run and change all.', 'y'],
      ['Under which account will the scheduler run it?', 'svc-pars', ENTER],
      ['Write automation.config.yaml?', ENTER],
    )
    const { code, err } = await pars(folder, ['init'], world)
    expect({ code, err, left: keyboard.left }).toEqual({ code: 0, err: '', left: [] })
    const { config, rules } = loadedIn(folder)
    expect(rules).toEqual([])
    expect(config).toMatchObject({
      database: { login: { kind: 'sql', user: 'pars_auto', password: "s3cr#t'x" } },
      alerts: { webhook: 'https://hooks.example/abc' },
    })
    expect(config.permissions?.personal?.accounts).toEqual(['b.khan'])
    expect(textIn(folder)).not.toMatch(/s3cr|hooks\.example/)
    expect(keyboard.shown).not.toMatch(/s3cr|hooks\.example/)
    expect(parse(readFileSync(path.join(folder, 'pars-auto.env')))).toEqual({
      PARS_DB_PASSWORD: "s3cr#t'x",
      PARS_ALERTS_WEBHOOK: 'https://hooks.example/abc',
    })
  })

  test.each([
    [[DOWN, DOWN, ENTER], true],
    [[ENTER], false],
  ])('alerts can be mailed, and posted besides (%j)', async (keys, isPosted) => {
    const { folder, keyboard, world } = seated(
      ['The term dates', ENTER],
      ['When is the server busy', ENTER],
      ['Where do alerts go', ...keys],
      ['To which addresses', 'it', ENTER],
      ['must be a mail address', ', head@riverside.example', ENTER],
      ['must be a mail address', '\u0001\u000B', 'it@riverside.example, head@riverside.example', ENTER],
      ...(isPosted ? [['Its address?', 'https://hooks.example/abc', ENTER] as [string, ...string[]]] : []),
      ['may see, run', ENTER],
      ['Under which account', ENTER],
      ['Write automation.config.yaml?', ENTER],
    )
    const flags = ['--school', 'A', '--timezone', 'Europe/London', '--file', 'a.db']
    const mail = ['--mail-from', 'office@riverside.example']
    expect((await pars(folder, ['init', ...flags, ...mail], world)).code).toBe(0)
    expect(keyboard.left).toEqual([])
    expect(keyboard.shown).toContain('by mail to it@riverside.example, head@riverside.example')
    const { config } = loadedIn(folder)
    expect(config.alerts.mail).toEqual(['it@riverside.example', 'head@riverside.example'])
    expect(config.alerts.webhook).toBe(isPosted ? 'https://hooks.example/abc' : undefined)
  })

  test('term dates can be typed, with what is usual to start from', async () => {
    const { folder, keyboard, world } = seated(
      ['The term dates of 2026/27?', DOWN, ENTER],
      ['Autumn 2026, first to last day?', '\u0001\u000B', '2026-09-03..2026-12-17', ENTER],
      ['Spring 2027,', ENTER],
      ['Summer 2027,', ENTER],
      ['Autumn half term,', ENTER],
      ['Spring half term,', ENTER],
      ['Summer half term,', ENTER],
      ['INSET days', '\u0001\u000B', '2026-09-03', ENTER],
      ['When is the server busy', ENTER],
      ['How are mails sent?', ENTER],
      ['Where do alerts go', ENTER],
      ['may see, run and change all.', ENTER],
      ['Under which account', ENTER],
      ['Write automation.config.yaml?', ENTER],
    )
    const flags = ['--school', 'A', '--timezone', 'Europe/London', '--file', 'a.db']
    expect((await pars(folder, ['init', ...flags], world)).code).toBe(0)
    expect(keyboard.left).toEqual([])
    expect(textIn(folder)).toContain('- { name: Autumn 2026, from: 2026-09-03, to: 2026-12-17 }')
    expect(textIn(folder)).toContain('- { name: Early May bank holiday, on: 2027-05-03 }')
    expect(loadedIn(folder).config.permissions).not.toHaveProperty('personal')
  })

  test('Ctrl+C at any question, and No at the last, write nothing', async () => {
    const questions: [string, ...string[]][] = [
      ['Which server?', 'SRV', ENTER],
      ['Which of its databases?', ENTER],
      ['How does it log in there?', ENTER],
      ['Which login?', ENTER],
      ['Its password?', 'secret', ENTER],
      ['The term dates', ENTER],
      ['When is the server busy', ENTER],
      ['How are mails sent?', ENTER],
      ['Where do alerts go', ENTER],
      ['may see, run', ENTER],
      ['Under which account', ENTER],
      ['Write automation.config.yaml?', ENTER],
    ]
    const flags = ['--school', 'A', '--timezone', 'Europe/London', '--database', 'sqlserver']
    for (const [index, [question]] of questions.entries()) {
      const { folder, world } = seated(...questions.slice(0, index), [question, CTRL_C])
      expect(await pars(folder, ['init', ...flags], world)).toMatchObject({
        code: 130,
        err: 'Nothing was changed.\n',
      })
      expect(existsSync(fileIn(folder)) || existsSync(path.join(folder, 'pars-auto.env'))).toBe(false)
    }
    const { folder, world } = seated(...questions.slice(0, -1), ['Write automation', 'n'])
    expect(await pars(folder, ['init', ...flags], world)).toMatchObject({
      code: 0,
      out: 'Nothing was written.\n',
    })
    expect(existsSync(fileIn(folder)) || existsSync(path.join(folder, 'pars-auto.env'))).toBe(false)
  })

  test('--yes asks nothing', async () => {
    const { folder, keyboard, world } = seated()
    expect((await pars(folder, ['init', '--yes'], world)).code).toBe(0)
    expect(keyboard.shown).toBe('')
  })
})

const hasScript = spawnSync('script', ['--version']).status === 0

test.skipIf(!hasScript || !existsSync(path.join(import.meta.dirname, '../../dist/pars-auto.cjs')))(
  'a real process at a real pseudo-terminal asks, and writes the file (needs script, of util-linux)',
  async () => {
    const folder = emptyFolder()
    const command = `stty cols 80 rows 40; ${process.execPath} ${BIN} init --school A --file a.db --term 2026-09-02..2026-12-18`
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env.PATH, TERM: 'xterm' },
    })
    const answers: [string, string][] = [
      ['In which time zone', '\r'],
      ['When is the server busy', 'nonsense\r'],
      ['must be hours such as', '\u0001\u000B\r'],
      ['How are mails sent?', '\r'],
      ['Where do alerts go', '\r'],
      ['may see, run and change all.', 'n'],
      ['Under which account', '\r'],
      ['Write automation.config.yaml?', '\r'],
    ]
    let shown = ''
    let seen = 0
    child.stdout.on('data', (chunk) => {
      shown += chunk
      const [next] = answers
      const found = next ? shown.indexOf(next[0], seen) : -1
      if (!next || found < 0) return
      answers.shift()
      seen = found + next[0].length
      child.stdin.write(next[1])
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, left: answers }).toEqual({ code: 0, left: [] })
    expect(shown).toContain('automation.config.yaml is written')
    expect(loadedIn(folder).config.jobs.length).toBeGreaterThanOrEqual(Object.keys(registry).length)
  },
  60_000,
)
