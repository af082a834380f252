import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { registry } from '../../src/jobs/index.ts'
import { main } from '../../src/main.ts'
import { serverEnv } from '../database.ts'
import { TestSchool } from '../school.ts'
import { pars } from './pars.ts'

describe('the command line', () => {
  test('--help ends with 0, fits 80 columns, and names every job', async () => {
    const { code, out } = await pars('--help')
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    for (const name of Object.keys(registry)) expect(out).toContain(`  ${name} `)
  })

  /** What takes more than a word to say is for the config alone. */
  const withoutFlag = ['registers', 'clocks', 'database', 'parameters', 'select', 'print', 'folder']

  test.each(Object.keys(registry))('%s --help shows its parameters as flags', async (name) => {
    const { code, out } = await pars(name, '--help')
    expect(code).toBe(0)
    const params = Object.keys(registry[name]!.params.shape)
    for (const param of params.filter((one) => !withoutFlag.includes(one)))
      expect(out).toContain(`--${param.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
  })

  test('an unknown command is exit 2, with the nearest that there is', async () => {
    expect(await pars('lst')).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean list?') })
  })

  test('an unknown flag, a missing argument and one too many are exit 2', async () => {
    for (const args of [['list', '--nope'], ['why'], ['list', 'what']])
      expect((await pars(...args)).code).toBe(2)
  })

  test('nothing at all prints the help', async () => {
    expect(await pars()).toMatchObject({ err: expect.stringContaining('Usage: pars-auto') })
  })

  test('a config that is not there is exit 3, in words', async () => {
    expect(await pars('list')).toMatchObject({
      code: 3,
      err: expect.stringContaining('the file does not exist'),
    })
  })

  test('$PARS_AUTO_CONFIG names the config when no flag does', async () => {
    const school = await TestSchool.open('  clear-expired-notices:')
    let out = ''
    const code = await main(['list'], {
      env: { ...serverEnv, PARS_AUTO_CONFIG: school.file },
      cwd: '/',
      clock: () => school.now,
      stop: new AbortController().signal,
      out: (text) => {
        out += text
      },
    })
    expect(code).toBe(0)
    expect(out).toContain('clear-expired-notices')
  })
})

describe('a job by hand', () => {
  const NOTICES = 'clear-expired-notices'

  test('uses up no slot', async () => {
    const school = await TestSchool.open(`  ${NOTICES}: { at: '12:03' }`)
    await school.tick()
    expect((await school.run(NOTICES)).code).toBe(0)
    await school.tickUntil('2026-11-23 12:03')
    expect(await school.slotStates(NOTICES)).toEqual(['2026-11-23T12:03 done'])
    expect(await school.runs(NOTICES)).toHaveLength(2)
  })

  test('that is not in the config runs with its defaults', async () => {
    const school = await TestSchool.open('  refresh-all-years:')
    expect(await school.run(NOTICES)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing to change.'),
    })
  })

  test('of which the config has several asks which', async () => {
    const school = await TestSchool.open(
      `  one: { job: ${NOTICES}, at: '12:01' }\n  two: { job: ${NOTICES}, at: '12:02' }`,
    )
    expect(await school.run(NOTICES)).toMatchObject({ code: 2, err: expect.stringContaining('one, two') })
    expect((await school.run(NOTICES, '--id', 'two')).code).toBe(0)
    expect((await school.runs('two'))[0]?.started_by).not.toBe('schedule')
    expect(await school.run(NOTICES, '--id', 'three')).toMatchObject({
      code: 2,
      err: expect.stringContaining('It has: one, two'),
    })
  })

  test('as a dry run shows the rows as a diff with --verbose', async () => {
    const school = await TestSchool.open('  refresh-all-years:')
    await school.pupil('Ada')
    const { out } = await school.run('refresh-all-years', '--dry-run', '--verbose')
    expect(out).toContain('+ pupil_group kind=all-years name=All Years made_by=pars-auto')
    expect(out).toContain('+ group_member group_id=new pupil_id=1')
    expect(out).toContain('Dry run: nothing was written.')
    expect(await school.rows('pupil_group')).toEqual([])
  })

  test('stops between statements at Ctrl+C, changes nothing and ends with 130', async () => {
    const school = await TestSchool.open(`  ${NOTICES}:`)
    await school.add('notice', {
      title: '',
      body: '',
      created_at: '2026-01-01T00:00:00.000Z',
      expires_on: '2026-01-01',
    })
    const stop = new AbortController()
    school.world = {
      stop: stop.signal,
      onStatement: (sql) => {
        if (sql.includes(school.statement('insert into', own('lease')))) stop.abort('SIGINT')
      },
    }
    expect((await school.run(NOTICES)).code).toBe(130)
    expect(await school.rows('notice')).toHaveLength(1)
    expect((await school.runs(NOTICES)).map(({ state, message }) => [state, message])).toEqual([
      ['failed', 'The program was asked to stop.'],
    ])
    expect(await school.rows('auto_lease')).toEqual([])
  })
})

test('whoever reads along may go away: the program ends as it would have', async () => {
  const program = path.join(import.meta.dirname, '../../bin/pars-auto.js')
  const child = spawn(process.execPath, [program, '--help'])
  let err = ''
  child.stderr.on('data', (text) => {
    err += text
  })
  child.stdout.destroy()
  const [code] = await once(child, 'close')
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
