import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { main } from '../../src/main.ts'
import type { TestSchool } from '../school.ts'
import { CTRL_C, DOWN, ENTER, Keyboard, SPACE } from './keyboard.ts'
import { absences, MONDAYS } from './report-school.ts'

const AUTOMATE = ['report', 'automate', 'unexplained-absences']
const WHEN = ['--cycle', 'mon', '--at', '07:30']
const WHOM = ['--to', 'Deputy head']

const configOf = (school: TestSchool) => readFileSync(school.file, 'utf8')

describe('in a script', () => {
  test('adds the job below the others, and everything else stays byte for byte', async () => {
    const school = await absences()
    const before = `# Ours\n${configOf(school).trimEnd()}\n  # That is all\n`
    writeFileSync(school.file, before)
    const { code, out, err } = await school.run(
      ...AUTOMATE,
      'at-least=2',
      ...WHEN,
      ...WHOM,
      '--attach',
      'xlsx',
      '--year',
      '7,8',
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const added = [
      '  unexplained-absences-mondays:',
      '    job: report',
      '    report: unexplained-absences',
      '    parameters: {atLeast: 2}',
      "    select: {year: ['7', '8']}",
      '    cycle: [mon]',
      "    at: '07:30'",
      '    to: Deputy head',
      '    attach: xlsx',
    ]
    expect(configOf(school)).toBe(`${before}${added.join('\n')}\n`)
    expect(out).toContain('It runs Mon 2026-11-30 07:30, Mon 2026-12-07 07:30, Mon 2026-12-14 07:30')
    expect(out).toContain('pars-auto report who unexplained-absences-mondays')
    expect((await school.run('report', 'who', 'unexplained-absences-mondays')).out).toContain('g.grey@')
  })

  test('the job that it adds sends the report when it is due, and not again on the next tick', async () => {
    const school = await absences()
    await school.tick()
    await school.run(...AUTOMATE, ...WHEN, ...WHOM)
    await school.tick('2026-11-29 12:00')
    await school.tick('2026-11-30 07:30')
    await school.tick('2026-11-30 07:31')
    expect(await school.rows('auto_outbox', { kind: 'mail' })).toMatchObject([
      { recipient: 'g.grey@riverside.example' },
    ])
  })

  test('names everything that is missing at once, and changes nothing', async () => {
    const school = await absences()
    const before = configOf(school)
    expect(await school.run(...AUTOMATE)).toMatchObject({
      code: 2,
      err: 'To automate unexplained-absences, say also --cycle, such as mon or every-day; --at, such as 07:30; where it goes: --to, --print or --folder.\n',
    })
    expect(configOf(school)).toBe(before)
  })

  test('says what is wrong with a flag', async () => {
    const school = await absences()
    const wrong = async (...flags: string[]) => {
      const { code, err } = await school.run(...AUTOMATE, ...flags)
      expect(code).toBe(2)
      return err
    }
    expect(await wrong('--cycle', 'mon,fir')).toContain(
      '--cycle must be every-day, weekdays, weekends, or days such as mon,thu',
    )
    expect(await wrong('--at', '25:00')).toContain(
      "--at must be a time such as 07:30, or a list of times, not '25:00'",
    )
    expect(await wrong('--attach', 'doc')).toContain("--attach takes pdf, xlsx, csv and html; 'doc' is none.")
    expect(await wrong('--period', 'lastweek')).toContain('--period takes one of')
    expect(await wrong('atLeast=0')).toContain('atLeast must be a whole number')
    expect(await wrong('--copies', '2')).toContain('--copies belongs to --print.')
    expect(await wrong(...WHEN, ...WHOM, '--id', 'refresh-all-years')).toContain('has a job')
  })

  test('a flag behind the verb is the verb’s, also where the job has one of that name', async () => {
    const school = await absences()
    const heard: string[] = []
    const args = ['report', 'automate', 'unexplained-absences', '--attach', 'doc']
    const given = { cwd: school.folder, env: {}, terminal: {}, out: () => {}, clock: () => school.now }
    const code = await main(args, { ...given, err: (text) => heard.push(text) })
    expect([code, ...heard]).toEqual([2, "--attach takes pdf, xlsx, csv and html; 'doc' is none.\n"])
  })

  test('refuses a job with which the config would have errors, and shows them', async () => {
    const school = await absences()
    const before = configOf(school)
    const { code, err } = await school.run(...AUTOMATE, ...WHEN, ...WHOM, '--id', 'Mondays!')
    expect(code).toBe(3)
    expect(err).toContain('Nothing was changed. With this job the config would have errors:')
    expect(err).toContain("'Mondays!' cannot be the id of a job")
    expect(configOf(school)).toBe(before)
  })

  test('finds an id that is free', async () => {
    const school = await absences()
    for (const [number, at] of [
      ['', '07:30'],
      ['-2', '12:00'],
      ['-3', '16:00'],
    ] as const) {
      const { out, err } = await school.run(...AUTOMATE, '--cycle', 'every-day', '--at', at, ...WHOM)
      expect(err).toBe('')
      expect(out).toContain(`unexplained-absences-daily${number}:\n`)
    }
    const { out } = await school.run(...AUTOMATE, '--cycle', 'mon,thu', '--at', '08:30,13:00', ...WHOM)
    expect(out).toContain(
      "unexplained-absences-mon-thu:\n  job: report\n  report: unexplained-absences\n  cycle: [mon, thu]\n  at: ['08:30', '13:00']",
    )
    expect(out).toContain('It goes out by unexplained-absences-daily, unexplained-absences-daily-2,')
  })

  test('several reports may go out at the same minute', async () => {
    const school = await absences(MONDAYS)
    const { out } = await school.run('report', 'automate', 'lates', ...WHEN, ...WHOM)
    expect(out).toContain('lates-mondays')
    expect(out).not.toContain('clash')
  })

  test('--dry-run shows the change and makes none', async () => {
    const school = await absences()
    const before = configOf(school)
    const { code, out } = await school.run(
      ...AUTOMATE,
      ...WHEN,
      '--folder',
      'reports',
      '--folder-format',
      'csv,pdf',
      '--dry-run',
    )
    expect(code).toBe(0)
    expect(out).toContain('+++ automation.config.yaml\n@@ ')
    expect(out).toContain('\n   refresh-all-years:\n')
    expect(out).toContain('\n+    folder: {path: reports, format: [csv, pdf]}\n')
    expect(out).toContain('Dry run: nothing was written.')
    expect(configOf(school)).toBe(before)
  })

  test('keeps a byte order mark, line ends and a link', async () => {
    const school = await absences()
    const text = `\uFEFF${configOf(school).replaceAll('\n', '\r\n')}`
    const real = path.join(school.folder, 'real.yaml')
    writeFileSync(real, text)
    symlinkSync('real.yaml', path.join(school.folder, 'link.yaml'))
    const file = path.join(school.folder, 'link.yaml')
    expect(
      (await school.run('report', '--config', file, 'automate', 'unexplained-absences', ...WHEN, ...WHOM))
        .code,
    ).toBe(0)
    const after = readFileSync(real, 'utf8')
    expect(after.startsWith(text)).toBe(true)
    expect(after.slice(text.length)).toMatch(/^( {2,4}\S.*\r\n){6}$/)
  })

  test('where there is no place for a job, it says what to write', async () => {
    const school = await absences()
    const text = configOf(school).replace(/jobs:[\s\S]*/, 'jobs: { refresh-all-years: }\n')
    writeFileSync(school.file, text)
    const { code, err } = await school.run(...AUTOMATE, ...WHEN, ...WHOM)
    expect(code).toBe(3)
    expect(err).toContain('Write this below jobs: yourself:\n\nunexplained-absences-mondays:\n  job: report')
    expect(configOf(school)).toBe(text)
  })

  test('a job is automated already', async () => {
    const school = await absences(MONDAYS)
    expect(await school.run('report', 'automate', 'monday-absences')).toMatchObject({
      code: 2,
      err: 'monday-absences is a job already: it sends unexplained-absences.\n',
    })
  })
})

describe('at a terminal', () => {
  async function seated(...answers: [string, ...string[]][]) {
    const school = await absences()
    const keyboard = new Keyboard(...answers)
    school.world = { terminal: keyboard.terminal }
    return { school, keyboard, before: configOf(school) }
  }

  test('asks for what is missing, shows what it will add, and adds it', async () => {
    const { school, keyboard, before } = await seated(
      ['On which days', DOWN, ENTER],
      ['At what time?', ENTER],
      ['How is it to go out?', ENTER],
      ['To whom?', 'Deputy head', ENTER],
      ['while nobody has that role?', 'office@riverside.example', ENTER],
      ['Files to go with the mail', SPACE, ENTER],
      ['Which days is it to cover', ENTER],
      ['atLeast:', '\u007F', '3', ENTER],
      ['withO:', ENTER],
      ['About which pupils?', DOWN, ENTER],
      ['Which? With commas', '7, 8', ENTER],
      ['nothing to show?', DOWN, ENTER],
      ['What is the job to be called?', ENTER],
      ['Add it to automation.config.yaml?', ENTER],
    )
    const { code, out } = await school.run(...AUTOMATE)
    expect({ code, left: keyboard.left }).toEqual({ code: 0, left: [] })
    expect(configOf(school).slice(before.length)).toBe(
      [
        '  unexplained-absences-fridays:',
        '    job: report',
        '    report: unexplained-absences',
        '    parameters: {atLeast: 3}',
        "    select: {year: ['7', '8']}",
        '    cycle: [fri]',
        "    at: '07:30'",
        '    onlyIfRows: true',
        '    to: Deputy head',
        '    otherwise: office@riverside.example',
        '    attach: pdf',
        '',
      ].join('\n'),
    )
    expect(keyboard.shown).toContain('It runs Fri 2026-11-27 07:30')
    expect(out).toContain('unexplained-absences-fridays is in automation.config.yaml now.')
  })

  test('asks nothing when all was said, but whether to do it', async () => {
    const { school, keyboard, before } = await seated(['Add it to', 'n'])
    expect(await school.run(...AUTOMATE, ...WHEN, ...WHOM)).toMatchObject({
      code: 0,
      out: 'Nothing was changed.\n',
    })
    expect(keyboard.left).toEqual([])
    expect(configOf(school)).toBe(before)
  })

  test('Ctrl+C ends it, and nothing was changed', async () => {
    const { school, before } = await seated(['On which days', CTRL_C])
    expect(await school.run(...AUTOMATE)).toMatchObject({ code: 130, err: 'Nothing was changed.\n' })
    expect(configOf(school)).toBe(before)
  })

  test('takes no answer that the config would not take', async () => {
    const { school, keyboard } = await seated(
      ['At what time?', '\u007F', '\u007F', 'x', ENTER],
      ['a time such as 07:30', CTRL_C],
    )
    expect((await school.run(...AUTOMATE, '--cycle', 'mon')).code).toBe(130)
    expect(keyboard.left).toEqual([])
  })

  test('changes nothing when somebody else changed the file meanwhile', async () => {
    const { school, keyboard, before } = await seated()
    const changed = `${before}# Somebody else\n`
    const patient = new Keyboard(['Add it to', 'y'])
    school.world = { terminal: patient.terminal }
    const shown = patient.terminal.output!
    const write = shown.write.bind(shown)
    shown.write = ((chunk: string) => {
      if (chunk.includes('Add it to')) writeFileSync(school.file, changed)
      return write(chunk)
    }) as never
    expect(await school.run(...AUTOMATE, ...WHEN, ...WHOM)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Somebody changed automation.config.yaml meanwhile'),
    })
    expect(configOf(school)).toBe(changed)
    expect(keyboard.left).toEqual([])
  })
})
