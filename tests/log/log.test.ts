import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { version } from '../../package.json'
import { TestSchool } from '../school.ts'
import { Texts } from '../sms/texts.ts'

const JOB = 'clear-expired-notices'
const DEFAULT = '.pars-auto/log/pars-auto.log'

const textOf = (school: TestSchool, file = DEFAULT) => {
  const place = path.join(school.folder, file)
  return existsSync(place) ? readFileSync(place, 'utf8') : ''
}
const linesOf = (school: TestSchool, file?: string): Record<string, unknown>[] =>
  textOf(school, file)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const eventsOf = (school: TestSchool) => linesOf(school).map(({ event }) => event)

const open = (rest = '') => TestSchool.open(`  ${JOB}: { at: '12:03' }`, { rest })

describe('the log', () => {
  test('has the start and the end of a run, and the tick that ran it, and from where', async () => {
    const school = await open()
    await school.tickUntil('2026-11-23 12:05')
    const run = { job: JOB, run: 1, attempt: 1, slot: '2026-11-23T12:03' }
    const whence = { host: expect.any(String), account: expect.any(String), version, pid: process.pid }
    expect(linesOf(school)).toEqual([
      { at: '2026-11-23T12:03:00.000Z', level: 'info', event: 'run-start', ...run, ...whence },
      {
        at: '2026-11-23T12:03:00.000Z',
        level: 'info',
        event: 'run-end',
        ...run,
        outcome: 'succeeded',
        counts: { removed: 0 },
        ms: 0,
        ...whence,
      },
      { at: '2026-11-23T12:03:00.000Z', level: 'info', event: 'tick', exit: 0, ms: 0, ...whence },
    ])
  })

  test('has nothing of ticks that had nothing to do, and of commands that only look', async () => {
    const school = await open()
    await school.tickUntil('2026-11-23 12:02')
    await school.run('list')
    await school.run(JOB, '--dry-run')
    expect(textOf(school)).toBe('')
  })

  test('has alerts: when they open, and when they are over', async () => {
    const school = await open()
    await school.tick()
    school.runOutOfTime()
    await school.tickUntil('2026-11-23 12:30')
    school.world = {}
    await school.tick('2026-11-24 12:03')
    const alerts = linesOf(school).filter(({ event }) => event === 'alert')
    expect(alerts).toMatchObject([
      { level: 'warn', alert: 1, about: `job ${JOB} failed`, told: 'opened' },
      { level: 'info', alert: 1, about: `job ${JOB} failed`, told: 'over' },
    ])
    const failed = linesOf(school).filter(({ outcome }) => outcome === 'timed-out')
    expect(failed[0]).toMatchObject({ level: 'error', event: 'run-end' })
  })

  test('has what a person ran or changed: the command, not what it was about', async () => {
    const school = await open()
    await school.run(JOB)
    await school.run('go-live', JOB)
    expect(linesOf(school).filter(({ event }) => event === 'command')).toMatchObject([
      { command: JOB, exit: 0 },
      { command: 'go-live' },
    ])
  })

  test('has errors as they are told, in one line', async () => {
    const school = await open()
    await school.tick()
    school.vanish()
    const { code } = await school.run('list')
    expect(linesOf(school)).toMatchObject([
      { level: 'error', event: 'error', command: 'list', exit: code, message: expect.any(String) },
    ])
  })

  test('says where in the code a mistake of ours is, and not what it was about', async () => {
    const school = await open()
    await school.tick()
    school.world = {
      onStatement: () => {
        throw new TypeError('no "Ada" in the list')
      },
    }
    expect((await school.run('list')).err).toContain('This is a mistake in pars-auto')
    const [line] = linesOf(school)
    expect(line).toMatchObject({ event: 'error', kind: 'TypeError', message: 'no "…" in the list' })
    expect(line?.stack).toMatch(/^at .*log\.test\.ts/)
  })

  test('has the errors of a config that cannot be read, where the last valid one says', async () => {
    const school = await open('log: { file: notes/auto.log }')
    await school.tick()
    writeFileSync(school.file, 'school: [', { flag: 'a' })
    await school.tick('2026-11-23 12:01')
    expect(linesOf(school, 'notes/auto.log')).toMatchObject([{ event: 'alert' }, { event: 'tick', exit: 3 }])
  })

  test('goes where the config says, and nowhere when it is switched off', async () => {
    const elsewhere = await open('log: { file: notes/auto.log }')
    await elsewhere.tickUntil('2026-11-23 12:03')
    expect(linesOf(elsewhere, 'notes/auto.log')).toHaveLength(3)
    const off = await open('log: { enabled: false }')
    await off.tickUntil('2026-11-23 12:03')
    expect(textOf(off)).toBe('')
  })

  test('that cannot be written stops nothing, and is said once', async () => {
    const school = await open('log: { file: automation.config.yaml/x.log }')
    await school.tick()
    const { code, err } = await school.tick('2026-11-23 12:03')
    expect(code).toBe(0)
    expect(err.match(/cannot be written/g)).toHaveLength(1)
    expect(await school.slotStates()).toEqual(['2026-11-23T12:03 done'])
  })

  test('begins another file when one is full, and keeps so many', async () => {
    const school = await TestSchool.open(`  ${JOB}: { every: 1m }`, { rest: 'log: { size: 100KB, keep: 2 }' })
    mkdirSync(path.join(school.folder, '.pars-auto/log'), { recursive: true })
    await school.tick()
    const { append } = await import('../../src/log/append.ts')
    append(path.join(school.folder, DEFAULT), `${'x'.repeat(100_000)}\n`, { size: 1e9, keep: 2 })
    await school.run(JOB)
    expect(textOf(school, DEFAULT.replace('.log', '.0001.log'))).toContain('xxx')
    expect(eventsOf(school).length).toBeGreaterThan(0)
  })
})

describe('nothing about anybody', () => {
  test('stands in the log, whatever is sent, refused, mistyped or wrong', async () => {
    const texts = await Texts.open({
      jobs: "  sms: {}\nalerts: { webhook: 'https://127.0.0.1:1/hunter2' }",
      mail: 'replyTo: head@riverside.example',
    })
    const { school } = texts
    const ada = await school.pupil('Ada')
    await texts.text(await texts.batch(), ada, await texts.contact(ada), { body: 'Ada is late.' })
    await texts.text(await texts.batch(), ada, await texts.contact(ada, { mobile: '12' }), {
      body: 'Ada again.',
    })
    await school.tick()
    texts.reply('r1', '+447700900101', 'She has the flu')
    await school.tick('2026-11-23 12:05')
    await school.run('sms', 'send', '--pupil', String(ada), '--text', 'Dear Grace')
    await school.run('sms', 'send', '--pupil', 'Ada', '--text', 'Dear Grace')
    await school.run('unlock', 'Lovelace')
    await school.run('sms', 'test', '07700 900999')
    await school.run('mail', 'test', 'ben@elsewhere.example')
    await school.run('approve', 'Ada')
    const text = textOf(school)
    expect(new Set(eventsOf(school))).toEqual(new Set(['run-start', 'run-end', 'tick', 'command', 'error']))
    expect(text).not.toMatch(/Ada|Grace|Lovelace|ben@|late|again|flu|7700|900101|900999|hunter2|head@/)
  })
})
