import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import { TestSchool } from '../school.ts'
import { Keyboard } from './keyboard.ts'

const NOTICES = 'clear-expired-notices'
const JOBS = `  ${NOTICES}: { at: '12:30', hours: any, shadow: true }`

const notice = (school: TestSchool, expires_on: string) =>
  school.add('notice', { title: 'Old', body: '', created_at: '2026-01-01T00:00:00.000Z', expires_on })

const isInShadow = (school: TestSchool) => readFileSync(school.file, 'utf8').includes('shadow: true')
const audited = async (school: TestSchool) =>
  (await school.rows<{ detail: string }>(own('audit'))).map(({ detail }) => detail)

/** A school in which the job has rehearsed on so many days. */
async function nights(days: number, jobs = JOBS, rest = ''): Promise<TestSchool> {
  const school = await TestSchool.open(jobs, { now: '2026-11-16 12:00', rest })
  await school.tick()
  for (let day = 16; day < 16 + days; day++) await school.tick(`2026-11-${day} 12:30`)
  return school
}

describe('the checklist', () => {
  test('says how often it rehearsed, whether PARS did the same, and whether ticks come', async () => {
    const school = await nights(6)
    const { code, out } = await school.run('go-live', NOTICES, '--dry-run')
    expect(code).toBe(0)
    expect(out).toMatch(/^Before clear-expired-notices goes live\n/)
    expect(out).toContain('ok    It has rehearsed 6 times, on 6 days.')
    expect(out).toContain('ok    Whenever it rehearsed, nothing was left to do.')
    expect(out).toContain('ok    Ticks come')
    expect(out).toMatch(/ok {4}All \d+ tables are as the jobs need them\./)
    expect(out).toContain('Dry run: nothing was changed.')
    expect(isInShadow(school)).toBe(true)
    expect(await audited(school)).toEqual([])
  })

  test('minds what differs, what is new, and that no tick comes; none of it forbids it', async () => {
    const school = await TestSchool.open(JOBS, { now: '2026-11-16 12:00' })
    expect((await school.run('go-live', NOTICES, '--dry-run')).out).toContain('mind  It has never rehearsed')
    await school.tick()
    await notice(school, '2026-11-01')
    await school.tick('2026-11-16 12:30')
    school.at('2026-11-18 09:00')
    const { code, out } = await school.run('go-live', NOTICES)
    expect(code).toBe(0)
    expect(out).toContain('mind  PARS has not done 1 of the things that it would have done.')
    expect(out).toContain(`> pars-auto shadow report ${NOTICES}`)
    expect(out).toContain('mind  It has rehearsed once, on 1 day; 5 days show an ordinary week.')
    expect(out).toContain('mind  No tick since 2026-11-16 12:30')
    expect(isInShadow(school)).toBe(false)
    expect(await audited(school)).toEqual([`${NOTICES}.`])
  })
})

describe('what the job cannot do its work with stops it', () => {
  test('a table that is missing', async () => {
    const school = await nights(1)
    await school.database.lose('notice')
    const { code, out, err } = await school.run('go-live', NOTICES)
    expect(code).toBe(8)
    expect(out).toMatch(/stop {2}1 thing in the database is not as the jobs need: notice/)
    expect(err).toContain(`${NOTICES} stays in shadow: it could not do its work.`)
    expect(isInShadow(school)).toBe(true)
    expect(await audited(school)).toEqual([])
    expect((await school.run('go-live', NOTICES, '--dry-run')).code).toBe(8)
  })

  test('unless somebody insists, which is on record', async () => {
    const school = await nights(1)
    await school.database.lose('notice')
    expect((await school.run('go-live', NOTICES, '--force')).code).toBe(0)
    expect(isInShadow(school)).toBe(false)
    expect(await audited(school)).toEqual([`${NOTICES}. In spite of the checklist.`])
  })

  test('texts that nobody is to carry; those that go into a folder are only minded', async () => {
    const texts =
      'sms: { provider: file, file: { folder: texts }, replies: { central: office@riverside.example } }\n'
    const mails = 'mail: { from: office@riverside.example, folder: mails }\n'
    const school = await nights(0, '  sms: { shadow: true }', texts + mails)
    const { code, out } = await school.run('go-live', 'sms', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain('mind  Texts are written to the folder')
    expect(out).toContain('mind  Mails are written to the folder')
  })

  test('a mail server that does not answer', async () => {
    const rest = 'mail: { from: office@riverside.example, smtp: { host: 127.0.0.1, port: 1 } }\n'
    const job =
      "  lates: { job: report, report: lates, at: '12:30', to: head@riverside.example, shadow: true }"
    const school = await nights(0, job, rest)
    const { code, out } = await school.run('go-live', 'lates')
    expect(code).toBe(8)
    expect(out).toMatch(/stop {2}.*127\.0\.0\.1:1/)
    expect(out).toContain('pars-auto mail test ADDRESS')
  })
})

describe('at a terminal', () => {
  const asked = async (...answers: [string, ...string[]][]) => {
    const school = await nights(6)
    const keyboard = new Keyboard(...answers)
    school.world = { terminal: keyboard.terminal }
    const said = await school.run('go-live', NOTICES)
    expect(keyboard.left).toEqual([])
    return { school, ...said }
  }

  test('it asks whether PARS has been switched off, and whether to go on', async () => {
    const { school, code, out } = await asked(
      ['switched off in PARS?', 'y'],
      [`Let ${NOTICES} go live?`, 'y'],
    )
    expect(code).toBe(0)
    expect(out).not.toContain('If PARS still runs the same job')
    expect(isInShadow(school)).toBe(false)
    expect(await audited(school)).toEqual([`${NOTICES}. PARS was said not to do it any more.`])
  })

  test('while PARS does it still, it stays in shadow', async () => {
    const { school, code, out } = await asked(['switched off in PARS?', 'n'])
    expect(code).toBe(8)
    expect(out).toContain('Both would do it: switch it off in PARS first.')
    expect(isInShadow(school)).toBe(true)
    expect(await audited(school)).toEqual([])
  })

  test('whoever says no at the end changes nothing', async () => {
    const { school, code } = await asked(['switched off in PARS?', 'y'], [`Let ${NOTICES} go live?`, 'n'])
    expect(code).toBe(8)
    expect(isInShadow(school)).toBe(true)
  })

  test('with --yes it asks nothing', async () => {
    const school = await nights(1)
    const keyboard = new Keyboard()
    school.world = { terminal: keyboard.terminal }
    expect((await school.run('go-live', NOTICES, '--yes')).code).toBe(0)
    expect(keyboard.shown).not.toContain('?')
    expect(isInShadow(school)).toBe(false)
  })
})
