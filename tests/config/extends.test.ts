import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { render } from '../../src/config/formats/index.ts'
import { loadConfig, loadConfigText } from '../../src/config/load.ts'
import { NOW } from './kit.ts'

const SCHOOL =
  'extends: ../trust.yaml\nschool: { name: Ashton }\ndatabase: { type: sqlite, file: ashton.db }\n'

/** A trust with files as given; `load` reads the school's. */
function trust(files: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'trust-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'schools'))
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const file = path.join(folder, 'schools/ashton.yaml')
  const load = () => loadConfig(file, { env, now: NOW })
  const config = () => {
    const { config: loaded, problems } = load()
    if (!loaded) throw new Error(problems.map(({ message }) => message).join('\n'))
    return loaded
  }
  return { folder, file, load, config }
}

const withTrust = (shared: string, own = '', env: NodeJS.ProcessEnv = {}) =>
  trust({ 'trust.yaml': shared, 'schools/ashton.yaml': SCHOOL + own }, env)

const CLEAR = 'clear-expired-notices'

describe('what a config extends', () => {
  test('holds, and its own keys win: sections key by key, jobs by their ids', () => {
    const { config } = withTrust(
      `school: { timezone: Europe/Dublin, name: The Trust }\nmail: { from: it@trust.example, smtp: { host: mail.trust.example, port: 25 } }\njobs:\n  ${CLEAR}: { at: '01:10', timeout: 5m }\n  remove-mark-owners: { olderThanDays: 30 }\n`,
      `mail: { from: office@ashton.example, smtp: { port: 2525 } }\njobs:\n  ${CLEAR}: { at: '02:20' }\n`,
    )
    const { school, mail, jobs } = config()
    expect(school.name).toBe('Ashton')
    expect(school.zone.name).toBe('Europe/Dublin')
    expect(mail).toMatchObject({
      from: 'office@ashton.example',
      smtp: { host: 'mail.trust.example', port: 2525 },
    })
    expect(jobs.find(({ id }) => id === CLEAR)).toMatchObject({
      schedule: { text: expect.stringContaining('02:20') },
      timeout: 300_000,
      line: 6,
    })
    expect(jobs.find(({ id }) => id === 'remove-mark-owners')).toMatchObject({
      params: { olderThanDays: 30 },
      line: 5,
    })
  })

  test('a job can be switched off, and can run at times of another kind', () => {
    const { config } = withTrust(
      `jobs:\n  ${CLEAR}: { at: '01:10' }\n  remove-mark-owners: { olderThanDays: 30, at: '03:00' }\n`,
      `jobs:\n  ${CLEAR}: { cron: '5 4 * * *' }\n  remove-mark-owners: { enabled: false }\n`,
    )
    const { jobs } = config()
    expect(jobs.find(({ id }) => id === CLEAR)?.schedule.text).toContain('5 4 * * *')
    expect(jobs.find(({ id }) => id === 'remove-mark-owners')?.enabled).toBe(false)
  })

  test('a list takes the place of the other', () => {
    const { config } = withTrust(
      `jobs:\n  ${CLEAR}: { cycle: [mon, tue], at: '01:10' }\n`,
      `jobs:\n  ${CLEAR}: { cycle: [wed] }\n`,
    )
    expect(config().jobs.find(({ id }) => id === CLEAR)?.schedule.text).not.toMatch(/mon|tue/i)
  })

  test('may extend a file itself, and not in a circle', () => {
    const good = trust({
      'england.yaml': `jobs:\n  ${CLEAR}: { at: '01:01' }\n`,
      'trust.yaml': 'extends: england.yaml\n',
      'schools/ashton.yaml': SCHOOL,
    })
    expect(good.config().jobs.find(({ id }) => id === CLEAR)?.schedule.text).toContain('01:01')
    const { load } = trust({ 'trust.yaml': 'extends: schools/ashton.yaml\n', 'schools/ashton.yaml': SCHOOL })
    expect(load().problems).toMatchObject([
      {
        rule: 'extends',
        severity: 'error',
        file: expect.stringMatching(/trust\.yaml$/),
        line: 1,
        message: expect.stringContaining('circle'),
      },
    ])
  })

  test('folders and databases are the school’s, certificates and own reports lie beside the shared file', () => {
    const { config, folder } = withTrust(
      'mail: { from: it@trust.example, folder: mails }\njobs:\n  birthdays: { job: report, report: reports/birthdays.sql, to: it@trust.example }\n',
    )
    const { mail, jobs } = config()
    expect(mail?.folder).toBe(path.join(folder, 'schools/mails'))
    expect(jobs.find(({ id }) => id === 'birthdays')?.params.report).toBe('../reports/birthdays.sql')
  })

  test('of two schools that a process reads one after the other, each has it as it is for that school', () => {
    const near = 'extends: trust.yaml\nschool: { name: Near }\ndatabase: { type: sqlite, file: near.db }\n'
    const shared = `mail: { from: it@trust.example, folder: mails }\njobs:\n  absent: { job: report, report: reports/absent.sql, cycle: [mon], at: '07:30', to: office@trust.example }\n  ${CLEAR}: { at: '25:00' }\n`
    const files = {
      'trust.yaml': shared,
      'schools/ashton.yaml': `# A line more.\n${SCHOOL}`,
      'near.yaml': near,
    }
    const { folder } = trust(files)
    const read = (name: string) => loadConfig(path.join(folder, name), { env: {}, now: NOW })
    const places = () =>
      ['schools/ashton.yaml', 'near.yaml'].map((name) =>
        read(name).problems.map(({ file, line, column }) => [path.basename(file), line, column]),
      )
    const [first, second] = places()
    expect(first).toContainEqual(['trust.yaml', 4, expect.any(Number)])
    expect(second).toEqual(first)
    writeFileSync(path.join(folder, 'trust.yaml'), shared.replace('25:00', '01:10'))
    const reportOf = (name: string) =>
      read(name).config?.jobs.find(({ id }) => id === 'absent')?.params.report
    const reports = [reportOf('schools/ashton.yaml'), reportOf('near.yaml'), reportOf('schools/ashton.yaml')]
    expect(reports).toEqual(['../reports/absent.sql', 'reports/absent.sql', '../reports/absent.sql'])
  })
})

describe('what is wrong in a shared file', () => {
  test('is said with that file, its line and its text, in every format', () => {
    const { load, folder } = withTrust(`jobs:\n  ${CLEAR}: { at: '25:00' }\n`)
    const { problems, config } = load()
    expect(config).toBeUndefined()
    const shown = problems.map((problem) => ({ ...problem, file: path.relative(folder, problem.file) }))
    expect(shown).toMatchObject([
      { file: 'trust.yaml', line: 2, column: 32, excerpt: { text: `  ${CLEAR}: { at: '25:00' }` } },
    ])
    const how = { colour: false, folder }
    expect(render('text', 'schools/ashton.yaml', shown, how)).toMatch(/^trust\.yaml:2:32: error: 'at' must/)
    expect(JSON.parse(render('json', 'schools/ashton.yaml', shown, how)).problems[0]).toMatchObject({
      file: 'trust.yaml',
      line: 2,
    })
    expect(render('github', 'schools/ashton.yaml', shown, how)).toContain('file=trust.yaml,line=2,col=32')
    expect(
      JSON.parse(render('sarif', 'schools/ashton.yaml', shown, how)).runs[0].results[0].locations[0]
        .physicalLocation,
    ).toMatchObject({ artifactLocation: { uri: 'trust.yaml' }, region: { startLine: 2 } })
  })

  test('a file that is not there, and one that cannot be read', () => {
    const gone = trust({ 'schools/ashton.yaml': SCHOOL }).load()
    expect(gone.problems).toMatchObject([
      {
        rule: 'extends',
        line: 1,
        column: 10,
        message: "the shared file '../trust.yaml' cannot be used: the file does not exist",
      },
    ])
    const { problems } = withTrust('jobs: [\n').load()
    expect(problems).toMatchObject([
      { rule: 'syntax', file: expect.stringMatching(/trust\.yaml$/), line: 1, column: 7 },
    ])
  })

  test('its secrets are shown nowhere, also those that the school’s own file replaces', () => {
    const { load } = withTrust(
      'alerts: { webhook: https://example.org/secret-of-trust, wrong: 1 }\n',
      'alerts: { webhook: "${HOOK}" }\n',
      { HOOK: 'https://example.org/secret-of-ashton' },
    )
    const { problems } = load()
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain('secret-of')
  })
})

describe('the text that is kept', () => {
  const shared = `envFile: trust.env\nalerts: { webhook: "\${HOOK}" }\njobs:\n  ${CLEAR}: { at: '01:10' }\n`

  test('is complete: it means the same without the shared file', () => {
    const { config, file, folder } = withTrust(shared)
    writeFileSync(path.join(folder, 'trust.env'), 'HOOK=https://example.org/of-trust\n')
    const before = config()
    rmSync(path.join(folder, 'trust.yaml'))
    const { config: after } = loadConfigText(before.text, file, { env: {}, now: NOW })
    expect(after).toMatchObject({ hash: before.hash, alerts: { webhook: 'https://example.org/of-trust' } })
    expect(
      after!.jobs.map(({ id, schedule, line, lineOf }) => ({ id, text: schedule.text, line, lineOf })),
    ).toEqual(
      before.jobs.map(({ id, schedule, line, lineOf }) => ({ id, text: schedule.text, line, lineOf })),
    )
  })

  test('has no secret that stands in the shared file', () => {
    const { config } = withTrust('alerts: { webhook: https://example.org/secret-of-trust }\n')
    expect(config().text).not.toContain('secret-of-trust')
  })

  test('is another when the shared file is', () => {
    const { config, folder } = withTrust(shared)
    const before = config().hash
    writeFileSync(path.join(folder, 'trust.yaml'), shared.replace('01:10', '01:20'))
    expect(config().hash).not.toBe(before)
  })

  test('the shared file and each file of secrets are among the files that are also read', () => {
    const { config, folder } = withTrust(shared, 'envFile: ashton.env\n')
    expect(config().alsoRead).toEqual([
      path.join(folder, 'schools/ashton.env'),
      path.join(folder, 'trust.env'),
      path.join(folder, 'trust.yaml'),
    ])
  })
})
