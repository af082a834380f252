import { readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { believed, noteFile } from '../../bin/idle.js'
import { idle } from '../idle.ts'
import { MONDAY, ScanSchool } from '../scan/school.ts'
import { at, TestSchool } from '../school.ts'

const JOB = 'clear-expired-notices'
const shared = (time: string, more = '') => `jobs:\n  ${JOB}: { at: '${time}'${more} }\n`

/** A school at noon that extends a file beside it. */
async function extending(
  text: string,
  jobs = '  remove-mark-owners: { olderThanDays: 30 }',
): Promise<TestSchool & { trust: string }> {
  const school = await TestSchool.open(jobs, { rest: 'extends: trust.yaml\n' })
  const trust = path.join(school.folder, 'trust.yaml')
  writeFileSync(trust, text)
  return Object.assign(school, { trust })
}

/** As an editor saves it: a moment later, so that its state is another one. */
function edit(file: string, text: string): void {
  writeFileSync(file, text)
  utimesSync(file, 1, 1)
}

describe('a change of the shared file', () => {
  test('is seen by the idle note', async () => {
    const school = await extending(shared('13:00'))
    await school.tick()
    const isIdle = () => idle(['run-due', '--config', school.file], at('2026-11-23 12:01'))
    expect(isIdle()).toBe(true)
    edit(school.trust, shared('12:01'))
    expect(isIdle()).toBe(false)
    await school.tick('2026-11-23 12:01')
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T12:01 done'])
  })

  test('is seen by the prepared look', async () => {
    const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
    const trust = path.join(school.folder, 'trust.yaml')
    writeFileSync(school.file, `extends: trust.yaml\n${readFileSync(school.file, 'utf8')}`)
    writeFileSync(trust, 'schoolHours: 08:00-17:00\n')
    await school.tickUntil(`${MONDAY} 08:01`)
    const note = () => believed(school.file, at(`${MONDAY} 08:02`))
    expect(note()?.look).toBeDefined()
    edit(trust, 'schoolHours: 09:00-17:00\n')
    expect(note()).toBeUndefined()
  })
})

describe('without its shared file', () => {
  test('a school goes on with the last config that was valid, says so, and ends with 3', async () => {
    const school = await extending(shared('13:00'))
    await school.tick()
    edit(school.trust, 'jobs: [\n')
    const { code } = await school.tick('2026-11-23 13:00')
    expect(code).toBe(3)
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T13:00 done'])
    expect(await school.alerts()).toMatchObject([
      { message: expect.stringContaining('Line 1 of trust.yaml') },
    ])
    edit(school.trust, shared('13:00'))
    expect((await school.tick('2026-11-23 13:02')).code).toBe(0)
  })

  test('also when that file said where the database is', async () => {
    const school = await extending(shared('13:00'))
    const text = readFileSync(school.file, 'utf8')
    writeFileSync(school.file, text.replace(school.database.section, ''))
    writeFileSync(school.trust, school.database.section + shared('13:00'))
    expect((await school.tick()).code).toBe(0)
    rmSync(school.trust)
    expect((await school.tick('2026-11-23 13:00')).code).toBe(3)
    expect(await school.slotStates(JOB)).toEqual(['2026-11-23T13:00 done'])
  })
})

describe('commands that change the config', () => {
  test('job set changes the school’s own file, and says that the other stays', async () => {
    const school = await extending(shared('13:00'))
    const { code, out } = await school.run('job', 'set', JOB, 'at=14:00')
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('trust.yaml stays as it is'),
    })
    expect(readFileSync(school.trust, 'utf8')).toBe(shared('13:00'))
    expect(readFileSync(school.file, 'utf8')).toContain(`${JOB}:`)
    expect((await school.run('job', 'show', JOB)).out).toMatch(/at +14:00|at +'?14:00/)
  })

  test('go-live ends a shadow of the shared file for this school alone', async () => {
    const school = await extending(shared('13:00', ', shadow: true'))
    expect(await school.run('go-live', JOB)).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(school.trust, 'utf8')).toContain('shadow: true')
    expect(readFileSync(school.file, 'utf8')).toMatch(/shadow: false/)
  })

  test('why names the file and the line', async () => {
    const school = await extending(shared('13:00'))
    await school.tick('2026-11-23 13:00')
    expect((await school.run('why', JOB)).out).toContain('trust.yaml:2')
  })
})

describe('all schools at once', () => {
  /** Two schools in one folder, of which the second has no database. */
  async function two() {
    const school = await TestSchool.open(`  ${JOB}: { at: '11:00' }`)
    await school.tick('2026-11-23 11:00')
    const text = readFileSync(school.file, 'utf8')
    const [one, other] = ['ashton.yaml', 'briar.yaml'].map((name) => path.join(school.folder, name)) as [
      string,
      string,
    ]
    renameSync(school.file, one)
    writeFileSync(other, text.replace(school.database.section, 'database: { type: sqlite, file: none.db }\n'))
    onTestFinished(() => rmSync(noteFile(other), { force: true }))
    const run = async (verb: string, ...rest: string[]) => {
      Object.assign(school, { file: path.join(school.folder, '*.yaml') })
      return school.run(verb, ...rest)
    }
    return { school, run }
  }

  test('list has a line a school, then what needs somebody', async () => {
    const { run } = await two()
    const { code, out } = await run('list')
    expect(code).toBe(6)
    expect(out).toMatch(/^ashton +\d+ +Mon 2026-11-23 11:00 succeeded/m)
    expect(out).toMatch(/^briar +no answer/m)
    expect(out).toMatch(/^briar\n {2}There is no database at/m)
  })

  test('list and dashboard are arrays for programs', async () => {
    const { run } = await two()
    const [listed, shown] = [await run('list', '--json'), await run('dashboard', '--json')]
    expect(JSON.parse(listed.out)).toMatchObject([
      {
        school: 'ashton',
        jobs: expect.arrayContaining([expect.objectContaining({ job: JOB })]),
        trouble: null,
      },
      { school: 'briar', jobs: null, trouble: expect.stringContaining('There is no database') },
    ])
    expect(JSON.parse(shown.out)).toMatchObject([
      { school: 'ashton', name: 'Test School' },
      { school: 'briar', exit: 6 },
    ])
  })

  test('dashboard is a page with a row a school that leads to what it needs', async () => {
    const { run } = await two()
    const { code, out } = await run('dashboard', '--out', '-')
    expect(code).toBe(6)
    expect(out).toContain('<a href="#school-briar">briar</a>')
    expect(out).toContain('id="school-briar"')
    expect(out).not.toContain('href="#school-ashton"')
  })
})
