import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { main } from '../../src/main.ts'
import { absences, MONDAYS, TUTORS } from './report-school.ts'

const read = (school: { folder: string }, file: string) =>
  readFileSync(path.join(school.folder, file), 'utf8')

/** A terminal that keeps what is written to it. */
function terminal() {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  return { stream, shown: () => text }
}

describe('report list', () => {
  test('has every report with what it usually covers, and the jobs that send one', async () => {
    const school = await absences(MONDAYS)
    const { code, out } = await school.run('report', 'list')
    expect(code).toBe(0)
    expect(out).toMatch(/^Attendance\n {2}unexplained-absences {2}last-week\n {4}Pupils with absences/m)
    expect(out).toContain('monday-absences  unexplained-absences\n    Mondays at 07:30: mail to Deputy head')
  })

  test('of one says what can be set, what it shows and what to type', async () => {
    const school = await absences(MONDAYS)
    const { out } = await school.run('report', 'list', 'unexplained-absences')
    expect(out).toContain('Covers      last-week, the last whole week')
    expect(out).toMatch(/Parameters {2}atLeast=1 {4}Only pupils .* A whole number, at least/)
    expect(out).toContain('Columns     Surname, Forename, Sessions, First, Last')
    expect(out).toContain('pars-auto report run unexplained-absences atLeast=1')
    expect((await school.run('report', 'list', 'monday-absences')).out).toBe(out)
  })

  test('has the same as JSON', async () => {
    const school = await absences(MONDAYS)
    const { reports, jobs } = JSON.parse((await school.run('report', 'list', '--json')).out)
    expect(reports[0]).toMatchObject({
      name: 'unexplained-absences',
      period: 'last-week',
      parameters: [{ name: 'atLeast', default: 1 }, { name: 'withO' }],
    })
    expect(jobs).toEqual([
      expect.objectContaining({ job: 'monday-absences', to: ['Deputy head'], schedule: 'Mondays at 07:30' }),
    ])
  })

  test('needs neither a valid config nor a database', async () => {
    const school = await absences('  nothing-like-this: {}\n')
    expect(await school.run('report', 'list')).toMatchObject({ code: 0, err: '' })
    expect((await school.run('report', '--config', 'missing.yaml', 'list')).code).toBe(0)
  })

  test('has the SQL files beside the config, and names those with errors', async () => {
    const school = await absences()
    mkdirSync(path.join(school.folder, 'reports'))
    const good = '/*\ntitle: Birthdays\ncolumns:\n  surname: Surname\n*/\nSELECT surname FROM pupil\n'
    writeFileSync(path.join(school.folder, 'reports/birthdays.sql'), good)
    writeFileSync(path.join(school.folder, 'broken.sql'), 'SELECT 1')
    const { code, out, err } = await school.run('report', 'list')
    expect(code).toBe(0)
    expect(out).toContain('Your own\n  reports/birthdays.sql')
    expect(err).toBe('broken.sql is no report as it stands. Why: pars-auto report list broken.sql\n')
    expect((await school.run('report', 'list', 'broken.sql')).code).toBe(3)
    expect((await school.run('report', 'run', 'reports/birthdays.sql')).out).toContain('Test')
  })
})

describe('report run', () => {
  test('shows the report of its usual period', async () => {
    const school = await absences()
    const { code, out, err } = await school.run('report', 'run', 'unexplained-absences')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Monday 16 to Sunday 22 November 2026')
    expect(out).toMatch(/Ada[\s\S]*Ben/)
  })

  test.each([
    ['a parameter as it is called', ['atLeast=2'], ['Ada']],
    ['a parameter with hyphens', ['at-least=2'], ['Ada']],
    ['a group', ['--group', '8A'], ['Ben']],
    ['several with commas, and again', ['--group', '7A,7B', '--group', '8A'], ['Ada', 'Ben']],
    ['a year', ['--year', '7'], ['Ada']],
    ['another period', ['--period', '2026-11-09..2026-11-13'], ['Ben']],
    ['another day that it is made for', ['--for', '2026-11-16'], ['Ben']],
  ])('goes by %s', async (_what, flags, names) => {
    const school = await absences()
    const { code, out } = await school.run('report', 'run', 'unexplained-absences', ...flags)
    expect(code).toBe(0)
    expect(out.match(/Ada|Ben/g)).toEqual(names)
  })

  test('takes the settings of a job, and what is said goes before them', async () => {
    const school = await absences(MONDAYS)
    const names = async (...args: string[]) =>
      (await school.run('report', 'run', 'monday-absences', ...args)).out.match(/Ada|Ben/g)
    expect(await names()).toEqual(['Ada'])
    expect(await names('at-least=1')).toEqual(['Ada', 'Ben'])
  })

  test.each([
    [['unexplaned-absences'], "There is no report 'unexplaned-absences'. Did you mean unexplained-absences?"],
    [['unexplained-absences', 'atleats=2'], "has no parameter 'atleats'. Did you mean atLeast?"],
    [['unexplained-absences', 'year=7'], 'It has: atLeast, withO.'],
    [['unexplained-absences', 'atLeast=0'], "atLeast must be a whole number, at least 1, not '0'."],
    [['unexplained-absences', 'withO=maybe'], "withO must be true or false, not 'maybe'."],
    [['unexplained-absences', '3'], "Parameters are given as name=value, such as atLeast=1; '3' is none."],
    [['unexplained-absences', '--period', 'lastweek'], '--period takes one of today, yesterday'],
    [['unexplained-absences', '--period', 'last-term'], 'The calendar has no last-term for 2026-11-23'],
    [['unexplained-absences', '--for', '23/11/2026'], "--for takes a date such as 2026-11-23; '23/11/2026'"],
    [['unexplained-absences', '--out', 'absences.doc'], 'absences.doc: as what? Say --format'],
  ])('says in words what is wrong with %s', async (args, words) => {
    const school = await absences()
    const said = await school.run('report', 'run', ...args)
    expect(said).toMatchObject({ code: 2, out: '' })
    expect(said.err).toContain(words)
  })

  test('says everything that is wrong at once', async () => {
    const school = await absences()
    const { err } = await school.run(
      'report',
      'run',
      'unexplained-absences',
      'atLeast=x',
      'foo=1',
      'withO=yes',
    )
    expect(err.trim().split('\n')).toHaveLength(2)
  })
})

describe('report run --out', () => {
  test('writes what the ending of the file says, and says so', async () => {
    const school = await absences()
    const { code, out, err } = await school.run('report', 'run', 'unexplained-absences', '--out', 'a.csv')
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'a.csv: 2 pupils, 1KB\n' })
    expect(read(school, 'a.csv')).toMatch(/^\uFEFFYear group,Registration group,Surname/)
    await school.run('report', 'run', 'unexplained-absences', '--out', 'a.html')
    expect(read(school, 'a.html')).toMatch(/^<!doctype html>/i)
  })

  test('replaces a file that is there and keeps its mode', async () => {
    const school = await absences()
    const file = path.join(school.folder, 'a.csv')
    writeFileSync(file, 'old')
    chmodSync(file, 0o640)
    expect((await school.run('report', 'run', 'unexplained-absences', '--out', 'a.csv')).code).toBe(0)
    expect(read(school, 'a.csv')).toContain('Ada')
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  test('leaves the old file, and nothing else, when it fails half-way', async () => {
    const school = await absences()
    writeFileSync(path.join(school.folder, 'a.csv'), 'old')
    writeFileSync(
      path.join(school.folder, 'own.sql'),
      "/*\ntitle: Own\ncolumns:\n  n: N\n*/\nSELECT abs(CASE admission_number WHEN '000002' THEN -9223372036854775807 - 1 ELSE 1 END) AS n FROM pupil ORDER BY id\n",
    )
    const said = await school.run('report', 'run', 'own.sql', '--out', 'a.csv')
    expect(said.code).not.toBe(0)
    expect(read(school, 'a.csv')).toBe('old')
    expect(readdirSync(school.folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  test('in a folder, it is called by its title and its days', async () => {
    const school = await absences()
    mkdirSync(path.join(school.folder, 'out'))
    const said = await school.run('report', 'run', 'unexplained-absences', '--out', 'out', '--format', 'csv')
    expect(said.err).toContain('2 pupils')
    expect(readdirSync(path.join(school.folder, 'out'))).toEqual([
      'Unexplained absences 2026-11-16 to 2026-11-22.csv',
    ])
  })

  test('says that there is no such folder', async () => {
    const school = await absences()
    expect(await school.run('report', 'run', 'unexplained-absences', '--out', 'no/a.csv')).toMatchObject({
      code: 1,
      err: expect.stringContaining('a.csv was not written: there is no such folder.'),
    })
  })
})

/** A report of the school's own with 2,000 rows, as both databases understand it. */
const NUMBERS = `/*
title: Numbers
rowName: [number, numbers]
columns:
  n: N
*/
WITH d AS (${Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ')})
SELECT 1000 * a.n + 100 * b.n + 10 * c.n + d.n + 1 AS n FROM d AS a, d AS b, d AS c, d WHERE a.n < 2
`

describe('report run to standard output', () => {
  test('gives bytes to another program, and leaves it open', async () => {
    const school = await absences()
    const stdout = new PassThrough()
    school.world = { stdout }
    const { code, err } = await school.run('report', 'run', 'unexplained-absences', '--format', 'csv')
    expect({ code, err, open: stdout.writable }).toEqual({ code: 0, err: '', open: true })
    expect(String(stdout.read())).toContain('Ada')
  })

  test('puts no spreadsheet and no PDF on a terminal', async () => {
    const school = await absences()
    school.world = { terminal: { output: terminal().stream } }
    for (const format of ['xlsx', 'pdf'])
      expect(await school.run('report', 'run', 'unexplained-absences', '--format', format)).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining(`--out unexplained-absences.${format}`),
      })
  })

  test('ends quietly when the reader has seen enough', async () => {
    const school = await absences()
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(gone) })
    stdout.on('error', () => {})
    school.world = { stdout }
    expect(await school.run('report', 'run', 'unexplained-absences')).toMatchObject({ code: 0, err: '' })
  })

  test('waits for a slow reader', async () => {
    const school = await absences()
    let waiting = 0
    let most = 0
    const stdout = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        setImmediate(() => {
          waiting -= 1
          done()
        })
      },
    })
    const write = stdout.write.bind(stdout) as (chunk: unknown) => boolean
    stdout.write = ((chunk: unknown) => {
      waiting += 1
      most = Math.max(most, waiting)
      return write(chunk)
    }) as never
    school.world = { stdout }
    await school.run('report', 'run', 'unexplained-absences')
    expect(most).toBe(1)
  })

  test('shows on a terminal how far a long one is, and nothing of it stays', async () => {
    const school = await absences()
    writeFileSync(path.join(school.folder, 'own.sql'), NUMBERS)
    const { stream, shown } = terminal()
    let looks = 0
    school.world = { terminal: { errors: stream }, clock: () => school.now + 1000 * looks++ }
    expect((await school.run('report', 'run', 'own.sql', '--out', 'a.csv')).code).toBe(0)
    expect(shown()).toContain('\r\u001B[KNumbers: 1,500 numbers …')
    expect(shown().endsWith('\r\u001B[K')).toBe(true)
  })

  test('stops when it is asked to, and leaves no file', async () => {
    const school = await absences()
    writeFileSync(path.join(school.folder, 'own.sql'), NUMBERS)
    school.world = { stop: AbortSignal.abort('SIGINT') }
    expect((await school.run('report', 'run', 'own.sql', '--out', 'a.csv')).code).toBe(130)
    expect(readdirSync(school.folder).filter((name) => name.startsWith('a.csv'))).toEqual([])
  })
})

describe('report preview', () => {
  test('writes the mail of a report to a file', async () => {
    const school = await absences()
    const { code, out } = await school.run('report', 'preview', 'unexplained-absences', '--out', 'a.html')
    expect(code).toBe(0)
    expect(out).toContain('a.html')
    expect(read(school, 'a.html')).toMatch(/Ada[\s\S]*Ben/)
    expect(read(school, 'a.html')).not.toContain('cid:')
  })

  test('of a job shows the first mail, with subject, recipient and files', async () => {
    const school = await absences(MONDAYS)
    const { code, out, err } = await school.run('report', 'preview', 'monday-absences', '--out', '-')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Ada')
    expect(out).not.toContain('Ben')
    const said = await school.run('report', 'preview', 'monday-absences', '--out', 'a.html')
    expect(said.err).toContain('To: g.grey@riverside.example')
    expect(said.err).toMatch(/With: Unexplained absences.*\.csv/)
  })

  test('of a job that splits its report shows a part', async () => {
    const school = await absences(TUTORS)
    const { out } = await school.run('report', 'preview', 'tutors', '--part', '8a', '--out', '-')
    expect(out).toContain('Ben')
    expect(out).not.toContain('Ada')
    expect(await school.run('report', 'preview', 'tutors', '--part', '9Z')).toMatchObject({
      code: 1,
      err: 'Nothing goes out for the part 9Z. There are: 7A, 8A.\n',
    })
  })

  test('sends nothing', async () => {
    const school = await absences(MONDAYS)
    await school.run('report', 'preview', 'monday-absences', '--out', 'a.html')
    expect(await school.rows(own('outbox'))).toEqual([])
  })

  test.skipIf(process.platform !== 'linux')(
    'opens it where there is a desktop, and not on a server',
    async () => {
      const school = await absences()
      const opener = path.join(school.folder, 'xdg-open')
      const opened = path.join(school.folder, 'opened')
      writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`, {
        mode: 0o755,
      })
      const run = (env: NodeJS.ProcessEnv, ...args: string[]) => {
        school.world = {
          env: { PATH: `${school.folder}:${process.env.PATH}`, ...env },
          terminal: { output: terminal().stream },
        }
        return school.run('report', 'preview', 'unexplained-absences', '--out', 'a b.html', ...args)
      }
      expect((await run({})).out).toContain('Open it in any browser.')
      expect((await run({ DISPLAY: ':0' }, '--no-open')).out).toContain('Open it in any browser.')
      expect((await run({ DISPLAY: ':0' })).out).toContain('It is open in your browser.')
      await expect.poll(() => readdirSync(school.folder)).toContain('opened')
      expect(readFileSync(opened, 'utf8')).toBe(path.join(school.folder, 'a b.html'))
    },
  )
})

describe('report who', () => {
  test('says who gets which part, whose role it is, and what went elsewhere', async () => {
    const school = await absences(TUTORS)
    const { code, out } = await school.run('report', 'who', 'tutors')
    expect(code).toBe(0)
    expect(out).toContain('Unexplained absences, Monday 16 to Sunday 22 November 2026: 2 pupils')
    expect(out).toMatch(/7A +1 +mail +h\.hill@riverside\.example/)
    expect(out).toMatch(/8A +1 +mail +office@riverside\.example/)
    expect(out).toContain('What is for the tutor for 8A goes to the address in otherwise')
    expect(await school.rows(own('outbox'))).toEqual([])
  })

  test('has the roles and the files, as JSON as well, and of one part only', async () => {
    const school = await absences(MONDAYS + TUTORS)
    const { outgoing } = JSON.parse((await school.run('report', 'who', 'monday-absences', '--json')).out)
    expect(outgoing).toEqual([
      expect.objectContaining({
        ...{ rows: 1, way: 'mail', recipient: 'g.grey@riverside.example', role: 'Deputy head' },
        files: [expect.stringMatching(/^Unexplained absences.*\.csv$/)],
      }),
    ])
    const part = JSON.parse((await school.run('report', 'who', 'tutors', '--part', '7A', '--json')).out)
    expect(part.outgoing).toHaveLength(1)
  })

  test('is for another day, and for a period that went out before', async () => {
    const school = await absences(TUTORS)
    expect((await school.run('report', 'who', 'tutors', '--for', '2026-11-16')).out).toMatch(/8A +1 /)
    expect((await school.run('report', '--id', 'tutors')).code).toBe(0)
    const { out } = await school.run('report', 'who', 'tutors')
    expect(out).toMatch(/7A +1 +mail/)
    expect(out).toContain('It went out for this period on Mon 2026-11-23 12:00')
  })

  test('says that nothing would go out, and that a job is switched off', async () => {
    const school = await absences(
      TUTORS.replace(
        'onlyIfRows: true',
        'onlyIfRows: true\n    enabled: false\n    parameters: { atLeast: 9 }',
      ),
    )
    const { code, out } = await school.run('report', 'who', 'tutors')
    expect(code).toBe(0)
    expect(out).toContain('Nothing to show, and so nothing to send.')
    expect(out).toContain('The job tutors is switched off')
    expect(out).not.toContain('To see what they get')
    expect(await school.run('report', 'preview', 'tutors', '--part', '7A')).toMatchObject({
      code: 1,
      err: 'Nothing to show, and so nothing to send.\n',
    })
  })

  test('names the report jobs there are', async () => {
    const school = await absences(TUTORS)
    expect(await school.run('report', 'who', 'unexplained-absences')).toMatchObject({
      code: 2,
      err: 'The config has no report job unexplained-absences. Its report jobs: tutors.\n',
    })
  })
})

test('the help begins with the verbs and fits a terminal of 80 columns', async () => {
  const school = await absences()
  const verbs = ['', 'list', 'run', 'preview', 'who', 'automate', 'send']
  for (const verb of verbs) {
    const { code, out } = await school.run('report', ...(verb ? [verb] : []), '--help')
    expect(code).toBe(0)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
  }
  const { out } = await school.run('report', '--help')
  expect(out.indexOf('run <name>')).toBeLessThan(out.indexOf('--split-by'))
})

test.each([
  [['report', 'lsit'], "error: report has no verb 'lsit'. Did you mean list?\n"],
  [['outbox', 'xyz'], "error: outbox has no verb 'xyz'. It has: "],
])('%s is refused with the verbs there are', async (args, words) => {
  const school = await absences(MONDAYS)
  const heard: string[] = []
  const given = { cwd: school.folder, env: {}, terminal: {}, out: () => {}, clock: () => school.now }
  expect(await main(args, { ...given, err: (text) => heard.push(text) })).toBe(2)
  expect(heard.join('')).toContain(words)
  expect(heard.join('')).toContain(`Run pars-auto ${args[0]} --help to see what there is.`)
  expect(await school.rows(own('outbox'))).toEqual([])
})
