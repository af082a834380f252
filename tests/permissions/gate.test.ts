import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { thisHost } from '../../src/runner/host.ts'
import { isSqlServer, SERVER } from '../database.ts'
import { TestSchool } from '../school.ts'
import { at, granted } from './people.ts'

const JOBS = `  refresh-all-years:
  clear-sync-table: { enabled: false }
  temporary-group-housekeeping: { at: '12:30', keepHours: 24 }`

const audited = (school: TestSchool) =>
  school.rows<{ person: string; command: string; refused: number; detail: string }>(own('audit'))

async function schoolOf(rest: string, account = 'b.khan'): Promise<TestSchool> {
  const school = await TestSchool.open(JOBS, { rest })
  at(school, { account })
  return school
}

describe('who is refused', () => {
  test('is told who he is taken for, what is missing, and where it is granted', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'] }))
    expect(await school.run('approve', '12')).toEqual({
      code: 9,
      out: '',
      err: [
        'Not permitted: approve needs "Setup automation jobs".',
        'You are taken for b.khan, the account that this runs under, who has "Access automation control".',
        'It is granted in automation.config.yaml, under permissions.setup, or in PARS by what the table automation_grant shows.',
        'This is on record: pars-auto audit',
        '',
      ].join('\n'),
    })
  })

  test('is on record, with what was asked for as far as it is about nobody', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'] }))
    await school.run('unlock', 'refresh-all-years')
    await school.run('sms', 'test', '07700 900123')
    await school.run('sms', 'send', '--pupil', '1', '--text', 'Ada is not in school')
    expect((await audited(school)).map(({ command, detail, refused }) => [command, detail, refused])).toEqual(
      [
        ['unlock', 'Needs "Setup automation jobs". Asked for: refresh-all-years.', 1],
        ['sms test', 'Needs "Setup automation jobs".', 1],
        ['sms send', 'Needs "Setup automation jobs".', 1],
      ],
    )
  })

  test('is refused also where it cannot be recorded', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'] }))
    await school.run('list')
    school.world = {
      ...school.world,
      onStatement: (sql) => {
        if (sql.includes(school.statement('insert into', own('audit')))) throw new Error('the disk is full')
      },
    }
    const { code, err } = await school.run('approve', '1')
    expect(code).toBe(9)
    expect(err).toContain('This could not be recorded.')
  })

  test('may be granted it by PARS, through the table', async () => {
    const school = await schoolOf(granted({ service: ['svc'] }))
    expect((await school.run('list')).code).toBe(9)
    await school.add('automation_grant', { account: 'RIVERSIDE\\b.khan', permission: 'access' })
    expect((await school.run('list')).code).toBe(9)
    at(school, { account: 'b.khan', full: 'RIVERSIDE\\b.khan' })
    expect((await school.run('list')).code).toBe(0)
  })

  test('is refused under the last valid config, too, while the file is broken', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'] }))
    await school.tick()
    school.configure('  refresh-all-years: { at: 25:00 }', granted({ setup: ['b.khan'] }))
    expect((await school.run('resume')).code).toBe(9)
  })
})

describe('while nobody has said who may do what', () => {
  test('everybody may do everything, until the first row of the table says otherwise', async () => {
    const school = await schoolOf('')
    expect((await school.run('resume')).code).toBe(0)
    await school.add('automation_grant', { account: 'a.jones', permission: 'setup' })
    expect((await school.run('resume')).code).toBe(9)
  })

  test('a database in which the table was never mapped says nothing', async ({ skip }) => {
    skip(
      SERVER !== undefined && !(await isSqlServer()),
      'only of SQL Server: this server has other words for what is missing',
    )
    const school = await schoolOf('')
    await school.database.lose('automation_grant')
    expect((await school.run('list')).code).toBe(0)
  })
})

describe('a job by hand', () => {
  test('runs as it is configured for whoever has access', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'] }))
    expect((await school.run('temporary-group-housekeeping')).code).toBe(0)
    expect(await audited(school)).toEqual([])
  })

  test.each([
    ['with another parameter', ['temporary-group-housekeeping', '--keep-hours', '12'], 'with --keep-hours'],
    ['that is switched off', ['clear-sync-table'], 'not switched on in the config'],
    ['that is not in the config', ['clear-expired-notices'], 'not switched on in the config'],
  ])('%s needs setup, and is on record', async (_name, args, words) => {
    const school = await schoolOf(granted({ access: ['b.khan'], setup: ['a.jones'] }))
    expect((await school.run(...(args as [string]))).code).toBe(9)
    expect((await school.run(...(args as [string]), '--dry-run')).code).toBe(0)
    at(school, { account: 'a.jones' })
    expect((await school.run(...(args as [string]))).code).toBe(0)
    expect((await audited(school)).at(-1)).toMatchObject({
      person: 'a.jones',
      refused: 0,
      detail: `${args[0]} by hand, ${words}`,
    })
  })
})

describe('run-due', () => {
  test('runs for the account that the config names, and for nobody else, whatever he holds', async () => {
    const school = await schoolOf(granted({ access: ['b.khan'], setup: ['b.khan'], service: ['svc'] }))
    const refused = await school.tick('2026-11-23 12:30')
    expect(refused).toMatchObject({ code: 9, err: expect.stringContaining('permissions.service.') })
    expect(await school.slots()).toEqual([])
    at(school, { account: 'svc' })
    expect((await school.tick()).code).toBe(0)
    expect((await school.run('list')).code).toBe(9)
  })

  test('under a wrong account is on record once an hour, not every minute', async () => {
    const school = await schoolOf(granted({ service: ['svc'] }))
    for (const time of ['12:30', '12:31', '13:29', '13:31']) await school.tick(`2026-11-23 ${time}`)
    expect((await audited(school)).map(({ command }) => command)).toEqual(['run-due', 'run-due'])
  })
})

describe('pars-auto permissions', () => {
  test('says who somebody is taken for, what he may do, and who says so', async () => {
    const school = await schoolOf(granted({ setup: ['b.khan'] }))
    await school.add('automation_grant', { account: 'b.khan', permission: 'personal' })
    expect((await school.run('permissions')).out).toBe(
      [
        'You are taken for b.khan, the account that this runs under.',
        '  Permission                      By',
        '  Access automation control  yes  Setup automation jobs',
        '  Setup automation jobs      yes  permissions.setup in automation.config.yaml',
        '  View personal data         yes  the table automation_grant',
        'Which command needs which: docs/permissions.md',
        '',
      ].join('\n'),
    )
  })

  test('is for everybody, and says so when nobody has said anything', async () => {
    const school = await schoolOf(granted({ setup: ['a.jones'] }))
    const { permissions } = JSON.parse((await school.run('permissions', '--json')).out)
    expect(permissions).toEqual({
      access: { may: false, by: null },
      setup: { may: false, by: null },
      personal: { may: false, by: null },
    })
    school.configure(JOBS)
    expect((await school.run('permissions')).out).toContain('Nobody has said who may do what')
  })

  test('whoever types is who the operating system says', async () => {
    const school = await TestSchool.open(JOBS)
    expect(JSON.parse((await school.run('permissions', '--json')).out).person).toBe(thisHost().person)
  })
})
