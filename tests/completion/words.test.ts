import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SHELLS } from '../../src/completion/scripts.ts'
import { registry } from '../../src/jobs/index.ts'
import { reports } from '../../src/reports/index.ts'
import { everyCommand } from '../commands/every-command.ts'
import { typed } from '../commands/pars.ts'
import { TestSchool } from '../school.ts'

const JOBS = `  refresh-all-years:
  notices: { job: clear-expired-notices }
  mondays: { job: report, report: lates, folder: { path: out } }`

async function asked(school: TestSchool, words: string[], shell = 'bash') {
  const { code, ...said } = await typed(['completion', shell, '--', ...words], {
    cwd: school.folder,
    env: { PARS_AUTO_CONFIG: school.file },
    clock: () => school.now,
  })
  expect({ code, err: said.err }).toEqual({ code: 0, err: '' })
  return said.out.split('\n').filter(Boolean)
}

const words = async (school: TestSchool, ...typed: string[]) =>
  (await asked(school, typed)).map((line) => line.split('\t')[0])

describe('what may come next', () => {
  test('every command, verb and option of the program', async () => {
    const school = await TestSchool.open(JOBS)
    for (const [name, command] of everyCommand()) {
      const path = name.split(' ')
      expect(await words(school, ...path)).toContain(path.at(-1))
      const given = command.options.map(({ long }) => long)
      expect(await words(school, ...path, '--')).toEqual(expect.arrayContaining(given))
    }
  })

  test('with what it is about behind it', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await asked(school, ['go-'])).toEqual([
      'go-live\tEnd the shadow of a job: from its next run on it acts',
    ])
    expect(await asked(school, ['history', '--con'])).toEqual(['--config\tthe config'])
  })

  test('the jobs of the config, where a job is wanted', async () => {
    const school = await TestSchool.open(JOBS)
    const ids = ['refresh-all-years', 'notices', 'mondays', 'temporary-group-housekeeping']
    for (const command of ['why', 'unlock', 'go-live', 'history'])
      expect(await words(school, command, '')).toEqual(ids)
    expect(await words(school, 'why', 'n')).toEqual(['notices'])
    expect(await words(school, 'pause', '')).toEqual([...ids, 'all'])
    expect(await words(school, 'why', 'notices', '')).toEqual([])
    expect(await words(school, 'job', 'show', '')).toEqual(
      expect.arrayContaining([...ids, 'clear-sync-table']),
    )
    expect(await words(school, 'clear-expired-notices', '--id', '')).toEqual(['notices'])
    expect(await words(school, 'simulate', '--job', 'ref')).toEqual(['refresh-all-years'])
  })

  test('the config that the line itself names', async () => {
    const school = await TestSchool.open(JOBS)
    const other = await TestSchool.open('  another: { job: clear-sync-table }')
    expect(await words(school, 'why', '-c', other.file, 'a')).toEqual(['another'])
    expect(await words(school, 'why', `--config=${other.file}`, 'a')).toEqual(['another'])
    // As bash splits it.
    expect(await words(school, 'why', '--config', '=', other.file, 'a')).toEqual(['another'])
  })

  test('reports, and the jobs that send them', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await words(school, 'report', 'automate', '')).toEqual(Object.keys(reports))
    expect(await words(school, 'report', 'run', 'lat')).toEqual(['lates'])
    expect(await words(school, 'report', 'preview', 'm')).toEqual(expect.arrayContaining(['mondays']))
    expect(await words(school, 'report', 'send', '')).toEqual(['mondays'])
    expect(await words(school, 'report', 'who', '')).toEqual(['mondays'])
  })

  test('the keys of a job, of a mandatory one only those that can be set', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await words(school, 'job', 'set', 'notices', 'c')).toEqual(['cycle=', 'cron='])
    expect(await words(school, 'job', 'set', 'refresh-all-years', 'c')).toEqual([])
    expect(await words(school, 'job', 'set', 'remove-mark-owners', 'o')).toEqual(['olderThanDays='])
    expect(await words(school, 'job', 'set', 'notices', 'at=1:00', 'ti')).toEqual(['timeout='])
  })

  test('the values of an option, in each way to write them', async () => {
    const school = await TestSchool.open(JOBS)
    const all = ['text', 'json', 'sarif', 'github']
    expect(await words(school, 'validate', '--format', '')).toEqual(all)
    expect(await words(school, 'validate', '--format', '=')).toEqual(all)
    expect(await words(school, 'validate', '--format', '=', 's')).toEqual(['sarif'])
    expect(await words(school, 'validate', '--format=s')).toEqual(['--format=sarif'])
  })

  test('an option that was given does not come again, unless it may', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await words(school, 'list', '--json', '--j')).toEqual([])
    expect(await words(school, 'db', 'export', 'x', '--table', 'pupil', '--tab')).toEqual(['--table'])
  })

  test('files and folders, where one is wanted', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await asked(school, ['list', '-c', ''])).toEqual([':files'])
    expect(await asked(school, ['validate', ''])).toEqual([':files'])
    expect(await asked(school, ['db', 'load', ''])).toEqual([':folders'])
    expect(await asked(school, ['show', ''])).toEqual([])
  })

  test('the shells, and the commands that help explains', async () => {
    const school = await TestSchool.open(JOBS)
    expect(await words(school, 'completion', '')).toEqual([...SHELLS])
    expect(await words(school, 'help', 'refresh-all')).toEqual(['refresh-all-years'])
  })
})

test('with a config that is broken or not there the jobs that there are come, and nothing is said', async () => {
  const school = await TestSchool.open(JOBS)
  writeFileSync(school.file, 'jobs: [')
  expect(await words(school, 'why', '')).toEqual(Object.keys(registry))
  expect(await words(school, 'why', '-c', '/nonexistent.yaml', 'refresh-a')).toEqual(['refresh-all-years'])
})

test('two quotes stand for nothing, as PowerShell has to say it', async () => {
  const school = await TestSchool.open(JOBS)
  expect(await asked(school, ['validate', '--format', '""'], 'powershell')).toHaveLength(4)
})

test('nothing secret is printed: of the config only ids', async () => {
  const school = await TestSchool.open(`${JOBS}\n  odd: { job: clear-sync-table, enabled: \${ODD} }`)
  for (const [name] of everyCommand())
    expect((await asked(school, [...name.split(' '), ''])).join()).not.toMatch(/PARS_|\$\{/)
})
